import { HostingError, hostStills } from '../../hosting/host-stills.js';
import type { Provider, ProviderHooks, RenderOrder } from '../../providers/provider.js';
import { type AttemptRecord, openAttempt, readAttempt } from '../../store/operations/attempts.js';
import { hasRoomFor } from '../../store/operations/credentials.js';
import { type OverCap, reserve } from '../../store/operations/money.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { type Operation, sql } from '../../store/statement.js';
import { StoreError } from '../../store/store.js';
import { orderOf } from '../steps/attempt.js';
import { LostClaim, type StepWork } from '../steps/step.js';
import { planOf } from '../task-plan.js';
import { type Priced, priceOrder } from '../money/price-order.js';
import { untilWritten } from './note-answer.js';

/** An order that may be sent, its intent committed; or what it waits for. Nothing has left. */
export type OpenedOrder =
  | { readonly kind: 'opened'; readonly attempt: AttemptRecord; readonly order: RenderOrder }
  /** The vendor lets this key do no more at once. */
  | { readonly kind: 'full' }
  | { readonly kind: 'over'; readonly cap: OverCap }
  /** The stills cannot be brought to the vendor; `retryable`: now. */
  | { readonly kind: 'not_hosted'; readonly error: HostingError };

/**
 * Makes everything ready that sending takes: the stills lie where the vendor can read them, the body is written. Then, in one
 * transaction, the claim still holds, the key has room, the money is set aside, and the intent is in the books. Only after that may a
 * byte leave.
 * @throws LostClaim, ProviderError of an upload
 */
export async function openOrder(task: TaskRecord, provider: Provider, work: StepWork): Promise<OpenedOrder> {
  const attemptId = work.newId();
  let order: RenderOrder;
  try {
    order = await completeOrder(task, attemptId, provider, work);
  } catch (error) {
    if (error instanceof HostingError) return { kind: 'not_hosted', error };
    throw error;
  }
  const body = provider.bodyOf?.(order);
  const priced = provider.isFreeToRepeat ? undefined : await priceOrder(task, provider, work);
  const request = body ?? JSON.stringify(order.plan);
  if (!provider.isFreeToRepeat) await work.epoch?.beforeSubmit();
  const opened = await work.store
    .run(() => open(task, { attemptId, request }, { provider, priced }, work.claim.lease))
    .catch((error: unknown) => readOpened(attemptId, error, work));
  if (opened.kind !== 'opened') return opened;
  return { ...opened, order: body === undefined ? order : { ...order, body } };
}

/** Nobody knows whether it was written: what was, is the intent of an order that has not left, and may leave now. */
async function readOpened(
  attemptId: string,
  error: unknown,
  work: StepWork,
): Promise<{ readonly kind: 'opened'; readonly attempt: AttemptRecord }> {
  if (!(error instanceof StoreError) || error.reason !== 'commit_unknown') throw error;
  const attempt = await untilWritten(work, () => work.store.runOne(() => readAttempt(attemptId)));
  if (attempt === undefined) throw error;
  return { kind: 'opened', attempt };
}

/** The order with all that only `submit` needs: where the stills are, and where the vendor may call back. */
async function completeOrder(
  task: TaskRecord,
  attemptId: string,
  provider: Provider,
  work: StepWork,
): Promise<RenderOrder> {
  const order = orderOf(task, { id: attemptId });
  const { sent } = planOf(task);
  const callbackUrl = provider.hear && work.hookUrls?.urlOf(provider.id, attemptId);
  const called = callbackUrl === undefined ? order : { ...order, callbackUrl };
  if (sent === undefined || provider.stillTransport === undefined) return called;
  const { blobs, fetch, stillUrls, claim, nowMs } = work;
  const hooks: ProviderHooks = { signal: claim.signal, beforeSend: claim.assertHeld, onProgress: work.tell };
  work.tell({ share: 0, doing: 'bringing the still to the vendor' });
  const frames = await hostStills({ provider, stills: sent, blobs, stillUrls, fetch, hooks, nowMs });
  return { ...called, frames };
}

function* open(
  task: TaskRecord,
  { attemptId, request }: { readonly attemptId: string; readonly request: string },
  { provider, priced }: { readonly provider: Provider; readonly priced: Priced | undefined },
  lease: string,
): Operation<{ readonly kind: 'opened'; readonly attempt: AttemptRecord } | Exclude<OpenedOrder, { kind: 'opened' }>> {
  const { id: taskId, accountId, keyId, model, budgetMicroUsd } = task;
  // First of all the task's own row, so that everybody takes the locks in one order.
  yield sql`UPDATE tasks SET lease = lease WHERE id = ${taskId} RETURNING id`;
  if (!(yield* hasRoomFor(provider))) return { kind: 'full' };
  if (priced !== undefined) {
    const money = {
      ...{ attemptId, taskId, accountId, keyId, model: priced.model, provider: provider.id },
      ...{ microUsd: priced.microUsd, basis: priced.basis, isUnpriced: priced.isUnpriced },
      ...(budgetMicroUsd === undefined ? {} : { taskBudgetMicroUsd: budgetMicroUsd }),
    };
    const reserved = yield* reserve(money);
    if (reserved.kind === 'over') return { kind: 'over', cap: reserved.cap };
  }
  const attempt = yield* openAttempt(
    {
      ...{ id: attemptId, accountId, taskId, request },
      ...{ provider: provider.id, credential: provider.credential, model: priced?.model ?? model },
    },
    lease,
  );
  // Rolls everything back: the row is somebody else's, and nothing may be sent or set aside.
  if (attempt === undefined) throw new LostClaim();
  return { kind: 'opened', attempt };
}
