import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BlobStore } from '../blobs.js';
import { type OpenBucket, openBucket } from '../../../test/s3/open-bucket.js';
import { PRESIGN_MAX_MS } from './s3-blobs.js';

const TYPE = { mediaType: 'image/svg+xml; charset=utf-8' };

let bucket: OpenBucket;
let store: BlobStore;
let nowMs = Date.UTC(2026, 0, 1);
beforeEach(async () => {
  bucket = await openBucket({ nowMs: () => nowMs, sessionToken: 'a/token+of=AWS' });
  store = await bucket.open({ nowMs: () => nowMs });
});
afterEach(() => bucket.remove());

async function keep(text: string): Promise<string> {
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from(text));
  };
  return await (await store.stage(bytes())).keep();
}

const presign = async (key: string, expiresInMs: number): Promise<string> =>
  (await store.presign?.(key, { expiresInMs, ...TYPE })) ?? 'none';

it('is fetched by anybody, in the type that was asked for, until it expires', async () => {
  const url = await presign(await keep('a still'), 60_000);
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe(TYPE.mediaType);
  expect(await response.text()).toBe('a still');
  nowMs += 59_999;
  expect((await fetch(url, { headers: { range: 'bytes=2-3' } })).status).toBe(206);
  nowMs += 1;
  expect((await fetch(url)).status).toBe(403);
});

it('opens nothing but these bytes, and only to be read', async () => {
  const [key, other] = [await keep('one'), await keep('two')];
  const url = await presign(key, 60_000);
  expect((await fetch(url.replace(key, other))).status).toBe(403);
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
  expect((await fetch(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'))).status).toBe(403);
  expect(url).not.toContain(bucket.fake.config().credentials.secretAccessKey);
});

it('has no life of nothing, nor one beyond a week, nor a key that is none', async () => {
  const key = await keep('a still');
  for (const expiresInMs of [0, -1, 999, PRESIGN_MAX_MS + 1, Number.NaN]) {
    await expect(presign(key, expiresInMs)).rejects.toMatchObject({ name: 'BlobError', reason: 'failed' });
  }
  expect((await fetch(await presign(key, PRESIGN_MAX_MS))).status).toBe(200);
  await expect(presign('../store-id', 60_000)).rejects.toMatchObject({ reason: 'bad_key' });
});
