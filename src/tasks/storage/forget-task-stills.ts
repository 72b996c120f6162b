import { type Forgetting, forgetTaskStills as forget } from '../../store/operations/forget-stills.js';
import { readTask } from '../../store/operations/read-tasks.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { inAccount } from '../accounts/in-account.js';
import { findModel } from '../find-model.js';
import type { TaskDeps } from '../task-deps.js';

/** Lets go of the stills of a task, wherever in its input they are; `made`: and of all that was made from them. @throws StoreError */
export async function forgetTaskStills(
  everybodys: TaskDeps,
  accountId: string,
  taskId: string,
  made: boolean,
): Promise<Forgetting> {
  const deps = await inAccount(everybodys, accountId);
  const task = await deps.store.run(() => readTask(accountId, taskId));
  if (task === undefined) return { kind: 'unknown' };
  return deps.store.run(() => forget(accountId, taskId, { fields: fieldsOf(task, deps), made }));
}

/** By the model that read it, where that is still here; and HiAPI's two fields in any case. */
function fieldsOf({ model, route, input }: TaskRecord, { models }: Pick<TaskDeps, 'models'>): readonly string[] {
  const usual = ['first_frame_url', 'last_frame_url'];
  const found = findModel(models, model, route);
  if (found.kind !== 'found') return usual;
  try {
    const stills = found.model.accept(input).stills ?? [];
    return [...new Set([...stills.map(({ field }) => field), ...usual])];
  } catch {
    // An older version of the model took it.
    return usual;
  }
}
