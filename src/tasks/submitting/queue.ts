import type { TaskRecord } from '../../store/operations/task-record.js';
import { deadlineMs } from '../steps/deadline.js';
import type { StepOutcome, StepWork } from '../steps/step.js';

/** A task whose turn does not come is given up after two days, and has cost nothing. */
export const QUEUE_MS = 48 * 3_600_000;

/** Whether a task has waited for as long as any may. */
export function isOld({ createdAtMs }: TaskRecord, { nowMs }: Pick<StepWork, 'nowMs'>): boolean {
  return nowMs() - createdAtMs > QUEUE_MS;
}

/** It is not its turn yet: the deadline of the state begins anew, but not for ever. */
export function inQueue(task: TaskRecord, waitMs: number, work: Pick<StepWork, 'nowMs'>): StepOutcome {
  return { kind: 'waiting', dueInMs: Math.ceil(waitMs), ...(isOld(task, work) ? {} : deadlineMs('submitting')) };
}
