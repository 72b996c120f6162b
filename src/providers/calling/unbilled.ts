import type { Failure } from '../../contract/task.js';

/** A failure that costs nothing: nothing was made, or what was made is not billed. */
export function unbilled(kind: Failure['class'], retry: Failure['retry'], say: string, field?: string): Failure {
  return { class: kind, charged: 'no', retry, say, ...(field === undefined ? {} : { field }) };
}
