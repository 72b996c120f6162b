import type { Hold } from '../../contract/task.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { OverCap } from '../../store/operations/money.js';
import { moveTask } from '../../store/operations/move-task.js';
import { HELD_LANE } from '../lanes.js';
import { moveOn, type StepOutcome, type StepWork } from '../steps/step.js';
import { QUEUE_MS } from './queue.js';

/** Three days for a person to look; then the task fails, charge unknown. */
const UNKNOWN_SUBMIT_SEC = 72 * 3600;

/** A day for more money; then the task fails, and has cost nothing. */
const BUDGET_SEC = 24 * 3600;

/** How often a held order is looked for again: its list may show it late, its key may be set again. */
export const HELD_AGAIN_MS = 15 * 60_000;

/** However often it was let go and held again. */
const LEAST_SEC = 60;

/** How soon a task that waits for money looks again. */
export const LOOK_AGAIN_MS = 60_000;

/** Nobody knows whether there is a job, and a second one would cost money: it waits until somebody has found out. */
export function holdUnknown(task: TaskRecord, work: StepWork, why: string): Promise<StepOutcome> {
  const resolve =
    `${why} Look at the provider whether it has the render: ` +
    `firstframe tasks resolve ${task.id} --handle ID takes it up, --no-job sends it again, --give-up ends it.`;
  return hold(task, work, { reason: 'unknown_submit', resolve, seconds: UNKNOWN_SUBMIT_SEC, dueInMs: HELD_AGAIN_MS });
}

/** There is no room for it under a cap: it waits until there is, and nothing was sent. */
export function holdForBudget(task: TaskRecord, work: StepWork, cap: OverCap): Promise<StepOutcome> {
  const more = `firstframe tasks resolve ${task.id} --budget USD lets this task cost more.`;
  const resolve =
    cap.of === 'task' ? `${cap.say} ${more}` : `${cap.say} The task goes on by itself when there is room.`;
  const queueSec = Math.floor((task.createdAtMs + QUEUE_MS - work.nowMs()) / 1000);
  const seconds = Math.max(LEAST_SEC, Math.min(BUDGET_SEC, queueSec));
  return hold(task, work, { reason: 'budget', resolve, seconds, dueInMs: LOOK_AGAIN_MS });
}

interface Holding extends Pick<Hold, 'reason' | 'resolve'> {
  readonly seconds: number;
  readonly dueInMs: number;
}

function hold(task: TaskRecord, work: StepWork, { reason, resolve, seconds, dueInMs }: Holding): Promise<StepOutcome> {
  const since = Math.floor(work.nowMs() / 1000);
  const held: Hold = { reason, since, until: since + seconds, resolve };
  return moveOn(work, () =>
    moveTask({
      ...{ id: task.id, from: 'submitting', to: 'held', lane: HELD_LANE, lease: work.claim.lease },
      // A cancel that was asked for meanwhile is answered from there.
      ...{ dueInMs: task.cancel === 'requested' ? 0 : dueInMs, deadlineInMs: seconds * 1000 },
      changes: { hold: held },
      event: { hold: held },
    }),
  );
}
