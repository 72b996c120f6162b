import type { Progress } from '../../contract/task.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { inAccount } from '../accounts/in-account.js';
import type { TaskDeps } from '../task-deps.js';
import { planOf } from '../task-plan.js';
import { modelIdOf } from './model-id-of.js';

/** How far a task is; of one that is not sent, for a pause or for the key that is its account's, why. @throws StoreError */
export async function progressOf(
  task: TaskRecord,
  everybodys: Pick<TaskDeps, 'progress' | 'gate' | 'providers' | 'models' | 'accounts'>,
): Promise<Progress | undefined> {
  const { progress, gate } = everybodys;
  const told = progress.get(task.id);
  if (told !== undefined || gate === undefined || task.state !== 'submitting') return told;
  const { providers, models } = await inAccount(everybodys, task.accountId);
  const { provider: id } = planOf(task);
  const provider = id === undefined ? undefined : providers.get(id);
  if (provider === undefined) return undefined;
  const wait = await gate.why({ accountId: task.accountId, model: modelIdOf(models, task.model), provider });
  return wait === undefined ? undefined : { share: 0, doing: wait.say, waits: wait.why };
}
