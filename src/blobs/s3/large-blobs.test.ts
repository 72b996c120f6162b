import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { FakeS3Options, S3Trouble } from '../../../test/s3/fake-s3.js';
import type { BlobStore } from '../blobs.js';
import { type OpenBucket, openBucket } from '../../../test/s3/open-bucket.js';

const MIB = 1024 ** 2;

let bucket: OpenBucket;
let store: BlobStore;
afterEach(() => bucket.remove());

async function begin(options: FakeS3Options = {}): Promise<void> {
  bucket = await openBucket(options);
  store = await bucket.open();
  bucket.fake.calls.splice(0);
}

/** Megabytes of which no two are alike, given in pieces that no part ends with; the memory of a piece is used again. */
async function* pour(sizeBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  const room = Buffer.alloc(300_007);
  for (let at = 0; at < sizeBytes; at += room.byteLength) {
    room.fill((at / room.byteLength) % 251);
    yield await Promise.resolve(room.subarray(0, Math.min(room.byteLength, sizeBytes - at)));
  }
}

async function hashOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
}

const kinds = (): string[] =>
  bucket.fake.calls.map((call) =>
    call.replace(/\/clips\/?\S*?(staging|blobs)\/[^?\s]*/, '$1').replace(/uploadId=\w+/, 'uploadId'),
  );

it('sends 40 MiB in parts of one size, three at a time, and keeps them by a copy', async () => {
  await begin();
  const staged = await store.stage(pour(40 * MIB + 1));
  expect(staged).toMatchObject({ sizeBytes: 40 * MIB + 1, sha256: await hashOf(pour(40 * MIB + 1)) });
  const parts = kinds().filter((call) => call.includes('partNumber'));
  expect(parts.map((call) => /partNumber=(\d+)/.exec(call)?.[1]).sort()).toEqual(['1', '2', '3', '4', '5', '6']);
  expect(kinds().filter((call) => !call.includes('partNumber'))).toEqual([
    'POST staging?uploads= → 200',
    'POST staging?uploadId → 200',
  ]);
  const key = await staged.keep();
  expect(kinds().slice(-2)).toEqual(['PUT blobs → 200', 'DELETE staging → 204']);
  expect([...bucket.fake.objects.keys()].sort()).toEqual([`firstframe/blobs/${key}`, 'firstframe/store-id']);
  expect(await hashOf((await store.open(key)).bytes)).toBe(staged.sha256);
});

it('holds 16 MiB in memory until they are kept, and writes them once; discarded, they cost no call', async () => {
  await begin();
  const discarded = await store.stage(pour(16 * MIB));
  await discarded.discard();
  const staged = await store.stage(pour(16 * MIB));
  expect(bucket.fake.calls).toEqual([]);
  await staged.keep();
  expect(kinds()).toEqual(['PUT blobs → 200']);
});

it('lets memory grow by a few parts, however much comes', async () => {
  await begin({
    trouble: ({ target }) =>
      target.includes('partNumber') ? { kind: 'refuse', status: 400, code: 'Never' } : undefined,
  });
  // The fake refuses the parts, so that nothing of them stays in this process but what the store holds.
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const watched = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of pour(24 * MIB)) {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      yield chunk;
    }
  };
  await expect(store.stage(watched())).rejects.toMatchObject({ reason: 'failed' });
  expect(most).toBeLessThan(64 * MIB);
});

it.each<[string, (call: { method: string; target: string }) => boolean, S3Trouble]>([
  ['a part', ({ target }) => target.includes('partNumber=2'), { kind: 'lose_answer' }],
  ['the completion', ({ method, target }) => method === 'POST' && target.includes('uploadId'), { kind: 'lose_answer' }],
  [
    'the completion, after a 200',
    ({ method, target }) => method === 'POST' && target.includes('uploadId'),
    { kind: 'refuse', status: 200, code: 'InternalError' },
  ],
  ['the copy', ({ method, target }) => method === 'PUT' && target.includes('/blobs/'), { kind: 'lose_answer' }],
  [
    'the copy, after a 200',
    ({ method, target }) => method === 'PUT' && target.includes('/blobs/'),
    { kind: 'refuse', status: 200, code: 'SlowDown' },
  ],
  ['the removal', ({ method }) => method === 'DELETE', { kind: 'lose_answer' }],
])('is kept though the answer to %s is lost', async (_, isIt, trouble) => {
  let left = 1;
  await begin({ trouble: (call) => (isIt(call) && left-- > 0 ? trouble : undefined) });
  const key = await (await store.stage(pour(17 * MIB))).keep();
  expect(left).toBeLessThan(1);
  expect(await hashOf((await store.open(key)).bytes)).toBe(key.slice(0, 64));
  expect([...bucket.fake.objects.keys()].filter((name) => name.includes('/blobs/'))).toHaveLength(1);
});

it('waits longer each time when it is told to slow down, and as long as it is told', async () => {
  let left = 4;
  await begin();
  const refuse = (): S3Trouble | undefined =>
    left-- > 0
      ? { kind: 'refuse', status: 503, code: 'SlowDown', ...(left === 0 ? { headers: { 'retry-after': '7' } } : {}) }
      : undefined;
  await bucket.remove();
  bucket = await openBucket({ trouble: refuse });
  store = await bucket.open({ random: () => 1 });
  expect(bucket.waitsMs).toEqual([100, 200, 400, 7_000]);
});

it('gives up after seven tries, and nothing of the bytes is left', async () => {
  let isDown = false;
  await begin({
    trouble: (call) =>
      isDown && call.method === 'PUT' ? { kind: 'refuse', status: 503, code: 'SlowDown' } : undefined,
  });
  isDown = true;
  await expect(store.stage(pour(17 * MIB))).rejects.toMatchObject({ reason: 'failed', retryable: true });
  expect(kinds().filter((call) => call.includes('partNumber=1'))).toHaveLength(7);
  expect(bucket.fake.uploads.size).toBe(0);
});

it('aborts the upload when it is stopped, or its source breaks', async () => {
  await begin();
  const stop = new AbortController();
  const stuck = async function* (): AsyncGenerator<Uint8Array> {
    yield* pour(20 * MIB);
    stop.abort();
    await new Promise(() => undefined);
  };
  await expect(store.stage(stuck(), { signal: stop.signal })).rejects.toMatchObject({ reason: 'aborted' });
  const broken = new Error('the line was cut');
  const breaking = async function* (): AsyncGenerator<Uint8Array> {
    yield* pour(20 * MIB);
    throw broken;
  };
  await expect(store.stage(breaking())).rejects.toBe(broken);
  expect(bucket.fake.uploads.size).toBe(0);
  expect([...bucket.fake.objects.keys()]).toEqual(['firstframe/store-id']);
});

it('sweeps uploads that a dead process began, page by page, and files that it was lent', async () => {
  let nowMs = Date.now();
  await begin({ nowMs: () => nowMs });
  bucket.fake.uploads.set('other', { name: 'another/program', begunAtMs: 0, parts: new Map() });
  for (const id of ['a', 'b', 'c', 'd', 'e']) {
    bucket.fake.uploads.set(id, { name: `firstframe/staging/${id}`, begunAtMs: nowMs, parts: new Map() });
  }
  const lent = path.join(bucket.scratchFolder, 'blob-00000000-0000-4000-8000-000000000000');
  writeFileSync(lent, '');
  nowMs += 3_600_000;
  const later = await bucket.open({ nowMs: () => nowMs });
  expect(await later.sweepStaged(7_200_000)).toBe(0);
  expect(await later.sweepStaged(1_800_000)).toBe(5);
  expect([...bucket.fake.uploads.keys()]).toEqual(['other']);
  expect(readdirSync(bucket.scratchFolder)).toEqual([]);
});

it('reads on where a body was cut, as often as it gets further', async () => {
  const sizeBytes = 9 * MIB;
  let cuts = 0;
  const isCut = ({ method, target }: { method: string; target: string }): boolean =>
    method === 'GET' && target.includes('/blobs/') && (cuts += 1) % 12 !== 0;
  await begin({ trouble: (call) => (isCut(call) ? { kind: 'cut' } : undefined) });
  const key = await (await store.stage(pour(sizeBytes))).keep();
  expect(await hashOf((await store.open(key)).bytes)).toBe(key.slice(0, 64));
  const [{ bytes }, whole] = [await store.open(key, { start: 5 * MIB, end: 6 * MIB }), Buffer.alloc(sizeBytes)];
  let at = 0;
  for await (const chunk of pour(sizeBytes)) at += Buffer.from(chunk).copy(whole, at);
  expect(await hashOf(bytes)).toBe(
    createHash('sha256')
      .update(whole.subarray(5 * MIB, 6 * MIB + 1))
      .digest('hex'),
  );
});

it('says so when an object is removed while its cut body is read on', async () => {
  let isCut = true;
  await begin({
    trouble: ({ method, target }) =>
      isCut && method === 'GET' && target.includes('/blobs/') ? { kind: 'cut' } : undefined,
  });
  const key = await (await store.stage(pour(9 * MIB))).keep();
  const { bytes } = await store.open(key);
  isCut = false;
  await store.remove(key);
  await expect(hashOf(bytes)).rejects.toMatchObject({ name: 'BlobError', reason: 'failed' });
});

it('lends a file for its owner alone, and none whose bytes are not those of its key', async () => {
  await begin();
  const key = await (await store.stage(pour(3 * MIB))).keep();
  const mode = await store.withFile(key, (file) => Promise.resolve(statSync(file).mode & 0o777));
  if (process.platform !== 'win32') expect(mode.toString(8)).toBe('600');
  expect(await store.withFile(key, (file) => Promise.resolve(readFileSync(file).byteLength))).toBe(3 * MIB);
  const name = `firstframe/blobs/${key}`;
  const spoilt = Buffer.from(bucket.fake.objects.get(name)!.bytes);
  spoilt[7] = spoilt[7]! ^ 1;
  bucket.fake.objects.set(name, { ...bucket.fake.objects.get(name)!, bytes: spoilt });
  await expect(store.withFile(key, () => Promise.resolve())).rejects.toMatchObject({ reason: 'failed' });
  expect(readdirSync(bucket.scratchFolder)).toEqual([]);
});

it('stops when it is told though the service be slow, and leaves no upload', async () => {
  const stop = new AbortController();
  await begin({
    trouble: ({ target }) => {
      if (!target.includes('partNumber')) return undefined;
      stop.abort();
      return { kind: 'late', until: new Promise(() => undefined) };
    },
  });
  await expect(store.stage(pour(20 * MIB), { signal: stop.signal })).rejects.toMatchObject({ reason: 'aborted' });
  expect(bucket.fake.uploads.size).toBe(0);
});

it.each([MIB, 17 * MIB])(
  'keeps %i bytes by a second try where the service was down for the first',
  async (sizeBytes) => {
    let isDown = false;
    await begin({ trouble: () => (isDown ? { kind: 'lose_call' } : undefined) });
    const staged = await store.stage(pour(sizeBytes));
    isDown = true;
    await expect(staged.keep()).rejects.toMatchObject({ reason: 'failed', retryable: true });
    isDown = false;
    const key = await staged.keep();
    expect(await hashOf((await store.open(key)).bytes)).toBe(staged.sha256);
  },
);
