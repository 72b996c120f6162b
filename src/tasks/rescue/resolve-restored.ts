import type { ResolveTask } from '../../contract/resolve-task.js';
import { type Provider, ProviderError } from '../../providers/provider.js';
import { isHandleFree, readAttempt } from '../../store/operations/attempts.js';
import { moveTask } from '../../store/operations/move-task.js';
import { forgetRestored, insertFound, readRestored } from '../../store/operations/restored.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { Operation } from '../../store/statement.js';
import { findRoutes } from '../find-model.js';
import { laneFor } from '../lanes.js';
import { deadlineMs } from '../steps/deadline.js';
import { endAttempt } from '../steps/end-attempt.js';
import type { TaskDeps } from '../task-deps.js';
import type { TaskPlan } from '../task-plan.js';
import { adoptedPlan } from './adopted-plan.js';
import { laneBefore } from './lane-before.js';

/** What became of it; `not_restored`: it is held for another reason, or given up as any other. */
export type ResolvedRestored =
  | { readonly kind: 'not_restored' }
  | { readonly kind: 'refused'; readonly message: string }
  /** To be run in one transaction; `undefined`: somebody looks at the task this moment. */
  | { readonly kind: 'move'; readonly move: () => Operation<TaskRecord | undefined> };

const ASK_MS = 30_000;

/** Resolves a task that is held since a backup was restored, by a person's word: it may have no attempt, for its own was made later. */
export async function resolveRestored(deps: TaskDeps, task: TaskRecord, ask: ResolveTask): Promise<ResolvedRestored> {
  const doubt = await deps.store.runOne(() => readRestored(task.id));
  if (doubt === undefined) return { kind: 'not_restored' };
  const { fromState: to } = doubt;
  if ('no_job' in ask) {
    const move = function* (): Operation<TaskRecord | undefined> {
      const moved = yield* moveTask({
        ...{ id: task.id, from: 'held', to, lane: laneBefore(task, to, deps), event: { restored: 'not sent' } },
        ...deadlineMs(to),
      });
      if (moved === undefined) return undefined;
      const attempt = task.attemptId === undefined ? undefined : yield* readAttempt(task.attemptId);
      yield* forgetRestored(task.id);
      yield* endAttempt(attempt, 'rejected_no_job', 'no', { why: 'a person said so' });
      return moved;
    };
    return { kind: 'move', move };
  }
  const attempt =
    task.attemptId === undefined ? undefined : await deps.store.runOne(() => readAttempt(task.attemptId ?? ''));
  // An attempt that is still in doubt is resolved as every other.
  if (!('handle' in ask) || attempt?.state === 'submission_unknown') return { kind: 'not_restored' };
  const found = await findVendor(deps, task, ask.handle);
  if (typeof found === 'string') return { kind: 'refused', message: found };
  return { kind: 'move', move: () => takeUp(deps, task, found, ask.handle) };
}

function* takeUp(
  deps: TaskDeps,
  task: TaskRecord,
  provider: Provider,
  handle: string,
): Operation<TaskRecord | undefined> {
  const { id: taskId, accountId, model } = task;
  const { credential } = provider;
  const id = deps.newId();
  const planned = task.plan as TaskPlan | undefined;
  // No money was set aside for this attempt: it costs what the vendor tells.
  const plan: TaskPlan = { ...(planned ?? adoptedPlan({ provider: provider.id, model })), adopted: true };
  const moved = yield* moveTask({
    ...{ id: taskId, from: 'held', to: 'rendering', lane: laneFor({ lane: '' }, 'rendering'), event: { handle } },
    ...deadlineMs('rendering'),
    changes: { plan },
  });
  if (moved === undefined) return undefined;
  if (!(yield* isHandleFree({ id, provider: provider.id, credential }, handle))) {
    throw new TakenHandle(`${handle} is the render of another task here. Look for the one of this task.`);
  }
  yield* insertFound({ id, accountId, taskId, provider: provider.id, credential, model, handle });
  yield* forgetRestored(taskId);
  return moved;
}

/** Takes back what was written: the job has gone to another task meanwhile. */
export class TakenHandle extends Error {}

/** The vendor, of those it may have been sent to, that knows a handle; or why there is none. */
async function findVendor(
  { models, providers }: TaskDeps,
  { model, route }: TaskRecord,
  handle: string,
): Promise<Provider | string> {
  const routes = findRoutes(models, model, route);
  const asked = routes.kind === 'found' ? routes.runs.map((run) => run.model.provider) : [];
  const why: string[] = [];
  for (const id of asked) {
    const provider = providers.get(id);
    if (provider === undefined) continue;
    const hooks = { signal: AbortSignal.timeout(ASK_MS), beforeSend: () => undefined, onProgress: () => undefined };
    const plan = adoptedPlan({ provider: id, model }).order;
    try {
      const answer = await provider.poll(handle, { attemptId: '', plan, stills: {} }, hooks);
      if (answer.kind !== 'failed' || answer.isLost !== true) return provider;
      why.push(`${id} does not vouch for ${handle}: ${answer.failure.say}`);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      why.push(`${id} could not be asked about ${handle}: ${error.message}`);
    }
  }
  return why.length === 0
    ? `nobody is configured who could be asked about ${handle}: set the key first`
    : why.join(' ');
}
