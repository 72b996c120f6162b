import { rename, rm, utimes } from 'node:fs/promises';
import { BlobError } from '../blob-error.js';
import { newBlobKey } from '../blob-key.js';
import type { StagedBlob } from '../blobs.js';
import type { TakenIn } from '../count-bytes.js';
import { diskFailure, errnoOf } from './disk-failure.js';
import { fileOf, folderOf, isStoreThere, syncFolder, type DiskLayout, type Folders } from './disk-layout.js';

/** A file that is taken in: hashed, synced, and without a key. */
export interface StagedFile {
  readonly layout: DiskLayout;
  readonly folders: Folders;
  readonly taken: TakenIn;
  /** Its name until it is kept. */
  readonly file: string;
  /** Called when that name is given up. */
  readonly settle: () => void;
  readonly nowMs: () => number;
  readonly randomCopy: (() => string) | undefined;
}

/** The decision on a file that is taken in. A `keep` that fails may be called again, or followed by `discard`. */
export function createStaged(staged: StagedFile): StagedBlob {
  const { layout, file } = staged;
  const { sha256, sizeBytes } = staged.taken;
  const key = newBlobKey(sha256, staged.randomCopy);
  const folder = folderOf(layout, key);
  const target = fileOf(layout, key);
  let keeping: Promise<string> | undefined;
  let isInPlace = false;
  let isDiscarded = false;

  const place = async (): Promise<string> => {
    try {
      if (!isInPlace) {
        const atSec = staged.nowMs() / 1000;
        // Who looks for orphans spares the young: a blob's age begins here, not when its bytes were written.
        await utimes(file, atSec, atSec).catch(async (error: unknown) => {
          throw await lossOf(layout, error);
        });
        await staged.folders.ensure(folder);
        await rename(file, target).catch((error: unknown) => {
          staged.folders.forget(folder);
          throw error;
        });
        isInPlace = true;
        staged.settle();
      }
      await syncFolder(folder);
      return key;
    } catch (error) {
      keeping = undefined;
      throw diskFailure(layout.root, error);
    }
  };

  return {
    sha256,
    sizeBytes,
    keep: async () => {
      if (isDiscarded) throw stagedGone();
      keeping ??= place();
      return await keeping;
    },
    discard: async () => {
      if (keeping !== undefined) return;
      isDiscarded = true;
      staged.settle();
      await rm(isInPlace ? target : file, { force: true }).catch((error: unknown) => {
        throw diskFailure(layout.root, error);
      });
    },
  };
}

/** What was staged is missing only from a store that is there. */
async function lossOf(layout: DiskLayout, error: unknown): Promise<BlobError> {
  return errnoOf(error) === 'ENOENT' && (await isStoreThere(layout))
    ? stagedGone(error)
    : diskFailure(layout.root, error);
}

function stagedGone(cause?: unknown): BlobError {
  const todo = 'Stage it again.';
  return new BlobError('The blob was discarded before it was kept', { reason: 'missing', todo, cause });
}
