import type { GuardedFetch } from '../net/guarded-fetch.js';
import type { NetClock } from '../net/net-clock.js';
import type { ClaimedDelivery } from '../store/operations/claim-deliveries.js';
import {
  type FailedTry,
  type FailedOutcome,
  giveBackDelivery,
  markDelivered,
  markFailed,
} from '../store/operations/settle-delivery.js';
import type { Operation } from '../store/statement.js';
import type { Store } from '../store/store.js';
import { nextRetryMs } from './retry-schedule.js';
import { sendCallback, type TryOutcome } from './send-callback.js';
import { signCallback } from './sign-callback.js';
import type { WebhookSecrets } from './webhook-secrets.js';

/** One try as metrics and logs may know it. */
export interface TryReport {
  readonly deliveryId: string;
  readonly taskId: string;
  readonly accountId: string;
  /** Since the delivery was owed, or replayed; counted from 1. */
  readonly tries: number;
  /** `lost`: someone else had claimed it by the time it was settled. */
  readonly outcome: 'delivered' | 'given_back' | FailedOutcome;
  readonly status: number | undefined;
  readonly error: string | undefined;
  readonly tookMs: number;
}

/** What {@link tryDelivery} needs; see `DelivererDeps`. */
export interface TryDeps {
  readonly store: Store;
  readonly fetch: GuardedFetch;
  readonly secrets: Pick<WebhookSecrets, 'liveOf'>;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly allowAddresses?: readonly string[];
  /** {@link allowAddresses} of one account, in its place. */
  readonly addressesOf?: (accountId: string) => Promise<readonly string[]>;
  /** The trace that a task is part of, for the receiver to go on with. */
  readonly traceParentOf?: (taskId: string) => Promise<string | undefined>;
  readonly clock: NetClock;
  readonly signal: AbortSignal;
  readonly onError?: (error: unknown) => void;
}

/** Between two attempts to write how a try ended. */
const SETTLE_AGAIN_MS = 1_000;

/**
 * Sends a claimed callback once and writes how that went. Nothing leaves after `usableUntilMs` (of `clock`): by then another may have
 * claimed it. Rejects when the ending cannot be written in that time; the row comes back by itself when the claim ends, and the
 * receiver may see it twice.
 */
export async function tryDelivery(deps: TryDeps, delivery: ClaimedDelivery, usableUntilMs: number): Promise<TryReport> {
  const { clock } = deps;
  const startedMs = clock.nowMs();
  const outcome = await send(deps, delivery, usableUntilMs).catch((error: unknown) => {
    deps.onError?.(error);
    return failedByUs('internal_error');
  });
  const tookMs = Math.max(0, Math.round(clock.nowMs() - startedMs));
  const settle = <Result>(operation: () => Operation<Result>): Promise<Result> =>
    settleUntil(deps, operation, usableUntilMs);
  const { id: deliveryId, taskId, accountId, tries } = delivery;
  const report = { deliveryId, taskId, accountId, tries, tookMs, status: undefined, error: undefined };
  if (outcome.kind === 'stopped') {
    const isBack = await settle(() => giveBackDelivery(delivery));
    return { ...report, outcome: isBack ? 'given_back' : 'lost' };
  }
  const { status } = outcome;
  if (outcome.kind === 'delivered') {
    const isWritten = await settle(() => markDelivered(delivery, { status: outcome.status, tookMs }));
    return { ...report, outcome: isWritten ? 'delivered' : 'lost', status };
  }
  const failed = judgeFailure(deps, outcome, { tries, tookMs });
  return { ...report, outcome: await settle(() => markFailed(delivery, failed)), status, error: failed.error };
}

type Failure = Extract<TryOutcome, { kind: 'failed' }>;

/** What is wrong on our side, which no receiver is switched off for. `internal_error`: what only the log can tell. */
const OUR_FAULTS = ['secrets_unreadable', 'internal_error'] as const;

function failedByUs(error: (typeof OUR_FAULTS)[number]): Failure {
  return { kind: 'failed', status: undefined, error, retryAfterSec: undefined, isGone: false };
}

async function send(deps: TryDeps, delivery: ClaimedDelivery, usableUntilMs: number): Promise<TryOutcome> {
  const { id, accountId, taskId, url, body } = delivery;
  const { fetch, nowMs, signal } = deps;
  const allowAddresses = (await deps.addressesOf?.(accountId)) ?? deps.allowAddresses ?? [];
  let secrets: readonly string[];
  try {
    secrets = await deps.secrets.liveOf(accountId);
  } catch (error) {
    deps.onError?.(error);
    // Never unsigned instead: a receiver that has a secret would refuse it, and one that has none would learn to trust anybody.
    return failedByUs('secrets_unreadable');
  }
  const signed = signCallback({ secrets, id, body, atSec: Math.floor(nowMs() / 1000) });
  // A callback without its trace is a callback all the same.
  const traceParent = await deps.traceParentOf?.(taskId).catch(() => undefined);
  const headers = traceParent === undefined ? signed : { ...signed, traceparent: traceParent };
  const beforeSend = (): void => {
    if (deps.clock.nowMs() >= usableUntilMs) throw new Error('the claim has run out');
  };
  return sendCallback(fetch, { url, body, headers, allowAddresses, signal, beforeSend, nowMs });
}

function judgeFailure(
  { random }: TryDeps,
  { status, error, retryAfterSec, isGone }: Failure,
  { tries, tookMs }: { readonly tries: number; readonly tookMs: number },
): FailedTry {
  const retryInMs = isGone ? undefined : nextRetryMs({ tries, retryAfterSec, random });
  return {
    error,
    tookMs,
    blame: isGone ? 'gone' : OUR_FAULTS.some((fault) => fault === error) ? 'ours' : 'endpoint',
    ...(status === undefined ? {} : { status }),
    ...(retryInMs === undefined ? {} : { retryInMs }),
  };
}

/** Writes an ending, again while the store fails and the claim holds: a 2xx that is forgotten is sent twice. */
async function settleUntil<Result>(
  { store, clock, signal, onError }: TryDeps,
  operation: () => Operation<Result>,
  usableUntilMs: number,
): Promise<Result> {
  for (;;) {
    try {
      return await store.run(operation);
    } catch (error) {
      if (clock.nowMs() + SETTLE_AGAIN_MS >= usableUntilMs || signal.aborted) throw error;
      onError?.(error);
      await new Promise<void>((resolve) => void clock.after(SETTLE_AGAIN_MS, resolve));
    }
  }
}
