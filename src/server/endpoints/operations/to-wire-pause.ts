import type { BrokenKey, Pause } from '../../../contract/operations.js';
import type { BreakerRecord } from '../../../store/operations/breakers.js';
import type { PauseRecord } from '../../../store/operations/pauses.js';

/** A pause as it is told. */
export function toWirePause({ accountId, route, model, reason, keyId, sinceMs }: PauseRecord): Pause {
  return {
    ...(accountId === '' ? {} : { account: accountId }),
    ...(route === '' ? {} : { route }),
    ...(model === '' ? {} : { model }),
    ...{ reason, keyId, since: Math.floor(sinceMs / 1000) },
  };
}

/** A stopped key as it is told: nothing of the key is in it. `undefined`: it is not stopped. */
export function toWireBrokenKey(breaker: BreakerRecord): BrokenKey | undefined {
  const { provider: route, state, cause, say, openedAtMs = 0, tryAtMs } = breaker;
  if (state === 'counting') return undefined;
  return { route, state, cause, say, since: Math.floor(openedAtMs / 1000), tryAt: Math.floor(tryAtMs / 1000) };
}
