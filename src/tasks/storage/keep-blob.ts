import type { BlobStore, StagedBlob } from '../../blobs/blobs.js';
import { type BlobOwner, insertBlob, referToBytes } from '../../store/operations/blobs.js';
import type { Operation } from '../../store/statement.js';
import type { Store } from '../../store/store.js';

/** Where bytes are kept, and where it is written down whose they are. */
export interface StorageDeps {
  readonly store: Store;
  readonly blobs: BlobStore;
}

/**
 * Keeps staged bytes for an owner and answers with their key. Bytes that are here already are referred to, and the staged ones
 * forgotten. Run twice for the same owner, it changes nothing more. `also` runs in the transaction that makes the reference, so that
 * the two are there together or not at all.
 *
 * A process that dies half way leaves at most a file without a row, which the keeper removes.
 * @throws StoreError, BlobError; the staged bytes are forgotten then, and may be staged again
 */
export async function keepBlob(
  { store, blobs }: StorageDeps,
  staged: StagedBlob,
  owner: BlobOwner,
  also: (key: string) => Operation<void> = nothing,
): Promise<string> {
  const { sha256, sizeBytes } = staged;
  try {
    const live = await store.run(function* () {
      const key = yield* referToBytes(sha256, owner);
      if (key !== undefined) yield* also(key);
      return key;
    });
    if (live !== undefined) return live;
    const mine = await staged.keep();
    const key = await store.run(function* () {
      const kept = yield* insertBlob({ key: mine, sha256, sizeBytes }, owner);
      yield* also(kept);
      return kept;
    });
    // Another upload of the same bytes came first. Its copy is the live one; the keeper removes what cannot be removed now.
    if (key !== mine) await blobs.remove(mine).catch(() => undefined);
    return key;
  } finally {
    // What cannot be removed now is swept: it changes nothing of what was written, or of what went wrong.
    await staged.discard().catch(() => undefined);
  }
}

function* nothing(): Operation<void> {
  // Nothing else is to be written.
}
