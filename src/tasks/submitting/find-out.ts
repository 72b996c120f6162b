import { type Provider, ProviderError, type ProviderHooks, type RenderOrder } from '../../providers/provider.js';
import { type AttemptRecord, isHandleTaken } from '../../store/operations/attempts.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { orderOf } from '../steps/attempt.js';
import type { StepWork } from '../steps/step.js';

/** What is known of an attempt that nobody knew the end of, now that it was looked for. */
export type FoundOut =
  /** The vendor has it under this name. */
  | { readonly kind: 'accepted'; readonly handle: string; readonly facts?: unknown }
  /** Proof that the vendor has no job from it. */
  | { readonly kind: 'no_job' }
  /** Not to be told yet: ask again. */
  | { readonly kind: 'ask_again'; readonly inMs: number }
  /** Not to be told by asking; `why` for a person. */
  | { readonly kind: 'unclear'; readonly why: string };

/** HiAPI keeps a key for about 24 h; four of them are for clocks and for what `about` means. */
const REPEAT_WITHIN_MS = 20 * 3_600_000;

/** A clock that says an order is younger than this was set back: it says nothing about how long a key was kept. */
const YOUNGEST_MS = -60_000;

/** For so long a list that shows nothing may only be late; no vendor's takes more than 15 minutes to be proof. */
const LIST_LAG_MS = 20 * 60_000;
const LIST_AGAIN_MS = 20_000;

/**
 * Finds out what became of an attempt whose answer was lost. Nothing here can make a second job: an order is sent again only to a vendor
 * that knows it by its key, the same bytes, under the same credential, while the key is kept. A handle that a callback named is
 * believed when the vendor, asked under our key, knows it; a handle of another attempt is never taken.
 * @throws ProviderError when the vendor cannot be asked now
 */
export async function findOut(
  task: TaskRecord,
  attempt: AttemptRecord,
  provider: Provider | undefined,
  work: StepWork,
): Promise<FoundOut> {
  try {
    return await ask(task, attempt, provider, work);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.retryable) throw error;
    return { kind: 'unclear', why: error.message };
  }
}

async function ask(
  task: TaskRecord,
  attempt: AttemptRecord,
  provider: Provider | undefined,
  work: StepWork,
): Promise<FoundOut> {
  const { store, claim } = work;
  if (provider === undefined) {
    return {
      kind: 'unclear',
      why: `Its provider ${attempt.provider} is not configured any more, so nobody can be asked.`,
    };
  }
  if (provider.credential !== attempt.credential) {
    return {
      kind: 'unclear',
      why: `It was sent under another key of ${provider.id}, or to another host, than is set now.`,
    };
  }
  const hooks: ProviderHooks = { signal: claim.signal, beforeSend: claim.assertHeld, onProgress: work.tell };
  const sentAtMs = attempt.sentAtMs ?? attempt.createdAtMs;
  // By the later of two clocks, this machine's and the database's, which the claim was timed by.
  const ageMs = Math.max(work.nowMs(), task.dueAtMs - claim.leaseMs) - sentAtMs;
  const order: RenderOrder = { ...orderOf(task, attempt), body: attempt.request };

  const { heardHandle } = attempt;
  let named: string | undefined;
  if (heardHandle !== undefined && !(await store.runOne(() => isHandleTaken(attempt, heardHandle)))) {
    const isKnown = await knows(provider, heardHandle, order, hooks);
    if (isKnown === true) return { kind: 'accepted', handle: heardHandle };
    if (isKnown === undefined) named = heardHandle;
  }
  if (provider.knowsRepeats === true && ageMs > YOUNGEST_MS && ageMs < REPEAT_WITHIN_MS) {
    const answer = await provider.submit(
      { ...order, isRepeat: true },
      { ...hooks, signal: AbortSignal.timeout(REPEAT_MS) },
    );
    // An adapter never takes a refusal of a repeat for proof.
    return answer.kind === 'accepted' ? answer : { kind: 'unclear', why: answer.failure.say };
  }
  if (provider.find === undefined) return { kind: 'unclear', why: `${provider.id} has no list to look it up in.` };
  const others = { has: (handle: string) => store.runOne(() => isHandleTaken(attempt, handle)) };
  const found = await provider.find(order, sentAtMs, hooks, others);
  switch (found.kind) {
    case 'found': {
      const { handle } = found;
      if (!(await store.runOne(() => isHandleTaken(attempt, handle)))) return { kind: 'accepted', handle };
      return { kind: 'unclear', why: `What the list of ${provider.id} shows for it is another task’s.` };
    }
    case 'absent':
      if (named === undefined) return { kind: 'no_job' };
      return { kind: 'unclear', why: `${provider.id} has called about ${named}, and cannot be asked about it now.` };
    case 'unsure': {
      if (ageMs < LIST_LAG_MS) return { kind: 'ask_again', inMs: LIST_AGAIN_MS };
      const { candidates = [] } = found;
      const free: string[] = [];
      for (const one of candidates) if (!(await store.runOne(() => isHandleTaken(attempt, one)))) free.push(one);
      const named = free.length === 0 ? '' : ` It may be ${free.slice(0, 5).join(' or ')}.`;
      return { kind: 'unclear', why: `The list of ${provider.id} does not show for certain which task it is.${named}` };
    }
  }
}

/** Longer than any vendor takes to answer a create. */
const REPEAT_MS = 120_000;

/** Whether the vendor knows a handle under our key: it says how that render is. `undefined`: it could not be asked. */
async function knows(
  provider: Provider,
  handle: string,
  order: RenderOrder,
  hooks: ProviderHooks,
): Promise<boolean | undefined> {
  try {
    const answer = await provider.poll(handle, order, hooks);
    return answer.kind !== 'failed' || answer.isLost !== true;
  } catch (error) {
    if (error instanceof ProviderError) return undefined;
    throw error;
  }
}
