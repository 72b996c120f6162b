/** A callback as it went out, and what the receiver said; 0 when it said nothing. */
export interface SentCallback {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly atMs: number;
  readonly status: number;
}

/** A callback to be sent: headers are made anew for each attempt, for a signature holds its time. */
export interface NewCallback {
  readonly url: string;
  readonly body: string;
  readonly headersAt: (nowMs: number) => Readonly<Record<string, string>>;
}

/** Sends callbacks, and again those that were not taken. */
export interface CallbackSender {
  readonly sent: readonly SentCallback[];
  /** Queues one; it goes out with the next `deliverDue`. */
  readonly queue: (callback: NewCallback) => void;
  /** Sends whatever is due by now, one after the other. */
  readonly deliverDue: () => Promise<void>;
}

/** The vendor's patience. */
export interface CallbackSenderOptions {
  readonly nowMs: () => number;
  /** How long a receiver may take. */
  readonly timeoutMs: number;
  /** When attempts are made, counted from the first. */
  readonly attemptsAtMs: readonly number[];
}

/** Makes a sender that takes any 2xx for an answer and follows no redirect. */
export function createCallbackSender({ nowMs, timeoutMs, attemptsAtMs }: CallbackSenderOptions): CallbackSender {
  const sent: SentCallback[] = [];
  let waiting: {
    readonly callback: NewCallback;
    readonly bornMs: number;
    readonly tries: number;
    readonly dueMs: number;
  }[] = [];

  const post = async (callback: NewCallback): Promise<number> => {
    const atMs = nowMs();
    const headers = { 'content-type': 'application/json', ...callback.headersAt(atMs) };
    const answer = await fetch(callback.url, {
      method: 'POST',
      headers,
      body: callback.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => undefined);
    await answer?.body?.cancel();
    const status = answer?.status ?? 0;
    sent.push({ url: callback.url, body: callback.body, headers, atMs, status });
    return status;
  };

  return {
    sent,
    queue: (callback) => {
      const bornMs = nowMs();
      waiting.push({ callback, bornMs, tries: 0, dueMs: bornMs });
    },
    deliverDue: async () => {
      const due = waiting.filter(({ dueMs }) => dueMs <= nowMs());
      waiting = waiting.filter((each) => !due.includes(each));
      for (const { callback, bornMs, tries } of due) {
        const status = await post(callback);
        const next = attemptsAtMs[tries + 1];
        if ((status >= 200 && status < 300) || next === undefined) continue;
        waiting.push({ callback, bornMs, tries: tries + 1, dueMs: bornMs + next });
      }
    },
  };
}
