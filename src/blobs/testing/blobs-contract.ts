import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBlobKey, sha256OfKey } from '../blob-key.js';
import type { BlobStore, ByteRange, ListedBlob } from '../blobs.js';

/** One store under test, empty. */
export interface BlobsUnderTest {
  readonly store: BlobStore;
  /** The same store, opened once more as another process would. */
  readonly again: () => Promise<BlobStore>;
  /** So many bytes wait in memory until they are kept, and nothing of them is there for a sweep. Default: 0. */
  readonly heldBytes?: number;
  /** Removes it with all that is in it. */
  readonly remove: () => Promise<void>;
}

/** What every blob store promises (`blobs.ts`), as tests. Each implementation runs through them. */
export function describeBlobStore(name: string, make: () => Promise<BlobsUnderTest>): void {
  describe(`${name} as a blob store`, () => {
    let under: BlobsUnderTest;
    let store: BlobStore;
    let folder: string;

    beforeEach(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
      under = await make();
      ({ store } = under);
    });

    afterEach(async () => {
      await under.remove();
      rmSync(folder, { recursive: true });
    });

    const keep = async (text: string): Promise<string> => await (await store.stage(piecesOf(text))).keep();
    const read = async (key: string, range?: ByteRange): Promise<string> => {
      const opened = await store.open(key, range);
      return Buffer.concat(await collect(opened.bytes)).toString();
    };
    const listed = async (): Promise<readonly ListedBlob[]> => await collect(store.list());
    const keysOf = async (): Promise<readonly string[]> => (await listed()).map(({ key }) => key).sort();

    it('has an id that outlasts it', async () => {
      expect(store.id).toMatch(/^[0-9a-f-]{36}$/);
      expect((await under.again()).id).toBe(store.id);
    });

    it('gives back what was kept, to itself and to others', async () => {
      const staged = await store.stage(piecesOf('a still'));
      expect(staged).toMatchObject({ sha256: sha256('a still'), sizeBytes: 7 });
      const key = await staged.keep();
      expect(isBlobKey(key)).toBe(true);
      expect(sha256OfKey(key)).toBe(sha256('a still'));
      expect(await read(key)).toBe('a still');
      const other = await (await under.again()).open(key);
      expect(other.sizeBytes).toBe(7);
      expect(Buffer.concat(await collect(other.bytes)).toString()).toBe('a still');
    });

    it('keeps nothing at all, too', async () => {
      const staged = await store.stage(piecesOf(''));
      expect(staged).toMatchObject({ sha256: sha256(''), sizeBytes: 0 });
      expect(await read(await staged.keep())).toBe('');
    });

    it('keeps megabytes as they were', async () => {
      const bytes = Buffer.alloc(3_000_001, 'a pattern that does not fit');
      const key = await (await store.stage(chunksOf(bytes, 70_000))).keep();
      const opened = await store.open(key);
      expect(bytes.equals(Buffer.concat(await collect(opened.bytes)))).toBe(true);
    });

    it('makes a new copy of the same bytes, which the removal of the old one leaves alone', async () => {
      const [old, copy] = [await keep('same'), await keep('same')];
      expect(old).not.toBe(copy);
      await store.remove(old);
      expect(await read(copy)).toBe('same');
      await expect(store.open(old)).rejects.toMatchObject({ name: 'BlobError', reason: 'missing', retryable: false });
    });

    it('shows nothing that is staged', async () => {
      const staged = await store.stage(piecesOf('staged'));
      expect(await keysOf()).toEqual([]);
      const key = await staged.keep();
      expect(await keysOf()).toEqual([key]);
    });

    it('keeps once, however often it is told, and then discards no more', async () => {
      const staged = await store.stage(piecesOf('once'));
      const [first, second] = await Promise.all([staged.keep(), staged.keep()]);
      expect(second).toBe(first);
      expect(await staged.keep()).toBe(first);
      await staged.discard();
      expect(await keysOf()).toEqual([first]);
      expect(await read(first)).toBe('once');
    });

    it('discards once and for all', async () => {
      const staged = await store.stage(piecesOf('never'));
      await staged.discard();
      await staged.discard();
      await expect(staged.keep()).rejects.toMatchObject({ reason: 'missing' });
      expect(await keysOf()).toEqual([]);
    });

    /** A text that has to be somewhere before it is kept. */
    const beyondMemory = (text: string): string => text.padEnd((under.heldBytes ?? 0) + text.length, '.');

    it('takes as many bytes as it may, and leaves nothing of more', async () => {
      const text = beyondMemory('12345');
      const maxBytes = text.length;
      expect((await store.stage(piecesOf(text), { maxBytes })).sizeBytes).toBe(maxBytes);
      await expect(store.stage(piecesOf(`${text}6`), { maxBytes })).rejects.toMatchObject({ reason: 'too_large' });
      await expect(store.stage(piecesOf('1'), { maxBytes: 0 })).rejects.toMatchObject({ reason: 'too_large' });
      expect(await (await under.again()).sweepStaged(-60_000)).toBe(1);
    });

    it('passes on what its source throws, and leaves nothing of it', async () => {
      const lost = new Error('the line was cut');
      const broken = async function* (): AsyncGenerator<Uint8Array> {
        yield await Promise.resolve(Buffer.from('half'));
        throw lost;
      };
      await expect(store.stage(broken())).rejects.toBe(lost);
      expect(await (await under.again()).sweepStaged(-60_000)).toBe(0);
    });

    it('stops when it is told, though the source be stuck', async () => {
      const stop = new AbortController();
      const stuck = async function* (): AsyncGenerator<Uint8Array> {
        yield await Promise.resolve(Buffer.from('half'));
        stop.abort();
        await new Promise(() => undefined);
      };
      const stopped = store.stage(stuck(), { signal: stop.signal });
      await expect(stopped).rejects.toMatchObject({ reason: 'aborted', retryable: false });
      await expect(store.stage(piecesOf('late'), { signal: stop.signal })).rejects.toMatchObject({ reason: 'aborted' });
      expect(await (await under.again()).sweepStaged(-60_000)).toBe(0);
    });

    it('takes a file that is ours, and it is gone from its place', async () => {
      const file = path.join(folder, 'clip.mp4');
      writeFileSync(file, 'a clip', { mode: 0o644 });
      const staged = await store.stageFile(file);
      expect(staged).toMatchObject({ sha256: sha256('a clip'), sizeBytes: 6 });
      expect(existsSync(file)).toBe(false);
      expect(await read(await staged.keep())).toBe('a clip');
    });

    it('takes no file that is too large, missing, a folder, or a link to another', async () => {
      const file = path.join(folder, 'file');
      writeFileSync(file, 'secret');
      await expect(store.stageFile(file, { maxBytes: 5 })).rejects.toMatchObject({ reason: 'too_large' });
      symlinkSync(file, path.join(folder, 'link'));
      for (const name of ['link', 'missing', '.']) {
        await expect(store.stageFile(path.join(folder, name))).rejects.toMatchObject({ reason: 'failed' });
      }
      expect(await (await under.again()).sweepStaged(-60_000)).toBe(0);
    });

    it.each([
      [{ start: 0, end: 0 }, '0'],
      [{ start: 2, end: 4 }, '234'],
      [{ start: 9, end: 9 }, '9'],
      [{ start: 7, end: 1_000 }, '789'],
      [{ start: 0, end: 9 }, '0123456789'],
    ])('reads the bytes %j', async (range, expected) => {
      const key = await keep('0123456789');
      expect(await read(key, range)).toBe(expected);
      const opened = await store.open(key, range);
      expect(opened.sizeBytes).toBe(10);
      await opened.close();
      await opened.close();
    });

    it.each([[{ start: 10, end: 10 }], [{ start: 5, end: 4 }], [{ start: -1, end: 4 }], [{ start: 0.5, end: 4 }]])(
      'has no bytes %j',
      async (range) => {
        await expect(store.open(await keep('0123456789'), range)).rejects.toMatchObject({ reason: 'bad_range' });
        await expect(store.open(await keep(''), { start: 0, end: 0 })).rejects.toMatchObject({ reason: 'bad_range' });
      },
    );

    it('can be left in the middle of reading', async () => {
      const key = await (await store.stage(chunksOf(Buffer.alloc(2_000_000), 100_000))).keep();
      const opened = await store.open(key);
      for await (const chunk of opened.bytes) {
        expect(chunk.byteLength).toBeGreaterThan(0);
        break;
      }
      await opened.close();
    });

    it('lends a file, and says what its borrower says', async () => {
      const key = await keep('for a probe');
      expect(await store.withFile(key, (file) => Promise.resolve(readFileSync(file, 'utf8')))).toBe('for a probe');
      const unreadable = new Error('not a clip');
      await expect(store.withFile(key, () => Promise.reject(unreadable))).rejects.toBe(unreadable);
      expect(await read(key)).toBe('for a probe');
    });

    it('removes once or twice, and then misses it everywhere', async () => {
      const key = await keep('gone');
      await store.remove(key);
      await store.remove(key);
      await expect(store.open(key)).rejects.toMatchObject({ reason: 'missing' });
      await expect(store.withFile(key, () => Promise.resolve())).rejects.toMatchObject({ reason: 'missing' });
      expect(await keysOf()).toEqual([]);
    });

    it.each([
      ['../../etc/passwd'],
      [''],
      ['store-id'],
      [`${'a'.repeat(64)}-../../..`],
      [`${'A'.repeat(64)}-abcdefgh`],
      [`${'a'.repeat(64)}-abcdefgh\n`],
      [`${'a'.repeat(64)}-abcdefgh/..`],
    ])('takes %j for no key', async (key) => {
      for (const attempt of [
        () => store.open(key),
        () => store.remove(key),
        () => store.withFile(key, () => Promise.resolve()),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ name: 'BlobError', reason: 'bad_key' });
      }
    });

    it('lists what is there with its size and age', async () => {
      const keys = [await keep('one'), await keep('three'), await keep('')];
      const found = await listed();
      expect(found.map(({ key }) => key).sort()).toEqual([...keys].sort());
      expect(found.map(({ sizeBytes }) => sizeBytes).sort()).toEqual([0, 3, 5]);
      for (const { modifiedAtMs } of found) expect(Math.abs(Date.now() - modifiedAtMs)).toBeLessThan(60_000);
    });

    it('sweeps what another left staged and old, and spares what is young or its own', async () => {
      const staged = await store.stage(piecesOf(beyondMemory('left behind')));
      const other = await under.again();
      expect(await store.sweepStaged(-60_000)).toBe(0);
      expect(await other.sweepStaged(60_000)).toBe(0);
      expect(await other.sweepStaged(-60_000)).toBe(1);
      await expect(staged.keep()).rejects.toMatchObject({ name: 'BlobError', reason: 'missing' });
      expect(await keysOf()).toEqual([]);
    });

    it('sweeps nothing that was kept', async () => {
      const key = await keep('kept');
      expect(await (await under.again()).sweepStaged(-60_000)).toBe(0);
      expect(await read(key)).toBe('kept');
    });

    it('takes many at once', async () => {
      const texts = Array.from({ length: 50 }, (_, index) => `number ${index % 10}`);
      const keys = await Promise.all(texts.map(keep));
      expect(new Set(keys).size).toBe(50);
      expect(await Promise.all(keys.map((key) => read(key)))).toEqual(texts);
    });

    it('knows its room, or that there is no such number', async () => {
      const freeBytes = await store.freeBytes();
      if (freeBytes !== undefined) expect(freeBytes).toBeGreaterThan(0);
    });
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function* piecesOf(text: string): AsyncGenerator<Uint8Array> {
  for (const letter of text) yield await Promise.resolve(Buffer.from(letter));
}

async function* chunksOf(bytes: Uint8Array, sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += sizeBytes)
    yield await Promise.resolve(bytes.subarray(at, at + sizeBytes));
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
