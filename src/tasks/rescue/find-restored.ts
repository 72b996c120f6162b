import type { Epoch } from './epoch.js';
import type { HoldDeps } from './hold-restored.js';

/**
 * Holds what may have been sent since a backup was taken, before anything is worked on; answers with how many tasks that are, and
 * `undefined` where the database is the newest there is. `isRestored`: the operator says that it is not, whatever its epoch says.
 * @throws StoreError, BlobError
 */
export async function findRestored(
  isRestored: boolean,
  tasks: HoldDeps & { readonly epoch: Epoch },
): Promise<{ readonly held: number } | undefined> {
  const { epoch } = tasks;
  const isBehind = isRestored || (await epoch.isBehind());
  if (!isBehind) {
    await epoch.catchUp();
    return undefined;
  }
  const { holdAllRestored } = await import('./hold-restored.js');
  const held = await holdAllRestored(tasks);
  // Only now: who dies before finds it behind again.
  await epoch.catchUp();
  return { held };
}
