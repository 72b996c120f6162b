import type { Provider } from '../providers/provider.js';
import type { AttemptRecord } from '../store/operations/attempts.js';
import type { TaskDeps } from './task-deps.js';

/**
 * Who an attempt was sent to, under the key that it was sent under, as long as that is kept; else as its account would send there now,
 * which whoever asks about the attempt must look at. `undefined`: nobody is configured. `deps` are those of the attempt's account: see
 * `inAccount`.
 */
export function providerOf(
  { providers, own }: Pick<TaskDeps, 'providers' | 'own'>,
  { provider, credential }: Pick<AttemptRecord, 'provider' | 'credential'>,
): Provider | undefined {
  const now = providers.get(provider);
  if (own === undefined || now?.credential === credential) return now;
  return own.sentUnder(provider, credential) ?? now;
}
