import { access, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { BlobError } from '../blob-error.js';
import { checkBlobKey } from '../blob-key.js';
import { diskFailure, errnoOf } from './disk-failure.js';

/** Where things are in the folder of a store. */
export interface DiskLayout {
  readonly root: string;
  /** Files on their way in; on the same file system, so that a rename takes them to their place. */
  readonly staging: string;
}

/** Only the owner reads what is stored. */
export const FILE_MODE = 0o600;
/** The same for folders. */
export const FOLDER_MODE = 0o700;

const ID_FILE = 'store-id';
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether the folder of a store is there: not, for instance, the empty place where its disk should be. */
export async function isStoreThere(layout: DiskLayout): Promise<boolean> {
  return await access(path.join(layout.root, ID_FILE)).then(
    () => true,
    () => false,
  );
}

/** The folder of a key: 256 of them, so that none grows long. @throws BlobError `bad_key` */
export function folderOf(layout: DiskLayout, key: string): string {
  return path.join(layout.root, checkBlobKey(key).slice(0, 2));
}

/** The file of a key. @throws BlobError `bad_key` */
export function fileOf(layout: DiskLayout, key: string): string {
  return path.join(folderOf(layout, key), key);
}

/** Makes what has happened in a folder (a new name, a rename) outlast a loss of power. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and its journal keeps the order by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The folders of keys that are known to be there, durably. */
export interface Folders {
  /** Makes one where it is not there yet. */
  readonly ensure: (folder: string) => Promise<void>;
  /** Says that one was not there after all: a disk that went and came back has not got what was made meanwhile. */
  readonly forget: (folder: string) => void;
}

/**
 * Each folder is synced once by every process that puts something into it, whoever made it: who finds it made may be
 * faster than the one that has yet to sync it.
 */
export function createFolders(layout: DiskLayout): Folders {
  const known = new Map<string, Promise<void>>();
  const make = async (folder: string): Promise<void> => {
    // Not recursive: where the disk has gone, its mount point must not be filled.
    await mkdir(folder, { mode: FOLDER_MODE }).catch((error: unknown) => {
      if (errnoOf(error) !== 'EEXIST') throw error;
    });
    await syncFolder(layout.root);
  };
  return {
    ensure: async (folder) => {
      const making = known.get(folder) ?? make(folder);
      known.set(folder, making);
      await making.catch((error: unknown) => {
        known.delete(folder);
        throw error;
      });
    },
    forget: (folder) => void known.delete(folder),
  };
}

/**
 * Makes the folders and the id that are not there yet, and answers with the id. Whoever comes first decides on it: it
 * appears whole under its name, or not at all.
 */
export async function prepareRoot(layout: DiskLayout, newId: () => string): Promise<string> {
  try {
    const made = await mkdir(layout.staging, { recursive: true, mode: FOLDER_MODE });
    const idFile = path.join(layout.root, ID_FILE);
    const known = await readId(idFile);
    if (known !== undefined) return known;
    const draft = path.join(layout.staging, `id-${newId()}`);
    const id = newId();
    await writeSynced(draft, `${id}\n`);
    const isFirst = await giveName(draft, idFile);
    await rm(draft, { force: true });
    await syncFolder(layout.root);
    if (made !== undefined) await syncFolder(path.dirname(made));
    return isFirst ? id : ((await readId(idFile)) ?? id);
  } catch (error) {
    throw diskFailure(layout.root, error);
  }
}

/** Makes a new store that goes by the id of another, which it stands in for. @throws what the system says, as it is */
export async function adoptId(layout: DiskLayout, id: string): Promise<void> {
  await mkdir(layout.root, { mode: FOLDER_MODE });
  await mkdir(layout.staging, { mode: FOLDER_MODE });
  await writeSynced(path.join(layout.root, ID_FILE), `${id}\n`);
}

async function readId(idFile: string): Promise<string | undefined> {
  const text = await readFile(idFile, 'utf8').catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const id = text.trim();
  if (ID.test(id)) return id;
  throw new BlobError(`${idFile} holds no id`, {
    reason: 'failed',
    todo: 'Restore it from a backup: the database remembers which store its blobs are in.',
  });
}

/** False when somebody was faster. A link never replaces; where a file system has none, a rename has to do. */
async function giveName(draft: string, name: string): Promise<boolean> {
  try {
    await link(draft, name);
    return true;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST') return false;
    if (errno !== 'EPERM' && errno !== 'ENOTSUP' && errno !== 'ENOSYS') throw error;
    await rename(draft, name);
    return true;
  }
}

async function writeSynced(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', FILE_MODE);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
