import { mkdtemp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import type { BlobStore } from '../../blobs/blobs.js';
import { openDiskBlobs } from '../../blobs/disk/disk-blobs.js';
import { listBlobKeys } from '../../store/operations/blobs.js';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.js';
import { sql } from '../../store/statement.js';
import type { Store } from '../../store/store.js';
import { createBackups, type BackupDeps, type Backups } from './backups.js';
import { createKeeper } from './keeper.js';
import { keepBlob } from './keep-blob.js';

const NAMES = { database: 'firstframe.db', blobs: 'blobs' };

let folder: string;
let target: string;
let store: Store;
let blobs: BlobStore;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ff-backups-'));
  target = path.join(folder, 'copy');
  await mkdir(path.join(folder, 'data'));
  store = await openSqliteStore({ path: path.join(folder, 'data', NAMES.database) });
  blobs = await openDiskBlobs({ root: path.join(folder, 'data', NAMES.blobs) });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

function backupsOf(changes: Partial<BackupDeps> = {}): Backups {
  const keeper = createKeeper({ store, blobs, nowMs: Date.now });
  return createBackups({ store, blobs, keeper, dataFolder: path.join(folder, 'data'), names: NAMES, ...changes });
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function keep(text: string, into: Store = store): Promise<string> {
  return keepBlob({ store: into, blobs }, await blobs.stage(bytesOf(text)), {
    owner: `output:${text}`,
    accountId: 'default',
  });
}

async function keysOf(copied: BlobStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of copied.list()) keys.push(key);
  return keys.sort();
}

/** What is where the copy should be, and beside it. */
const leftBehind = async (): Promise<string[]> => (await readdir(folder)).filter((name) => name !== 'data');

describe('a backup', () => {
  it('is a data folder for its user alone: the rows, their bytes, the secret key, and nothing else', async () => {
    const keys = [await keep('one'), await keep('two')].sort();
    await blobs.stage(bytesOf('on its way'));
    const secretKeyFile = path.join(folder, 'data', 'secret.key');
    await writeFile(secretKeyFile, 'secret\n', { mode: 0o600 });
    const backup = await backupsOf({ secretKeyFile }).write(target);
    expect(backup).toMatchObject({ folder: target, database: 'copied', secretKey: 'copied', blobs: 2, missing: 0 });
    expect((await readdir(target)).sort()).toEqual(['blobs', 'firstframe.db', 'secret.key']);
    expect(await readdir(path.join(target, 'blobs', 'tmp'))).toEqual([]);
    for (const name of await readdir(target, { recursive: true })) {
      const facts = await stat(path.join(target, name));
      expect(facts.mode & 0o777, name).toBe(facts.isDirectory() ? 0o700 : 0o600);
    }
    const copied = await openDiskBlobs({ root: path.join(target, 'blobs') });
    expect(copied.id).toBe(blobs.id);
    expect(await keysOf(copied)).toEqual(keys);
    const opened = await openSqliteStore({ path: path.join(target, NAMES.database) });
    expect(await opened.run(() => listBlobKeys('', 10))).toEqual(keys);
    await opened.close();
    expect(await leftBehind()).toEqual(['copy']);
  });

  it('shares the bytes of blobs where it can, and loses none when the first folder does', async () => {
    const key = await keep('shared');
    await backupsOf().write(target);
    const [first, second] = [path.join(folder, 'data'), target].map((at) =>
      path.join(at, 'blobs', key.slice(0, 2), key),
    );
    expect(statSync(second ?? '').ino).toBe(statSync(first ?? '').ino);
    await blobs.remove(key);
    expect(await readFile(second ?? '', 'utf8')).toBe('shared');
  });

  it('is copied byte for byte onto another file system', async ({ skip }) => {
    if (!existsSync('/dev/shm') || statSync('/dev/shm').dev === statSync(folder).dev) skip('there is no other');
    const elsewhere = await mkdtemp('/dev/shm/ff-backups-');
    try {
      const key = await keep('far');
      await backupsOf().write(path.join(elsewhere, 'copy'));
      const file = path.join(elsewhere, 'copy', 'blobs', key.slice(0, 2), key);
      expect([await readFile(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['far', 0o600]);
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });

  it('has the bytes of every row that it has, though the keeper be due and tasks end meanwhile', async () => {
    const unused = await keep('unused');
    await store.run(function* () {
      yield sql`DELETE FROM blob_refs`;
      yield sql`UPDATE blobs SET unused_since = 1`;
    });
    const keeper = createKeeper({ store, blobs, nowMs: Date.now });
    let copied = 0;
    // The keeper is asked to tidy, and another clip comes, between the database and the bytes.
    const slow: BlobStore = {
      ...blobs,
      withFile: async (key, use) => {
        await keeper.tidy();
        await keep(`late ${(copied += 1)}`);
        return blobs.withFile(key, use);
      },
    };
    const backup = await backupsOf({ blobs: slow, keeper }).write(target);
    expect(backup.missing).toBe(0);
    expect(existsSync(path.join(target, 'blobs', unused.slice(0, 2), unused))).toBe(true);
    await keeper.tidy();
    await expect(blobs.open(unused)).rejects.toMatchObject({ reason: 'missing' });
  });

  it('says how many blobs the database knows that are not there', async () => {
    const key = await keep('lost');
    await blobs.remove(key);
    expect(await backupsOf().write(target)).toMatchObject({ blobs: 0, missing: 1 });
  });

  it.each([
    ['that is there', () => path.join(folder, 'data', '..'), /there is something by that name/],
    ['in the data folder', () => path.join(folder, 'data', 'blobs', 'copy'), /in the data folder itself/],
    ['in no folder', () => path.join(folder, 'none', 'copy'), /ENOENT/],
    ['by a path from nowhere', () => 'copy', /does not begin at the root/],
  ])('is refused a folder %s', async (_which, where, words) => {
    await expect(backupsOf().write(where())).rejects.toThrow(words);
    expect(await leftBehind()).toEqual([]);
  });

  it('leaves nothing when it is stopped, by who asked or with the server', async () => {
    await keep('one');
    const stop = new AbortController();
    const stopping = (then: () => void): BlobStore => ({
      ...blobs,
      withFile: (key, use) => {
        then();
        return blobs.withFile(key, use);
      },
    });
    const asked = backupsOf({ blobs: stopping(() => stop.abort()) }).write(target, stop.signal);
    await expect(asked).rejects.toMatchObject({ code: 'aborted' });
    let end: Promise<void> | undefined;
    const endIt = (): void => void (end = backups.stop());
    const backups = backupsOf({ blobs: stopping(endIt) });
    await expect(backups.write(target)).rejects.toMatchObject({ code: 'aborted' });
    await end;
    await expect(backups.write(target)).rejects.toMatchObject({ code: 'aborted' });
    expect(await leftBehind()).toEqual([]);
  });

  it('takes nobody’s place: of two for one name the second is refused', async () => {
    const backups = backupsOf();
    const both = await Promise.allSettled([backups.write(target), backups.write(target)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await leftBehind()).toEqual(['copy']);
  });
});

describe('what a backup walks', () => {
  onEachStore((shared) => {
    it('is every key that has a row, and the database where it is a file', async () => {
      const keys = [await keep('a', shared()), await keep('b', shared()), await keep('c', shared())].sort();
      const first = await shared().run(() => listBlobKeys('', 2));
      const rest = await shared().run(() => listBlobKeys(first.at(-1) ?? '', 2));
      expect([...first, ...rest]).toEqual(keys);
      const backup = await backupsOf({ store: shared() }).write(target);
      const isFile = shared().kind === 'sqlite';
      expect(backup).toMatchObject({ database: isFile ? 'copied' : 'postgres', blobs: 3, missing: 0 });
      expect(existsSync(path.join(target, NAMES.database))).toBe(isFile);
    });
  });
});
