import type { ReadonlyModelListing } from '../contract/model.js';
import { LOCAL_LISTING } from './local/local-model.js';
import type { TaskDeps } from './task-deps.js';

/** What tells of each route whether it can be used: the providers that are configured here. */
export type Configured = Pick<TaskDeps, 'providers'>;

/**
 * Every model that is known, as `GET /v1/models` tells of it: the built-in renderer, and the catalogue with who runs each, which of them
 * are configured here, and the variable that the others wait for. Asks no vendor.
 */
export async function listModels({ providers }: Configured): Promise<readonly ReadonlyModelListing[]> {
  // Loaded when it is asked for: a render of this machine's own has no use for it.
  const { listHosted } = await import('./hosted/list-hosted.js');
  return [LOCAL_LISTING, ...listHosted(providers)];
}
