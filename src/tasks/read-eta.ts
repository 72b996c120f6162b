import type { Task } from '../contract/task.js';
import { readAttempt } from '../store/operations/attempts.js';
import type { TaskRecord } from '../store/operations/task-record.js';
import { etaOf } from './pace/render-times.js';
import { usualOf } from './steps/polling.js';
import type { TaskDeps } from './task-deps.js';

/**
 * When a render at a vendor will be done, in seconds from now, by how long that model has taken here. `undefined`: it is not under way, or
 * is made on this machine, which tells its frames.
 */
export async function readEta(
  task: TaskRecord,
  {
    store,
    models,
    providers,
    renderTimes,
    nowMs,
  }: Pick<TaskDeps, 'store' | 'models' | 'providers' | 'renderTimes' | 'nowMs'>,
): Promise<Task['eta']> {
  const { attemptId } = task;
  if (task.state !== 'rendering' || attemptId === undefined) return undefined;
  const attempt = await store.runOne(() => readAttempt(attemptId));
  if (attempt === undefined || providers.get(attempt.provider)?.isFreeToRepeat !== false) return undefined;
  const { provider, model = task.model, sentAtMs, createdAtMs } = attempt;
  const usual = await renderTimes.usualOf(model, provider, usualOf(models, model, provider));
  return etaOf(usual, nowMs() - (sentAtMs ?? createdAtMs));
}
