import type { Hold } from '../../contract/task.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { OverCap } from '../../store/operations/money.js';
import { moveTask } from '../../store/operations/move-task.js';
import { HELD_LANE } from '../lanes.js';
import { moveOn, type StepOutcome, type StepWork } from '../steps/step.js';

/** Three days for a person to look; then the task fails, charge unknown. */
const UNKNOWN_SUBMIT_SEC = 72 * 3600;

/** A day for more money; then the task fails, and has cost nothing. */
const BUDGET_SEC = 24 * 3600;

/** How soon a task that waits for money looks again. */
export const LOOK_AGAIN_MS = 60_000;

/** Nobody knows whether there is a job, and a second one would cost money: it waits until somebody has found out. */
export function holdUnknown(task: TaskRecord, work: StepWork, why: string): Promise<StepOutcome> {
  const resolve =
    `${why} Look at the provider whether it has the render: ` +
    `firstframe tasks resolve ${task.id} --handle ID takes it up, --no-job sends it again, --give-up ends it.`;
  // A cancel that was asked for meanwhile is answered from there.
  const dueInMs = task.cancel === 'requested' ? 0 : UNKNOWN_SUBMIT_SEC * 1000;
  return hold(task, work, { reason: 'unknown_submit', resolve, seconds: UNKNOWN_SUBMIT_SEC, dueInMs });
}

/** There is no room for it under a cap: it waits until there is, and nothing was sent. */
export function holdForBudget(task: TaskRecord, work: StepWork, cap: OverCap): Promise<StepOutcome> {
  const more = `firstframe tasks resolve ${task.id} --budget USD lets this task cost more.`;
  const resolve =
    cap.of === 'task' ? `${cap.say} ${more}` : `${cap.say} The task goes on by itself when there is room.`;
  return hold(task, work, { reason: 'budget', resolve, seconds: BUDGET_SEC, dueInMs: LOOK_AGAIN_MS });
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
      ...{ dueInMs: task.cancel === 'requested' ? 0 : dueInMs, deadlineInMs: seconds * 1000 },
      changes: { hold: held },
      event: { hold: held },
    }),
  );
}
