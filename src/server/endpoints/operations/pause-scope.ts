import type { PauseScope } from '../../../contract/operations.js';
import { isAccount, isPausedBy, lockPause, type PauseKey } from '../../../store/operations/pauses.js';
import type { Operation } from '../../../store/statement.js';
import { PROVIDERS } from '../../../tasks/find-model.js';
import { findModelToPause } from '../../../tasks/operations/model-to-pause.js';
import type { TaskDeps } from '../../../tasks/task-deps.js';
import type { Identity } from '../../identity.js';
import { type Refused, refuse, refuseRequest } from '../../replies/refusal.js';
import { isOperator } from '../money/whose-money.js';

/** What somebody's pause is of, in the names that orders go by. */
export type ScopeOfPause = { readonly kind: 'of'; readonly key: PauseKey } | Refused;

/**
 * Reads what is to be paused. A name that nothing goes by is refused: a stop that stops nothing is worse than none. Who is no operator
 * pauses their own account.
 */
export async function scopeOfPause(
  { account, route = '', model = '' }: PauseScope,
  identity: Identity,
  { store, models, providers }: Pick<TaskDeps, 'store' | 'models' | 'providers'>,
): Promise<ScopeOfPause> {
  const accountId = account ?? (isOperator(identity) ? '' : identity.accountId);
  const isForeign = accountId !== identity.accountId;
  const isThere = !isForeign || accountId === '' || (await store.run(() => isAccount(accountId)));
  if ((isForeign && !isOperator(identity)) || !isThere) return refuse(404, 'there is no such account');
  const routes = [...new Set([...PROVIDERS, ...providers.keys()])];
  if (route !== '' && !routes.includes(route)) {
    return refuseRequest(`the route "${route}" is none that can be paused. Routes: ${routes.join(', ')}.`);
  }
  if (model === '') return { kind: 'of', key: { accountId, route, model } };
  const found = findModelToPause(models, model);
  if (found.kind === 'unknown') return refuseRequest(found.message);
  return { kind: 'of', key: { accountId, route, model: found.id } };
}

/** Why somebody may not change a pause: the operator has made it, and whom it is to stop must not take it back. `undefined`: they may. */
export function* refuseForeignPause(key: PauseKey, identity: Identity): Operation<Refused | undefined> {
  if (isOperator(identity)) return undefined;
  const pause = yield* lockPause(key);
  if (pause === undefined || (yield* isPausedBy(identity.accountId, pause))) return undefined;
  return refuse(403, `the operator has paused this: ${pause.reason}. Only they end it; ask them`);
}
