import type { TaskDeps } from '../task-deps.js';
import type { AccountView } from './account-view.js';

/** What was made of a view and of everybody's before. Neither ever changes: an account that does has another view. */
const made = new WeakMap<AccountView, WeakMap<object, object>>();

/**
 * What a task of an account is lived with: its own keys, models, prices, addresses and times in place of the installation's where it has
 * any. Good for one step or one request: what the operator changes is seen by the next.
 * @throws StoreError
 */
export async function inAccount<Deps extends Pick<TaskDeps, 'accounts'>>(deps: Deps, accountId: string): Promise<Deps> {
  if (deps.accounts === undefined) return deps;
  const view = await deps.accounts.viewOf(accountId);
  let ofView = made.get(view);
  if (ofView === undefined) made.set(view, (ofView = new WeakMap()));
  let own = ofView.get(deps) as Deps | undefined;
  if (own === undefined) ofView.set(deps, (own = { ...deps, ...view }));
  return own;
}
