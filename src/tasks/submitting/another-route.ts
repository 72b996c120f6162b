import { type AttemptRecord, readAttempts } from '../../store/operations/attempts.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { findRoutes } from '../find-model.js';
import type { StepWork } from '../steps/step.js';

/** Whether the caller named another route for a task that `refused` has just been refused by, and which has not refused it as well. */
export async function hasAnotherRoute(task: TaskRecord, refused: AttemptRecord, work: StepWork): Promise<boolean> {
  const routes = findRoutes(work.models, task.model, task.route);
  if (routes.kind !== 'found' || routes.runs.length < 2) return false;
  const attempts = await work.store.run(() => readAttempts(task.accountId, task.id));
  const tried = new Set(attempts.filter(({ state }) => state === 'rejected_no_job').map(({ provider }) => provider));
  return routes.runs.some(({ model }) => model.provider !== refused.provider && !tried.has(model.provider));
}
