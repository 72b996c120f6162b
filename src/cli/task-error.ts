import type { Progress, Task } from '../contract/task.js';

/** How a task that gave no clip ends a command. */
export type TaskEnding = 'bad_input' | 'failed' | 'held' | 'paused';

/** A task that gave no clip, or not yet. */
export class TaskError extends Error {
  readonly ending: TaskEnding;
  readonly taskId: string;
  /** What to do, as a full sentence. */
  readonly todo: string;
  readonly field: string | undefined;

  constructor(
    ending: TaskEnding,
    message: string,
    facts: { readonly taskId: string; readonly todo: string; readonly field?: string | undefined },
  ) {
    super(message);
    this.name = 'TaskError';
    this.ending = ending;
    this.taskId = facts.taskId;
    this.todo = facts.todo;
    this.field = facts.field;
  }
}

/** The error of a task that has ended badly, or is held; `undefined` for one that succeeded. `toField` names fields as they were typed. */
export function taskErrorOf(task: Task, toField: (field: string) => string = (field) => field): TaskError | undefined {
  const { taskId, hold, failure, error } = task;
  if (task.status === 'success') return undefined;
  if (hold !== undefined) {
    const message = `the task ${taskId} is held (${hold.reason}) until ${new Date(hold.until * 1000).toISOString()}`;
    return new TaskError('held', message, { taskId, todo: hold.resolve });
  }
  const isTheirs = failure?.class === 'bad_input' || failure?.class === 'unsupported';
  const message = (error?.message ?? failure?.say ?? 'the task failed and nobody said why').replace(/\.$/, '');
  const field = failure?.field === undefined ? undefined : toField(failure.field);
  return new TaskError(isTheirs ? 'bad_input' : 'failed', message, { taskId, todo: todoOf(task, message), field });
}

/** The task waits for an operator: nothing is sent now. `why` says of what, and what to do about it. */
export function waitingTask(taskId: string, why: string, on?: Progress['waits']): TaskError {
  const what = on === 'bucket' ? 'is made, and not published' : 'is not sent';
  const message = `the task ${taskId} ${what}: ${why.replace(/\.$/, '')}`;
  const patience = on === 'bucket' ? ', and after a day without the bucket' : ', within 48 hours';
  const todo = `It goes on by itself when that is over${patience}: firstframe tasks wait ${taskId}.`;
  return new TaskError('held', message, { taskId, todo });
}

/** The task goes on without the command that waited for it: at a vendor by itself, and then its clip has to be fetched in time. */
export function pausedTask(taskId: string, isHosted = false): TaskError {
  const goesOn = `paused; \`firstframe tasks wait ${taskId}\` goes on`;
  const message = isHosted
    ? `${goesOn} (what was ordered is rendered and billed meanwhile; fetch it within a day, for vendors keep clips no longer)`
    : goesOn;
  return new TaskError('paused', message, { taskId, todo: message });
}

function todoOf({ taskId, failure }: Task, message: string): string {
  if (failure !== undefined && failure.say.replace(/\.$/, '') !== message) return failure.say;
  if (failure?.retry === 'free') return 'Run it again: that costs nothing.';
  if (failure?.retry === 'pays_again') return 'It can be run again, and is paid for again.';
  return `See firstframe tasks show ${taskId}.`;
}
