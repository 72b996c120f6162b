import { randomUUID } from 'node:crypto';
import { access, open, rm, statfs, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { blobMissing, type BlobError } from '../blob-error.js';
import type { BlobStore, ByteRange, OpenBlob, StagedBlob } from '../blobs.js';
import type { TakenIn } from '../count-bytes.js';
import { resolveRange } from '../resolve-range.js';
import { diskFailure, errnoOf } from './disk-failure.js';
import { createFolders, fileOf, isStoreThere, prepareRoot, type DiskLayout } from './disk-layout.js';
import { listBlobs, sweepStaging } from './disk-listing.js';
import { createDiskMark } from './disk-mark.js';
import { readHandle } from './read-handle.js';
import { createStaged } from './staged-file.js';
import { takeInBytes, takeInFile } from './take-in.js';

/** What a store on a disk is made with. */
export interface DiskBlobsOptions {
  /** Its folder, made when it is not there. Everything below it is the store's. */
  readonly root: string;
  /** Milliseconds since 1970, to compare with the times of files. Default: the machine's clock. */
  readonly nowMs?: () => number;
  /** The 8 letters of a new copy. Default: random ones. */
  readonly randomCopy?: () => string;
}

/**
 * Opens the store in a folder: `store-id`, `tmp/` for what is on its way in, and a folder for each first two digits of a
 * hash. A file appears under its key by one rename, after its bytes are synced; nothing half made is ever seen there.
 *
 * @throws BlobError `full` or `failed`; a retry helps once the disk is in order.
 */
export async function openDiskBlobs(options: DiskBlobsOptions): Promise<BlobStore> {
  const root = path.resolve(options.root);
  const layout: DiskLayout = { root, staging: path.join(root, 'tmp') };
  const nowMs = options.nowMs ?? Date.now;
  const id = await prepareRoot(layout, randomUUID);
  const ours = new Set<string>();
  const folders = createFolders(layout);

  const stageBy = async (takeIn: (file: string) => Promise<TakenIn>): Promise<StagedBlob> => {
    const name = randomUUID();
    const file = path.join(layout.staging, name);
    ours.add(name);
    const settle = (): void => void ours.delete(name);
    try {
      const taken = await takeIn(file);
      return createStaged({ layout, folders, taken, file, settle, nowMs, randomCopy: options.randomCopy });
    } catch (error) {
      settle();
      throw error;
    }
  };

  return {
    id,
    stage: (bytes, limits = {}) => stageBy((file) => takeInBytes(file, bytes, limits)),
    stageFile: (from, limits = {}) => stageBy((file) => takeInFile({ file, from, atMs: nowMs() }, limits)),
    open: (key, range) => openBlob(layout, key, range),
    withFile: async (key, use) => {
      const file = fileOf(layout, key);
      await access(file).catch(async (error: unknown) => {
        throw await readFailure(layout, key, error);
      });
      return await use(file);
    },
    remove: async (key) => {
      await rm(fileOf(layout, key), { force: true }).catch((error: unknown) => {
        throw diskFailure(root, error);
      });
    },
    freeBytes: async () => {
      const facts = await statfs(root).catch((error: unknown) => {
        throw diskFailure(root, error);
      });
      return facts.bavail * facts.bsize;
    },
    list: () => listBlobs(layout),
    mark: createDiskMark(layout),
    sweepStaged: (olderThanMs) => sweepStaging(layout, ours, nowMs() - olderThanMs),
  };
}

async function openBlob(layout: DiskLayout, key: string, range: ByteRange | undefined): Promise<OpenBlob> {
  const file = fileOf(layout, key);
  let handle: FileHandle | undefined;
  try {
    const opened = (handle = await open(file, 'r'));
    const { size } = await opened.stat();
    const part = resolveRange(range, size);
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => (closing ??= opened.close());
    const bytes = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        yield* readHandle(opened, part, `Blob ${key}`);
      } finally {
        await close();
      }
    };
    return { bytes: bytes(), sizeBytes: size, close };
  } catch (error) {
    await handle?.close();
    throw await readFailure(layout, key, error);
  }
}

/** Missing is said only of a store that is there: where its disk has gone, no key may be forgotten. */
async function readFailure(layout: DiskLayout, key: string, error: unknown): Promise<BlobError> {
  const isMissing = errnoOf(error) === 'ENOENT' && (await isStoreThere(layout));
  return isMissing ? blobMissing(key, error) : diskFailure(layout.root, error);
}
