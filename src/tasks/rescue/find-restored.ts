import { ORPHANS_EVERY_MS, putChoreOff } from '../../store/operations/chores.js';
import type { Epoch } from './epoch.js';
import type { HoldDeps } from './hold-restored.js';

/** So long nothing is removed for want of a row: time to find out that it was the wrong backup. */
const SPARED_MS = 7 * 86_400_000;

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
  // Files that were made since have no row in this database, and may have one in the next that is put in its place.
  await tasks.store.run(() => putChoreOff('orphans', ORPHANS_EVERY_MS, SPARED_MS));
  const held = await holdAllRestored(tasks);
  // Only now: who dies before finds it behind again.
  await epoch.catchUp();
  return { held };
}
