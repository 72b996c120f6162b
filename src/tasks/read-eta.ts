import type { Task } from '../contract/task.js';
import { readAttempt } from '../store/operations/attempts.js';
import type { TaskRecord } from '../store/operations/task-record.js';
import { etaOf } from './pace/render-times.js';
import { usualOf } from './steps/polling.js';
import type { TaskDeps } from './task-deps.js';
import { providerOf } from './provider-of.js';
import { inAccount } from './accounts/in-account.js';

/**
 * When a render at a vendor will be done, in seconds from now, by how long that model has taken here. `undefined`: it is not under way, or
 * is made on this machine, which tells its frames.
 */
export async function readEta(
  task: TaskRecord,
  everybodys: Pick<TaskDeps, 'store' | 'models' | 'providers' | 'renderTimes' | 'nowMs' | 'accounts' | 'own'>,
): Promise<Task['eta']> {
  const { attemptId } = task;
  if (task.state !== 'rendering' || attemptId === undefined) return undefined;
  const deps = await inAccount(everybodys, task.accountId);
  const { store, models, renderTimes, nowMs } = deps;
  const attempt = await store.runOne(() => readAttempt(attemptId));
  if (attempt === undefined || providerOf(deps, attempt)?.isFreeToRepeat !== false) return undefined;
  const { provider, model = task.model, sentAtMs, createdAtMs } = attempt;
  const usual = await renderTimes.usualOf(model, provider, usualOf(models, model, provider));
  return etaOf(usual, nowMs() - (sentAtMs ?? createdAtMs));
}
