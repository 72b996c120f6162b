import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BlobStore } from '../../blobs/blobs.js';
import { openDiskBlobs } from '../../blobs/disk/disk-blobs.js';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.js';
import type { Store } from '../../store/store.js';
import { createKeeper } from '../storage/keeper.js';
import { createEpoch } from './epoch.js';
import { findRestored } from './find-restored.js';

const DAY_MS = 86_400_000;

let folder: string;
let clockMs: number;
let store: Store;
let blobs: BlobStore;
const nowMs = (): number => clockMs;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-restored-'));
  clockMs = Date.now();
  store = await openSqliteStore({ path: path.join(folder, 'ff.db'), nowMs });
  blobs = await openDiskBlobs({ root: path.join(folder, 'blobs'), nowMs });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function files(): Promise<number> {
  let count = 0;
  for await (const { key } of blobs.list()) count += key === '' ? 0 : 1;
  return count;
}

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from('a clip of after the backup'));
}

it('what was made since a backup stays for a week though no row names it: it may have been the wrong backup', async () => {
  const epoch = createEpoch({ store, blobs, monotonicMs: nowMs });
  const keeper = createKeeper({ store, blobs, nowMs });
  await (await blobs.stage(bytes())).keep();
  clockMs += 2 * DAY_MS;
  const restored = await findRestored(true, { store, epoch, nowMs, models: [], providers: new Map() });
  expect(restored).toEqual({ held: 0 });
  await keeper.tidy();
  clockMs += 6 * DAY_MS;
  await keeper.tidy();
  expect(await files()).toBe(1);
  clockMs += DAY_MS;
  await keeper.tidy();
  expect(await files()).toBe(0);
});
