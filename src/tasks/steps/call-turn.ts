import { setTimeout as pause } from 'node:timers/promises';
import type { Provider } from '../../providers/provider.js';
import { WAIT_HERE_MS } from '../pace/call-gate.js';
import type { StepWork } from './step.js';

/**
 * Waits until a call to a vendor may leave. Answers with 0 then, or with in how many ms to come back where that would hold the claim for
 * too long.
 */
export async function awaitTurn(
  provider: Provider,
  kind: 'ask' | 'submit',
  { calls, claim }: Pick<StepWork, 'calls' | 'claim'>,
): Promise<number> {
  const waitMs = await calls.take(provider, kind);
  if (waitMs > WAIT_HERE_MS) return waitMs;
  if (waitMs > 0) await pause(waitMs, undefined, { signal: claim.signal });
  return 0;
}
