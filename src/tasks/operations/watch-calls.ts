import { type Provider, ProviderError } from '../../providers/provider.js';

/** The calls of a vendor's that are watched. */
export type WatchedCall = 'submit' | 'poll' | 'find' | 'cancel' | 'open' | 'upload';

/** A call of a vendor's, as metrics and traces may know it: no prompt, no URL, no key. */
export interface CallReport {
  readonly provider: string;
  readonly call: WatchedCall;
  /** `rejected`: the vendor said no to an order. `failed`: no answer was to be had. `stopped`: by us, before or midway. */
  readonly outcome: 'ok' | 'rejected' | 'failed' | 'stopped';
  /** Ms since 1970. */
  readonly startedAtMs: number;
  /** Until there is an answer; of `open`, until its first bytes. */
  readonly tookMs: number;
  /** Of calls about an order. */
  readonly attemptId: string | undefined;
}

/** How calls are watched. */
export interface CallWatch {
  /** Must not throw. */
  readonly onCall: (report: CallReport) => void;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
}

/** A provider whose calls are reported as they end. */
export function watchCalls(provider: Provider, { onCall, nowMs, monotonicMs }: CallWatch): Provider {
  async function watched<Result>(
    call: WatchedCall,
    attemptId: string | undefined,
    ask: () => Promise<Result>,
    judge: (result: Result) => CallReport['outcome'] = () => 'ok',
  ): Promise<Result> {
    const startedAtMs = nowMs();
    const startMs = monotonicMs();
    const report = (outcome: CallReport['outcome']): void => {
      const tookMs = Math.max(0, monotonicMs() - startMs);
      onCall({ provider: provider.id, call, outcome, startedAtMs, tookMs, attemptId });
    };
    try {
      const result = await ask();
      report(judge(result));
      return result;
    } catch (error) {
      report(error instanceof ProviderError ? 'failed' : 'stopped');
      throw error;
    }
  }
  return {
    ...provider,
    submit: (order, hooks) =>
      watched(
        'submit',
        order.attemptId,
        () => provider.submit(order, hooks),
        ({ kind }) => (kind === 'accepted' ? 'ok' : 'rejected'),
      ),
    poll: (handle, order, hooks) => watched('poll', order.attemptId, () => provider.poll(handle, order, hooks)),
    cancel: (handle) => watched('cancel', undefined, () => provider.cancel(handle)),
    open: (source, hooks) => watched('open', undefined, () => provider.open(source, hooks)),
    ...(provider.find === undefined
      ? {}
      : { find: (order, ...rest) => watched('find', order.attemptId, () => had(provider.find?.(order, ...rest))) }),
    ...(provider.upload === undefined
      ? {}
      : { upload: (still, hooks) => watched('upload', undefined, () => had(provider.upload?.(still, hooks))) }),
  };
}

/** What was there when it was looked for is there when it is called. */
function had<Result>(called: Promise<Result> | undefined): Promise<Result> {
  return called ?? Promise.reject(new TypeError('a provider has lost a call'));
}
