import { microUsdOf, sayUsd } from '../../contract/money.js';
import type { Task } from '../../contract/task.js';
import { leadsNowhere } from '../line/nowhere.js';
import { printable } from '../printable.js';
import { timeTold } from '../table.js';
import { promptOf } from './prompt-of.js';

/** A task for a person, a fact a line; what does not apply is left out. */
export function describeTask(task: Task): string {
  const { state, status, hold, progress, failure, error, cost, estimate, cancel, output = [] } = task;
  const prompt = promptOf(task.input);
  const facts: (readonly [string, string | undefined])[] = [
    ['task', task.taskId],
    ['model', task.model],
    ['prompt', prompt === '' ? undefined : prompt],
    ['status', state === undefined ? status : `${status} (${state})`],
    ['created', `${timeTold(task.created)} UTC`],
    ['completed', task.completed === 0 ? undefined : `${timeTold(task.completed)} UTC`],
    ['reference', task.reference],
    ['progress', progress && `${Math.floor(progress.share * 100)} %, ${progress.doing}`],
    ['held for', hold && `${hold.reason}, until ${timeTold(hold.until)} UTC. ${hold.resolve}`],
    ['cost', cost && `${sayUsd(microUsdOf(cost.usd))}, ${cost.basis}`],
    ['may cost', isOpen(task) ? estimate && `up to ${sayUsd(microUsdOf(estimate.usd))}, ${estimate.basis}` : undefined],
    ['cancel', cancel],
    ['error', error && `${error.message} (${error.code})`],
    ['charged', failure && `${failure.charged}; trying again: ${failure.retry.replace('_', ' ')}`],
    ...output.flatMap(({ type, url, expireAt, copy }) => {
      const until = (sec: number): string => `(until ${timeTold(sec)} UTC)`;
      if (leadsNowhere(url)) {
        return [[type, `kept until ${timeTold(expireAt)} UTC; ${savedBy(task.taskId, type)}`] as const];
      }
      if (copy === undefined) return [[type, `${url} ${until(expireAt)}`] as const];
      return [[type, `${url} (published)`] as const, ['copy', `${copy.url} ${until(copy.expireAt)}`] as const];
    }),
    ...(task.adjustments ?? []).map(({ reason }) => ['note', reason] as const),
    ...(task.findings ?? []).map((found) => [found.severity, `${found.measured} ${found.repair}`] as const),
  ];
  return facts
    .filter((fact): fact is readonly [string, string] => fact[1] !== undefined)
    .map(([name, fact]) => `${name.padEnd(10)} ${printable(fact)}\n`)
    .join('');
}

/** What is to be had of a clip where no URL leads to it. */
function savedBy(taskId: string, type: string): string {
  return type === 'video' ? `firstframe tasks wait ${taskId} -o FILE saves it` : 'firstframe serve hands it out';
}

/** Whether what it costs is still to be known: of one that has ended its failure says what was charged. */
function isOpen({ cost, completed }: Task): boolean {
  return cost === undefined && completed === 0;
}
