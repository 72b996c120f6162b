import type { Client } from '../../client/client.js';
import { progressSchema, type Task } from '../../contract/task.js';
import type { CliDeps } from '../cli-deps.js';
import { createProgressBar } from '../render/progress-bar.js';
import { pausedTask, taskErrorOf, waitingTask } from '../task-error.js';

/** How a task is followed. */
export interface FollowOptions {
  /** What the bar says before there is anything to tell; `undefined`: no bar. */
  readonly opening: string | undefined;
  /** Names the fields of a refusal as they were typed. */
  readonly toField?: (field: string) => string;
  /** Somebody else renders it, and goes on with that when this program stops. */
  readonly isHosted?: boolean;
}

/**
 * Follows a task to its success, drawing its progress.
 * @throws TaskError for any other end, for a hold, and when this program is stopped first; ClientError
 */
export async function followTask(
  { signal, barWidth, stderr, nowMs }: Pick<CliDeps, 'signal' | 'barWidth' | 'stderr' | 'nowMs'>,
  client: Client,
  taskId: string,
  { opening, toField, isHosted = false }: FollowOptions,
): Promise<Task> {
  const bar =
    opening === undefined || barWidth === undefined ? undefined : createProgressBar(stderr, barWidth, nowMs, opening);
  const stuck = new AbortController();
  try {
    const task = await client.wait(taskId, {
      signal: AbortSignal.any([signal, stuck.signal]),
      untilHeld: true,
      onEvent: ({ kind, data }) => {
        const progress = kind === 'progress' ? progressSchema.safeParse(data).data : undefined;
        if (progress === undefined) return;
        bar?.update(progress);
        // It may wait for days, until somebody has done something elsewhere.
        if (progress.waits !== undefined) stuck.abort(waitingTask(taskId, progress.doing, progress.waits));
      },
    });
    const error = taskErrorOf(task, toField);
    if (error !== undefined) throw error;
    return task;
  } catch (error) {
    if (stuck.signal.aborted) throw stuck.signal.reason;
    if (signal.aborted) throw pausedTask(taskId, isHosted);
    throw error;
  } finally {
    bar?.clear();
  }
}
