import { randomBytes } from 'node:crypto';
import { copyFile, lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { BlobError } from '../../blobs/blob-error.js';
import { copyBlobs } from '../../blobs/disk/copy-blobs.js';
import { syncFolder } from '../../blobs/disk/disk-layout.js';
import type { Backup } from '../../contract/backup.js';
import { AppError } from '../../contract/errors.js';
import { knownBlobs, listBlobKeys } from '../../store/operations/blobs.js';
import { StoreError } from '../../store/store.js';
import type { Keeper } from './keeper.js';
import type { StorageDeps } from './keep-blob.js';

/** Copies of a data folder, each a data folder itself. */
export interface Backups {
  /**
   * Writes one into a new folder: the database as it is at one moment, every blob that it knows, and the secret key where the folder has
   * one. Tasks go on meanwhile. It appears whole under its name, or not at all; a process that is killed leaves a folder with
   * `.partial-` in its name, which may be removed.
   * @throws AppError `bad_usage` for a folder that cannot be made there, `aborted`
   */
  write(folder: string, signal?: AbortSignal): Promise<Backup>;
  /** Breaks off what is being written, and takes none any more. */
  stop(): Promise<void>;
}

/** What is copied. */
export interface BackupDeps extends StorageDeps {
  readonly keeper: Pick<Keeper, 'rest'>;
  readonly dataFolder: string;
  /** What the database's file and the blobs' folder are called in a data folder. */
  readonly names: { readonly database: string; readonly blobs: string };
  /** Absent: the secret key was given, and is not in the data folder. */
  readonly secretKeyFile?: string;
}

/** Keys that are asked for at a time. */
const BATCH = 500;

/** Makes what writes backups of one system. */
export function createBackups(deps: BackupDeps): Backups {
  const { keeper, dataFolder } = deps;
  const stopping = new AbortController();
  const underWay = new Set<Promise<unknown>>();

  async function writeWhole(folder: string, signal: AbortSignal): Promise<Backup> {
    if (!path.isAbsolute(folder)) throw badFolder(folder, 'its path does not begin at the root');
    const target = path.resolve(folder);
    if (isWithin(path.resolve(dataFolder), target)) throw badFolder(folder, 'it is in the data folder itself');
    if (await isThere(target)) throw badFolder(folder, 'there is something by that name');
    const draft = `${target}.partial-${randomBytes(4).toString('hex')}`;
    try {
      await mkdir(draft, { mode: 0o700 });
      // Rows go by the keeper alone: until it tidies again, what has one in the copy has its bytes here.
      const written = await keeper.rest(() => fill(deps, draft, signal));
      signal.throwIfAborted();
      await rename(draft, target);
      await syncFolder(path.dirname(target));
      return { folder: target, ...written };
    } catch (error) {
      await rm(draft, { recursive: true, force: true }).catch(() => undefined);
      if (signal.aborted) throw new AppError('aborted', 'the backup was stopped', { cause: error });
      throw readFailure(folder, error);
    }
  }

  return {
    async write(folder, signal) {
      const signals = [stopping.signal, ...(signal === undefined ? [] : [signal])];
      const writing = writeWhole(folder, AbortSignal.any(signals));
      underWay.add(writing);
      return await writing.finally(() => underWay.delete(writing));
    },
    async stop() {
      stopping.abort();
      await Promise.allSettled(underWay);
    },
  };
}

async function fill(
  { store, blobs, names, secretKeyFile }: BackupDeps,
  draft: string,
  signal: AbortSignal,
): Promise<Omit<Backup, 'folder'>> {
  signal.throwIfAborted();
  const database = path.join(draft, names.database);
  if (store.kind === 'sqlite') await store.backup(database);
  let sizeBytes = store.kind === 'sqlite' ? (await stat(database)).size : 0;
  let count = 0;
  let missing = 0;
  const copy = await copyBlobs(blobs, path.join(draft, names.blobs));
  // What came after the database was copied may be among them: to the copy it is a file without a row, which its keeper removes.
  for (let keys = await nextKeys(''); keys.length > 0; keys = await nextKeys(keys.at(-1) ?? '')) {
    for (const key of keys) {
      signal.throwIfAborted();
      const putBytes = await copy.put(key).catch(ifMissing);
      if (putBytes !== undefined) {
        sizeBytes += putBytes;
        count += 1;
      } else if ((await store.run(() => knownBlobs([key]))).has(key)) {
        missing += 1;
      }
    }
  }
  await copy.finish();
  if (secretKeyFile !== undefined) await copySecret(secretKeyFile, path.join(draft, path.basename(secretKeyFile)));
  await syncFolder(draft);
  const from = store.kind === 'sqlite' ? 'copied' : 'postgres';
  return {
    database: from,
    secretKey: secretKeyFile === undefined ? 'given' : 'copied',
    blobs: count,
    sizeBytes,
    missing,
  };

  function nextKeys(after: string): Promise<readonly string[]> {
    return store.run(() => listBlobKeys(after, BATCH));
  }
}

/** A copy and no link: whoever changes one of the two must not change the other. Its mode, 0600, comes with it. */
async function copySecret(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const handle = await open(to, 'r+');
  await handle.sync().finally(() => handle.close());
}

function ifMissing(error: unknown): undefined {
  if (error instanceof BlobError && error.reason === 'missing') return undefined;
  throw error;
}

function isWithin(folder: string, target: string): boolean {
  const way = path.relative(folder, target);
  return way === '' || (!way.startsWith('..') && !path.isAbsolute(way));
}

async function isThere(file: string): Promise<boolean> {
  return await lstat(file).then(
    () => true,
    () => false,
  );
}

function badFolder(folder: string, why: string): AppError {
  const todo = 'Name a folder that is not there yet, in one that is, where there is room for it: -o DIR.';
  return new AppError('bad_usage', `the backup ${folder} cannot be written: ${why}`, { todo });
}

/** Only what the store of files itself says is passed on: it is the data folder's trouble, not the backup's. */
function readFailure(folder: string, error: unknown): unknown {
  if (error instanceof BlobError || error instanceof AppError) return error;
  if (error instanceof StoreError) return error.reason === 'full' ? badFolder(folder, 'its disk is full') : error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return code === undefined ? error : badFolder(folder, code);
}
