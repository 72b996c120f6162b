import { constants, copyFile, link, mkdir, open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BlobStore } from '../blobs.js';
import { errnoOf } from './disk-failure.js';
import { adoptId, type DiskLayout, fileOf, FOLDER_MODE, folderOf, syncFolder } from './disk-layout.js';

/** A store on a disk that stands in for another one, and is being filled. */
export interface BlobCopy {
  /**
   * Puts the bytes of a key into it and answers how many they are. Blobs never change, so on one file system the two share them.
   * @throws BlobError `missing` and others of the first store; what the system says of the copy's own folder, as it is
   */
  readonly put: (key: string) => Promise<number>;
  /** Makes what was put there outlast a loss of power. */
  readonly finish: () => Promise<void>;
}

/** What a file system says that has no links, has one too many of this file, or is another one. */
const NO_LINK: readonly (string | undefined)[] = ['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Begins a copy of `from` in a new folder; whoever opens it finds the store that the database remembers. */
export async function copyBlobs(from: BlobStore, root: string): Promise<BlobCopy> {
  const layout: DiskLayout = { root, staging: path.join(root, 'tmp') };
  const folders = new Set<string>();
  await adoptId(layout, from.id);
  return {
    put: (key) =>
      from.withFile(key, async (file) => {
        const folder = folderOf(layout, key);
        if (!folders.has(folder)) await mkdir(folder, { mode: FOLDER_MODE });
        folders.add(folder);
        await linkOrCopy(file, fileOf(layout, key));
        return (await stat(file)).size;
      }),
    finish: async () => {
      for (const folder of [...folders, root]) await syncFolder(folder);
    },
  };
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
    // A file that was lent by another kind of store may not be on the disk yet.
    await syncFile(to);
    return;
  } catch (error) {
    if (!NO_LINK.includes(errnoOf(error))) throw error;
  }
  // It takes the mode of what it is a copy of: 0600.
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await syncFile(to);
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
}
