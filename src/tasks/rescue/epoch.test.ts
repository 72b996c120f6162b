import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BlobError } from '../../blobs/blob-error.js';
import type { BlobStore } from '../../blobs/blobs.js';
import { openDiskBlobs } from '../../blobs/disk/disk-blobs.js';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.js';
import type { Store } from '../../store/store.js';
import { createEpoch, EPOCH_MS } from './epoch.js';

type Mark = NonNullable<BlobStore['mark']>;

let folder: string;
let store: Store;
let mark: Mark;
let clockMs: number;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-epoch-'));
  clockMs = Date.now();
  store = await openSqliteStore({ path: path.join(folder, 'ff.db'), nowMs: () => clockMs });
  const blobs = await openDiskBlobs({ root: path.join(folder, 'blobs') });
  if (blobs.mark === undefined) throw new Error('a disk keeps a mark');
  mark = blobs.mark;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An epoch of a process of its own, whose mark is written by `write`. */
const epochOf = (write: Mark['write'] = mark.write) =>
  createEpoch({ store, blobs: { mark: { read: mark.read, write } }, monotonicMs: () => clockMs });

async function marked(): Promise<number> {
  return Number(await mark.read());
}

it('an epoch whose mark could not be written is marked before an order is sent in it', async () => {
  await epochOf().catchUp();
  const before = await marked();
  clockMs += EPOCH_MS;
  let isAway = true;
  const epoch = epochOf((text) =>
    isAway
      ? Promise.reject(new BlobError('the bucket is away', { reason: 'failed', todo: 'Wait.' }))
      : mark.write(text),
  );
  await expect(epoch.beforeSubmit()).rejects.toThrow('the bucket is away');
  isAway = false;
  // The step is tried again half a second later: the epoch that was begun is young, and nobody has marked it.
  clockMs += 500;
  await epoch.beforeSubmit();
  expect(await marked()).toBeGreaterThan(before);
});

it('an epoch that another process has begun is marked before an order is sent in it', async () => {
  await epochOf().catchUp();
  const before = await marked();
  clockMs += EPOCH_MS;
  const slow = epochOf(() => new Promise(() => undefined));
  void slow.beforeSubmit();
  await epochOf().beforeSubmit();
  expect(await marked()).toBeGreaterThan(before);
});

it('a mark is never set back', async () => {
  await epochOf().catchUp();
  const epoch = epochOf();
  await mark.write('7000');
  clockMs += EPOCH_MS;
  await epoch.beforeSubmit();
  expect(await marked()).toBe(7000);
});
