import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../blobs.js';
import { describeBlobStore } from '../testing/blobs-contract.js';
import { openDiskBlobs } from './disk-blobs.js';
import { diskFailure } from './disk-failure.js';

describeBlobStore('a folder', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
  const open = (): Promise<BlobStore> => openDiskBlobs({ root: path.join(folder, 'data', 'blobs') });
  return {
    store: await open(),
    again: open,
    remove: () => {
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  };
});

describe('a folder of blobs', () => {
  let root: string;
  let store: BlobStore;
  const at = (...names: string[]): string => path.join(root, ...names);
  const mode = (file: string): string => (statSync(file).mode & 0o777).toString(8);
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

  async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from(text));
  }

  beforeEach(async () => {
    root = path.join(mkdtempSync(path.join(tmpdir(), 'firstframe-test-')), 'blobs');
    store = await openDiskBlobs({ root, randomCopy: () => 'abcdefgh' });
  });

  afterEach(() => rmSync(path.dirname(root), { recursive: true }));

  it('has a file by its key in a folder by its first two digits, for its owner alone', async () => {
    const key = await (await store.stage(bytesOf('a still'))).keep();
    const digits = hash('a still');
    expect(key).toBe(`${digits}-abcdefgh`);
    const file = at(digits.slice(0, 2), key);
    expect(readFileSync(file, 'utf8')).toBe('a still');
    expect(readdirSync(at('tmp'))).toEqual([]);
    if (process.platform !== 'win32') {
      expect([mode(file), mode(at(digits.slice(0, 2))), mode(at('tmp')), mode(root)]).toEqual([
        '600',
        '700',
        '700',
        '700',
      ]);
    }
    expect(await store.withFile(key, (lent) => Promise.resolve(lent))).toBe(file);
  });

  it('moves a file of ours without copying it, and closes it to others', async () => {
    const file = path.join(path.dirname(root), 'clip.mp4');
    writeFileSync(file, 'a clip');
    chmodSync(file, 0o666);
    utimesSync(file, 1, 1);
    const { ino } = statSync(file);
    const key = await (await store.stageFile(file)).keep();
    const facts = statSync(at(key.slice(0, 2), key));
    expect(facts.ino).toBe(ino);
    if (process.platform !== 'win32') expect(mode(at(key.slice(0, 2), key))).toBe('600');
    // A blob is as old as its keeping: the sweep of orphans must not take it for an old one.
    expect(Math.abs(Date.now() - facts.mtimeMs)).toBeLessThan(60_000);
  });

  it.skipIf(!existsSync('/dev/shm'))('copies a file of ours from another file system', async () => {
    const folder = mkdtempSync('/dev/shm/firstframe-test-');
    try {
      const file = path.join(folder, 'clip.mp4');
      writeFileSync(file, 'from memory');
      const key = await (await store.stageFile(file)).keep();
      expect(readFileSync(at(key.slice(0, 2), key), 'utf8')).toBe('from memory');
      expect(existsSync(file)).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is given one id by those who open it at once', async () => {
    const fresh = path.join(path.dirname(root), 'fresh');
    const stores = await Promise.all(Array.from({ length: 8 }, () => openDiskBlobs({ root: fresh })));
    expect(new Set(stores.map(({ id }) => id)).size).toBe(1);
    expect(readdirSync(path.join(fresh, 'tmp'))).toEqual([]);
  });

  it('does not make up another id when its own is damaged', async () => {
    writeFileSync(at('store-id'), '');
    await expect(openDiskBlobs({ root })).rejects.toMatchObject({ reason: 'failed' });
  });

  it('calls nothing missing when its disk has gone, nor fills the place of the disk', async () => {
    const key = await (await store.stage(bytesOf('a still'))).keep();
    const staged = await store.stage(bytesOf('another'));
    renameSync(root, `${root}-gone`);
    mkdirSync(root);
    await expect(store.open(key)).rejects.toMatchObject({ reason: 'failed', retryable: true });
    await expect(store.withFile(key, () => Promise.resolve())).rejects.toMatchObject({ reason: 'failed' });
    await expect(store.stage(bytesOf('more'))).rejects.toMatchObject({ reason: 'failed' });
    await expect(staged.keep()).rejects.toMatchObject({ reason: 'failed' });
    rmSync(root, { recursive: true });
    renameSync(`${root}-gone`, root);
    expect(await staged.keep()).toMatch(/-abcdefgh$/);
    expect((await store.open(key)).sizeBytes).toBe(7);
  });

  it('makes a folder again that was cleared away while empty, by the second try at the latest', async () => {
    const key = await (await store.stage(bytesOf('a still'))).keep();
    const staged = await store.stage(bytesOf('a still'));
    rmSync(at(key.slice(0, 2)), { recursive: true });
    const tried = await staged.keep().catch((error: unknown) => error);
    expect(tried).toMatchObject({ reason: 'failed', retryable: true });
    expect(await staged.keep()).toBe(key);
    expect((await store.open(key)).sizeBytes).toBe(7);
  });

  it('says when a file was cut off, and reads what is open though it be removed', async () => {
    const key = await (await store.stage(bytesOf('0123456789'))).keep();
    const cut = await store.open(key);
    truncateSync(at(key.slice(0, 2), key), 4);
    const reading = (async () => {
      for await (const chunk of cut.bytes) expect(Buffer.from(chunk).toString()).toBe('0123');
    })();
    await expect(reading).rejects.toMatchObject({ reason: 'failed' });
    const opened = await store.open(key);
    await store.remove(key);
    for await (const chunk of opened.bytes) expect(Buffer.from(chunk).toString()).toBe('0123');
  });

  it('passes by what is not its own', async () => {
    mkdirSync(at('00'));
    writeFileSync(at('00', 'notes.txt'), '');
    writeFileSync(at('README'), '');
    for await (const blob of store.list()) expect(blob).toBeUndefined();
  });
});

describe('diskFailure', () => {
  it.each([['ENOSPC'], ['EDQUOT']])('puts %s into words of its own: a server can say 503', (code) => {
    const cause = Object.assign(new Error(code), { code });
    expect(diskFailure('/data', cause)).toMatchObject({ reason: 'full', retryable: true, cause });
  });

  it('names what else the system said', () => {
    const cause = Object.assign(new Error('i/o'), { code: 'EIO' });
    expect(diskFailure('/data', cause)).toMatchObject({ reason: 'failed', retryable: true });
    expect(diskFailure('/data', cause).message).toContain('EIO');
  });
});
