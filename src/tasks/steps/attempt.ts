import type { Provider, RenderOrder } from '../../providers/provider.js';
import { type AttemptRecord, readAttempt } from '../../store/operations/attempts.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { findModel } from '../find-model.js';
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

/** {@link readAttemptOf} for a step that comes after it was sent. Throws when its provider is not configured: it may be again. */
export async function sentAttemptOf(
  task: Pick<TaskRecord, 'id' | 'attemptId'>,
  deps: Pick<TaskDeps, 'store' | 'providers' | 'own'>,
): Promise<SentAttempt> {
  const attempt = await readAttemptOf(task, deps);
  if (attempt === undefined) throw new TypeError(`${task.id} goes on without an attempt`);
  const provider = providerOf(deps, attempt);
  if (provider === undefined) throw new TypeError(`${task.id} is at ${attempt.provider}, which is not configured`);
  return { attempt, provider };
}

/** A render can only be asked about under the key that it was sent under. */
class OtherCredential extends Error {
  constructor(provider: string) {
    super(
      `a render was sent under another key of ${provider} than the one that is set now; set that one again to fetch it`,
    );
    this.name = 'OtherCredential';
  }
}

/** Throws when a vendor would be asked about an attempt under another key than the one it was sent under: it may be set again. */
export function assertSameKey({ attempt, provider }: SentAttempt): void {
  if (!provider.isFreeToRepeat && provider.credential !== attempt.credential) throw new OtherCredential(provider.id);
}

/** Who is to run a task that is prepared: whom its plan was made for. Throws when that one is not configured any more: it may be again. */
export function providerFor(
  task: Pick<TaskRecord, 'id' | 'model' | 'route' | 'plan'>,
  { models, providers }: Pick<TaskDeps, 'models' | 'providers'>,
): Provider {
  const found = findModel(models, task.model, task.route);
  const id = planOf(task).provider ?? (found.kind === 'found' ? found.model.provider : undefined);
  const provider = id === undefined ? undefined : providers.get(id);
  if (provider === undefined) throw new TypeError(`${task.id} is for ${id ?? task.model}, which is not configured`);
  return provider;
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
