import type { InboxItem } from '../../../contract/callback.js';

/** How forwarding one callback ended; `status` is undefined when nobody answered. */
export interface Forwarded {
  readonly deliveryId: string;
  readonly taskId: string;
  readonly status: number | undefined;
  readonly tookMs: number;
  readonly tries: number;
  /** Whether the receiver took it: 2xx. */
  readonly isTaken: boolean;
}

/** What {@link forwardCallback} needs of its surroundings. */
export interface ForwardDeps {
  /** The developer's own receiver. */
  readonly forwardUrl: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Waits; rejects with the signal's reason when it is aborted. */
  readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
}

/** A receiver that is being restarted is back within these; the signatures are good for 300 s. */
const PAUSES_MS: readonly number[] = [500, 2_000, 5_000];

const TIMEOUT_MS = 15_000;

/**
 * Posts one callback to the local receiver, as the server would: the same bytes, its signatures, no redirects. A receiver that does not
 * answer, or answers 5xx, is tried a few times more. Rejects only when `signal` is aborted, with its reason.
 */
export async function forwardCallback(deps: ForwardDeps, item: InboxItem): Promise<Forwarded> {
  const startedMs = deps.nowMs();
  for (let tries = 1; ; tries += 1) {
    const status = await post(deps, item);
    deps.signal.throwIfAborted();
    const pauseMs = PAUSES_MS[tries - 1];
    if (pauseMs === undefined || (status !== undefined && status < 500)) {
      const isTaken = status !== undefined && status >= 200 && status <= 299;
      return {
        deliveryId: item.id,
        taskId: item.taskId,
        status,
        tookMs: deps.nowMs() - startedMs,
        tries,
        isTaken,
      };
    }
    await deps.pause(pauseMs, deps.signal);
  }
}

async function post({ fetch, forwardUrl, signal }: ForwardDeps, item: InboxItem): Promise<number | undefined> {
  try {
    const response = await fetch(forwardUrl, {
      method: 'POST',
      headers: { ...item.headers },
      body: item.body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}
