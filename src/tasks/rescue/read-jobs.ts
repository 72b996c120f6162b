import { setTimeout as pause } from 'node:timers/promises';
import type { ListedJob, Provider } from '../../providers/provider.js';
import { WAIT_HERE_MS } from '../pace/call-gate.js';
import type { TaskDeps } from '../task-deps.js';

/** Reads a vendor's list at the pace of its key; one that has none is an empty one. @throws ProviderError */
export async function* readJobs(
  provider: Provider,
  { sinceMs, signal }: { readonly sinceMs: number; readonly signal: AbortSignal },
  { calls }: Pick<TaskDeps, 'calls'>,
): AsyncGenerator<ListedJob, void, undefined> {
  const hooks = { signal, beforeSend: () => undefined, onProgress: () => undefined };
  const beforePage = async (): Promise<void> => {
    for (;;) {
      const waitMs = await calls.take(provider, 'ask');
      if (waitMs > 0) await pause(waitMs, undefined, { signal });
      // Beyond that no place was kept.
      if (waitMs <= WAIT_HERE_MS) return;
    }
  };
  yield* provider.list?.({ sinceMs, hooks, beforePage }) ?? [];
}
