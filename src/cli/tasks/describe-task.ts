import type { Task } from '../../contract/task.js';
import { printable } from '../printable.js';
import { timeTold } from '../table.js';

/** A task for a person, a fact a line; what does not apply is left out. */
export function describeTask(task: Task): string {
  const { state, status, hold, progress, failure, error, cost, cancel, output = [] } = task;
  const facts: (readonly [string, string | undefined])[] = [
    ['task', task.taskId],
    ['model', task.model],
    ['status', state === undefined ? status : `${status} (${state})`],
    ['created', `${timeTold(task.created)} UTC`],
    ['completed', task.completed === 0 ? undefined : `${timeTold(task.completed)} UTC`],
    ['reference', task.reference],
    ['progress', progress && `${Math.floor(progress.share * 100)} %, ${progress.doing}`],
    ['held for', hold && `${hold.reason}, until ${timeTold(hold.until)} UTC. ${hold.resolve}`],
    ['cost', cost && `$${cost.usd}, ${cost.basis}`],
    ['cancel', cancel],
    ['error', error && `${error.message} (${error.code})`],
    ['charged', failure && `${failure.charged}; trying again: ${failure.retry.replace('_', ' ')}`],
    ...output.map(({ type, url, expireAt }) => [type, `${url} (until ${timeTold(expireAt)} UTC)`] as const),
    ...(task.adjustments ?? []).map(({ reason }) => ['note', reason] as const),
    ...(task.findings ?? []).map((found) => [found.severity, `${found.measured} ${found.repair}`] as const),
  ];
  return facts
    .filter((fact): fact is readonly [string, string] => fact[1] !== undefined)
    .map(([name, fact]) => `${name.padEnd(10)} ${printable(fact)}\n`)
    .join('');
}
