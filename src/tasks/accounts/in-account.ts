import type { TaskDeps } from '../task-deps.js';

/**
 * What a task of an account is lived with: its own keys, models, prices, addresses and times in place of the installation's where it has
 * any. Good for one step or one request: what the operator changes is seen by the next.
 * @throws StoreError
 */
export async function inAccount<Deps extends Pick<TaskDeps, 'accounts'>>(deps: Deps, accountId: string): Promise<Deps> {
  if (deps.accounts === undefined) return deps;
  return { ...deps, ...(await deps.accounts.viewOf(accountId)) };
}
