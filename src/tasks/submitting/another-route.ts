import { type AttemptRecord, readAttempts } from '../../store/operations/attempts.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { findRoutes, type Run } from '../find-model.js';
import type { StepWork } from '../steps/step.js';

/** Whether the caller named another route for a task that `refused` has just been refused by, and which has not refused it as well. */
export async function hasAnotherRoute(
  task: TaskRecord,
  refused: Pick<AttemptRecord, 'provider'>,
  work: StepWork,
): Promise<boolean> {
  return (await otherRoutes(task, refused.provider, work)).length > 0;
}

/** Whether there is {@link hasAnotherRoute another route}, and orders may be sent by it now. */
export async function hasOpenRoute(task: TaskRecord, closed: string, work: StepWork): Promise<boolean> {
  for (const run of await otherRoutes(task, closed, work)) if (await isOpen(task, run, work)) return true;
  return false;
}

/** Whether an order of a task may be sent by a route now. */
export async function isOpen(
  { accountId }: Pick<TaskRecord, 'accountId'>,
  { model }: Run,
  { gate, providers }: Pick<StepWork, 'gate' | 'providers'>,
): Promise<boolean> {
  const provider = providers.get(model.provider);
  if (provider === undefined || gate === undefined) return true;
  return (await gate.look({ accountId, model: model.id, provider })) === undefined;
}

async function otherRoutes(task: TaskRecord, but: string, work: StepWork): Promise<readonly Run[]> {
  const routes = findRoutes(work.models, task.model, task.route);
  if (routes.kind !== 'found' || routes.runs.length < 2) return [];
  const attempts = await work.store.run(() => readAttempts(task.accountId, task.id));
  const tried = new Set(attempts.filter(({ state }) => state === 'rejected_no_job').map(({ provider }) => provider));
  return routes.runs.filter(({ model }) => model.provider !== but && !tried.has(model.provider));
}
