import type { Operation } from './statement.js';

/** An operation that throws a TypeError instead of yielding a second statement; hints are none. */
export function* atMostOne<Result>(operation: Operation<Result>): Operation<Result> {
  let sent = 0;
  let step = operation.next([]);
  while (step.done !== true) {
    if (step.value.kind === 'sql') sent += 1;
    if (sent > 1) throw new TypeError('an operation that was to be one statement yielded a second one');
    step = operation.next(yield step.value);
  }
  return step.value;
}
