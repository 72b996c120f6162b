import type { Provider, RenderOrder } from '../../providers/provider.js';
import { type AttemptRecord, readAttempt } from '../../store/operations/attempts.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { findModel } from '../find-model.js';
import { keyOf } from '../hosted/key-variables.js';
import { planOf } from '../task-plan.js';
import type { TaskDeps } from '../task-deps.js';
import { providerOf } from '../provider-of.js';

/** A task's attempt, and who it was sent to: which stays so, whatever a route means by now. */
export interface SentAttempt {
  readonly attempt: AttemptRecord;
  readonly provider: Provider;
}

/** The attempt that a task is at; `undefined` before there is one. */
export async function readAttemptOf(
  { attemptId }: Pick<TaskRecord, 'attemptId'>,
  { store }: Pick<TaskDeps, 'store'>,
): Promise<AttemptRecord | undefined> {
  return attemptId === undefined ? undefined : store.runOne(() => readAttempt(attemptId));
}

/**
 * {@link readAttemptOf} for a step that comes after it was sent.
 * @throws KeyAway when its provider is not configured: it may be again
 */
export async function sentAttemptOf(
  task: Pick<TaskRecord, 'id' | 'attemptId'>,
  deps: Pick<TaskDeps, 'store' | 'providers' | 'own'>,
): Promise<SentAttempt> {
  const attempt = await readAttemptOf(task, deps);
  if (attempt === undefined) throw new TypeError(`${task.id} goes on without an attempt`);
  const provider = providerOf(deps, attempt);
  if (provider === undefined) {
    const { provider: id } = attempt;
    throw new KeyAway(`${task.id} was sent to ${id}, which has no key here: set ${keyOf(id)} again to fetch its clip`);
  }
  return { attempt, provider };
}

/** A render can only be asked about under the key that it was sent under. Its message says what to set. */
export class KeyAway extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KeyAway';
  }
}

/** @throws KeyAway when a vendor would be asked about an attempt under another key than the one it was sent under: it may be set again */
export function assertSameKey({ attempt, provider }: SentAttempt): void {
  if (provider.isFreeToRepeat || provider.credential === attempt.credential) return;
  const { taskId } = attempt;
  const key = keyOf(provider.id);
  throw new KeyAway(
    `${taskId} was sent under another key of ${provider.id}, or to another host, than is set now: set that one as ${key}, and its base URL, again to fetch its clip`,
  );
}

/** Who is to run a task that is prepared: whom its plan was made for. `undefined`: that one is not configured any more. */
export function providerFor(
  task: Pick<TaskRecord, 'id' | 'model' | 'route' | 'plan'>,
  { models, providers }: Pick<TaskDeps, 'models' | 'providers'>,
): Provider | undefined {
  const found = findModel(models, task.model, task.route);
  const id = planOf(task).provider ?? (found.kind === 'found' ? found.model.provider : undefined);
  return id === undefined ? undefined : providers.get(id);
}

/** Whether what a task may have cost is nothing: it was sent to nobody, or to who makes it for nothing. */
export function isFreeOfCharge({
  attempt,
  provider,
}: {
  readonly attempt: AttemptRecord | undefined;
  readonly provider: Provider | undefined;
}): boolean {
  return attempt === undefined || attempt.state === 'rejected_no_job' || provider?.isFreeToRepeat === true;
}

/** What an attempt sends, now or again. */
export function orderOf(task: TaskRecord, { id }: Pick<AttemptRecord, 'id'>): RenderOrder {
  const { order, stills } = planOf(task);
  return { attemptId: id, plan: order, stills };
}
