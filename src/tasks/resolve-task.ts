import type { ResolveTask } from '../contract/resolve-task.js';
import type { PollAnswer } from '../providers/provider.js';
import { ProviderError } from '../providers/provider.js';
import {
  type AttemptRecord,
  isHandleFree,
  isHandleTaken,
  readAttempt,
  settleAttempt,
} from '../store/operations/attempts.js';
import { writeAudit } from '../store/operations/audit.js';
import { moveTask, type TaskChanges } from '../store/operations/move-task.js';
import { readTask } from '../store/operations/read-tasks.js';
import type { TaskRecord } from '../store/operations/task-record.js';
import type { Operation } from '../store/statement.js';
import { laneFor } from './lanes.js';
import { resolveRestored, TakenHandle } from './rescue/resolve-restored.js';
import { orderOf, readAttemptOf, type SentAttempt } from './steps/attempt.js';
import { deadlineMs } from './steps/deadline.js';
import { failTask } from './steps/end.js';
import { endAttempt } from './steps/end-attempt.js';
import type { TaskDeps } from './task-deps.js';
import { providerOf } from './provider-of.js';
import { inAccount } from './accounts/in-account.js';

/** What became of it: the task as it is then, or why it cannot be so. */
export type Resolved =
  | { readonly kind: 'resolved'; readonly task: TaskRecord }
  | { readonly kind: 'unknown_task' }
  | { readonly kind: 'refused'; readonly message: string };

/** With what writes down who resolved it, in the same transaction. */
interface Resolving extends TaskDeps {
  readonly note: (task: TaskRecord) => Operation<void>;
}

/** How long a vendor may take to say whether it knows a handle. */
const ASK_MS = 30_000;

/**
 * Resolves a held task as a person says. A handle is taken only when the provider, asked under our key, knows it and it is no other
 * task's. `no_job` is the person's word, and the one way by which an order is sent again without proof.
 */
export async function resolveTask(
  everybodys: TaskDeps,
  accountId: string,
  taskId: string,
  ask: ResolveTask,
  keyId = 'system',
): Promise<Resolved> {
  const note: Resolving['note'] = ({ id: subject, state, version }) =>
    writeAudit({
      ...{ accountId, keyId, action: 'task.resolve', subject },
      ...{ before: { state: 'held', version: version - 1 }, after: { state, ...ask } },
    });
  const deps: Resolving = { ...(await inAccount(everybodys, accountId)), note };
  const task = await deps.store.runOne(() => readTask(accountId, taskId));
  if (task === undefined) return { kind: 'unknown_task' };
  if (task.state !== 'held') return refused(`the task is not held: it is ${task.state}. There is nothing to resolve.`);
  if (task.hold?.reason === 'budget') return resolveBudget(deps, task, ask);
  if ('budget_usd' in ask) {
    return refused(
      'the task does not wait for money, but for what became of its order: give handle, no_job or give_up',
    );
  }
  const restored = await resolveRestored(deps, task, ask);
  if (restored.kind === 'refused') return refused(restored.message);
  if (restored.kind === 'move') return write(deps, task, restored.move);
  const attempt = await readAttemptOf(task, deps);
  if ('handle' in ask) {
    const provider = attempt && providerOf(deps, attempt);
    if (attempt !== undefined && provider !== undefined) return takeUp(deps, task, { attempt, provider }, ask.handle);
    return refused(
      `${attempt?.provider ?? 'its provider'} is not configured, so it cannot be asked about ${ask.handle}: set its key first`,
    );
  }
  if ('no_job' in ask) {
    return write(
      deps,
      task,
      () => backToSubmitting(task),
      () => endUnsent(attempt, task),
    );
  }
  const say =
    'Nobody could find out what became of the order, and it was given up. What it may have cost stays counted.';
  const failure = { class: 'provider', charged: 'unknown', retry: 'pays_again', say } as const;
  const end = { code: 'TASK_FAILED', message: say, failure } as const;
  return write(
    deps,
    task,
    () => failTask(deps, task, end),
    () => endAttempt(attempt, 'unknown', 'unknown', failure),
  );
}

/** Ends an attempt by a person's word that there is no job of it; not against the vendor's own, which has called and named one. */
function* endUnsent(attempt: AttemptRecord | undefined, { id: taskId }: TaskRecord): Operation<void> {
  const now = attempt && (yield* readAttempt(attempt.id));
  const heard = now?.heardHandle;
  if (now !== undefined && heard !== undefined && !(yield* isHandleTaken(now, heard))) {
    throw new Unresolvable(
      `${now.provider} has called about this order and named ${heard}: sent again, it would be paid for twice. ` +
        `firstframe tasks resolve ${taskId} --handle ${heard} takes it up; --give-up ends it.`,
    );
  }
  yield* endAttempt(now, 'rejected_no_job', 'no', { why: 'a person said so' });
}

async function resolveBudget(deps: Resolving, task: TaskRecord, ask: ResolveTask): Promise<Resolved> {
  if ('budget_usd' in ask) {
    const budgetMicroUsd = Math.round(ask.budget_usd * 1e6);
    return write(deps, task, () => backToSubmitting(task, { budgetMicroUsd }));
  }
  if ('give_up' in ask) {
    const say = 'The task waited for room under a cap, and was given up. It has cost nothing.';
    const failure = { class: 'budget', charged: 'no', retry: 'free', say } as const;
    return write(deps, task, () => failTask(deps, task, { code: 'TASK_FAILED', message: say, failure }));
  }
  return refused(
    'the task waits for room under a cap, and nothing was sent: give budget_usd or give_up, or raise the cap',
  );
}

async function takeUp(
  deps: Resolving,
  task: TaskRecord,
  { attempt, provider }: SentAttempt,
  handle: string,
): Promise<Resolved> {
  const { store } = deps;
  const taken = `${handle} is the render of another task here. Look for the one of this task.`;
  if (await store.runOne(() => isHandleTaken(attempt, handle))) return refused(taken);
  let answer: PollAnswer;
  try {
    const hooks = { signal: AbortSignal.timeout(ASK_MS), beforeSend: () => undefined, onProgress: () => undefined };
    answer = await provider.poll(handle, orderOf(task, attempt), hooks);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return refused(`${provider.id} could not be asked about ${handle}: ${error.message}`);
  }
  if (answer.kind === 'failed' && answer.isLost === true) {
    return refused(`${provider.id} does not vouch for ${handle}: ${answer.failure.say}`);
  }
  // The key may have been changed since: the one that knows the handle is asked under from now on.
  const { credential } = provider;
  const move = {
    ...({ id: task.id, from: 'held', to: 'rendering', lane: laneFor(task, 'rendering') } as const),
    ...deadlineMs('rendering'),
    event: { handle },
  };
  return write(
    deps,
    task,
    () => moveTask(move),
    function* () {
      if (!(yield* isHandleFree({ ...attempt, credential }, handle))) throw new Unresolvable(taken);
      yield* settleAttempt(attempt.id, 'submission_unknown', 'accepted', { handle, credential });
    },
  );
}

function backToSubmitting(task: TaskRecord, changes: TaskChanges = {}): Operation<TaskRecord | undefined> {
  return moveTask({
    ...{ id: task.id, from: 'held', to: 'submitting', lane: laneFor(task, 'submitting'), changes },
    ...deadlineMs('submitting'),
  });
}

/** Why a task cannot be resolved so after all; takes back what was written. */
class Unresolvable extends Error {}

/** Makes the move and, where it was ours to make, what goes with it: of the attempt that was looked at, and of no other. */
async function write(
  { store, note }: Pick<Resolving, 'store' | 'note'>,
  { attemptId }: TaskRecord,
  move: () => Operation<TaskRecord | undefined>,
  then?: () => Operation<unknown>,
): Promise<Resolved> {
  try {
    return await store.run(function* (): Operation<Resolved> {
      const task = yield* move();
      if (task === undefined) return refused('the task is being looked at this moment; try again in some seconds');
      if (task.attemptId !== attemptId)
        throw new Unresolvable('the task was sent again meanwhile: look at it once more');
      if (then !== undefined) yield* then();
      yield* note(task);
      return { kind: 'resolved', task };
    });
  } catch (error) {
    if (error instanceof Unresolvable || error instanceof TakenHandle) return refused(error.message);
    throw error;
  }
}

function refused(message: string): Resolved {
  return { kind: 'refused', message };
}
