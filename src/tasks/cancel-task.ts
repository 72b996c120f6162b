import { isTerminal } from '../contract/task-states.js';
import { requestCancel } from '../store/operations/move-task.js';
import { readTask } from '../store/operations/read-tasks.js';
import type { TaskRecord } from '../store/operations/task-record.js';
import { endCancelled } from './steps/end-cancelled.js';
import type { TaskDeps } from './task-deps.js';

/** How long an answer waits for whoever works on the task to stop, in ms. */
const PATIENCE_MS = 10_000;

/**
 * Cancels a task and answers with it as it is then: ended, or, when it has a clip already, on its way to it with `cancel: too_late` to
 * come. A task that nobody works on ends at once; one under way is stopped, wherever it runs, within its heartbeat. `undefined`: no
 * such task of this account.
 */
export async function cancelTask(
  deps: Pick<TaskDeps, 'store' | 'fileUrls' | 'newId'>,
  accountId: string,
  taskId: string,
): Promise<TaskRecord | undefined> {
  const { store } = deps;
  const task = await store.run(() => requestCancel(accountId, taskId));
  if (task === undefined || isTerminal(task.state)) return task;
  if (task.cancel !== 'requested') return task;
  if (task.state === 'accepted' || task.state === 'held') {
    // Zero rows: somebody has just claimed it, and looks at the row before anything else.
    const charged = task.hold?.reason === 'unknown_submit' ? 'unknown' : 'no';
    const ended = await store.run(() => endCancelled(deps, task, { charged }));
    if (ended !== undefined) return ended;
  }
  return waitForEnd(deps, accountId, taskId);
}

async function waitForEnd(
  { store }: Pick<TaskDeps, 'store'>,
  accountId: string,
  taskId: string,
): Promise<TaskRecord | undefined> {
  let ring = (): void => undefined;
  const stop = store.onWake((topic) => {
    if (topic === `task:${taskId}`) ring();
  });
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    for (;;) {
      const rung = new Promise<void>((resolve) => {
        ring = resolve;
        patience.addEventListener('abort', () => {
          resolve();
        });
      });
      const task = await store.runOne(() => readTask(accountId, taskId));
      if (task === undefined || isTerminal(task.state) || task.cancel !== 'requested' || patience.aborted) return task;
      await rung;
    }
  } finally {
    stop();
  }
}
