import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type OpenBucket, openBucket } from '../../../test/s3/open-bucket.js';
import { copyBlobs } from '../disk/copy-blobs.js';
import { openDiskBlobs } from '../disk/disk-blobs.js';

let bucket: OpenBucket;
let folder: string;
beforeEach(async () => {
  bucket = await openBucket();
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
});
afterEach(async () => {
  await bucket.remove();
  rmSync(folder, { recursive: true });
});

it('is a folder of blobs that stands in for its bucket', async () => {
  const store = await bucket.open();
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from('a clip'));
  };
  const key = await (await store.stage(bytes())).keep();
  const root = path.join(folder, 'blobs');
  const copy = await copyBlobs(store, root);
  expect(await copy.put(key)).toBe(6);
  await copy.finish();
  const copied = await openDiskBlobs({ root });
  expect(copied.id).toBe(store.id);
  const opened = await copied.open(key);
  for await (const chunk of opened.bytes) expect(Buffer.from(chunk).toString()).toBe('a clip');
});
