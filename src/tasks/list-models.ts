import type { ReadonlyModelListing } from '../contract/model.js';
import { mayUseModel, mayUseProvider } from './accounts/find-account-routes.js';
import { LOCAL_LISTING } from './local/local-model.js';
import type { TaskDeps } from './task-deps.js';

/** What tells of each route whether it can be used: the providers that are configured here. */
export type Configured = Pick<TaskDeps, 'providers' | 'own'>;

/**
 * Every model that is known, as `GET /v1/models` tells of it: the built-in renderer, and the catalogue with who runs each, which of them
 * are configured here, and the variable that the others wait for. Of an account (`inAccount`): what it may use. Asks no vendor.
 */
export async function listModels({ providers, own }: Configured): Promise<readonly ReadonlyModelListing[]> {
  // Loaded when it is asked for: a render of this machine's own has no use for it.
  const { listHosted } = await import('./hosted/list-hosted.js');
  const all = [LOCAL_LISTING, ...listHosted(providers)];
  const settings = own?.settings;
  if (settings === undefined) return all;
  return all
    .filter(({ id }) => mayUseModel(settings, id))
    .map((one) => ({
      ...one,
      routes: one.routes.filter(({ route }) => mayUseProvider(settings, { provider: route })),
    }))
    .filter(({ routes }) => routes.length > 0);
}
