import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDiskBlobs } from '../../blobs/disk/disk-blobs.js';
import type { BlobStore, StagedBlob } from '../../blobs/blobs.js';
import { collectBlobs, dropReferences, referToBytes } from '../../store/operations/blobs.js';
import { deleteAsset } from '../../store/operations/assets.js';
import { createTask } from '../../store/operations/create-task.js';
import { requestCancel } from '../../store/operations/move-task.js';
import { type Operation, sql } from '../../store/statement.js';
import type { Store } from '../../store/store.js';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.js';
import { createAsset } from './create-asset.js';
import { makeNewTask } from '../../store/testing/make-new-task.js';
import { createKeeper, type Keeper } from './keeper.js';
import { keepBlob } from './keep-blob.js';
import { readAsset } from './read-asset.js';

const HOUR_MS = 3_600_000;

let folder: string;
let clockMs: number;
let store: Store;
let blobs: BlobStore;
let keeper: Keeper;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ff-keeper-'));
  clockMs = Date.now();
  const nowMs = (): number => clockMs;
  store = await openSqliteStore({ path: path.join(folder, 'ff.db'), nowMs });
  blobs = await openDiskBlobs({ root: path.join(folder, 'blobs'), nowMs });
  keeper = createKeeper({ store, blobs, nowMs });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function keys(): Promise<readonly string[]> {
  const found = [];
  for await (const { key } of blobs.list()) found.push(key);
  return found;
}

async function rows(): Promise<number> {
  return store.run(function* (): Operation<number> {
    const [row] = yield sql`SELECT count(*) AS blobs FROM blobs`;
    return Number(row?.['blobs']);
  });
}

const stage = (text: string): Promise<StagedBlob> => blobs.stage(bytesOf(text));
const mine = { owner: 'output:1', accountId: 'default' };

describe('keepBlob', () => {
  it('keeps equal bytes once, whoever they are of', async () => {
    const first = await keepBlob({ store, blobs }, await stage('clip'), mine);
    const second = await keepBlob({ store, blobs }, await stage('clip'), { owner: 'output:2', accountId: 'other' });
    expect(second).toBe(first);
    expect(await keys()).toEqual([first]);
  });

  it('keeps one copy of bytes that come twice at the same time', async () => {
    const both = await Promise.all([stage('clip'), stage('clip')]);
    const kept = await Promise.all(both.map((staged) => keepBlob({ store, blobs }, staged, mine)));
    expect(new Set(kept).size).toBe(1);
    expect(await keys()).toEqual([kept[0]]);
  });

  it('changes nothing more when it is run twice', async () => {
    await keepBlob({ store, blobs }, await stage('clip'), mine);
    await keepBlob({ store, blobs }, await stage('clip'), mine);
    await store.run(() => dropReferences(mine.owner));
    clockMs += HOUR_MS;
    await keeper.tidy();
    expect(await keys()).toEqual([]);
  });

  it('refers to bytes that were about to be collected', async () => {
    const key = await keepBlob({ store, blobs }, await stage('clip'), mine);
    await store.run(() => dropReferences(mine.owner));
    clockMs += HOUR_MS;
    expect(await keepBlob({ store, blobs }, await stage('clip'), mine)).toBe(key);
    await keeper.tidy();
    expect(await keys()).toEqual([key]);
  });

  it('makes a copy of its own when a collection was first, which the late removal of the old one does not hit', async () => {
    const old = await keepBlob({ store, blobs }, await stage('clip'), mine);
    await store.run(() => dropReferences(mine.owner));
    clockMs += HOUR_MS;
    expect(await store.run(() => collectBlobs(0, 10))).toEqual([old]);
    const fresh = await keepBlob({ store, blobs }, await stage('clip'), mine);
    await blobs.remove(old);
    expect(fresh).not.toBe(old);
    expect(await keys()).toEqual([fresh]);
  });

  it('has kept what it has kept, though the staged bytes cannot be forgotten now', async () => {
    const key = await keepBlob({ store, blobs }, await stage('clip'), mine);
    const staged = await stage('clip');
    const stuck = { ...staged, discard: () => Promise.reject(new Error('the bucket is away')) };
    expect(await keepBlob({ store, blobs }, stuck, { ...mine, owner: 'output:2' })).toBe(key);
    await staged.discard();
  });

  it('forgets what was staged when the store fails, and leaves at most a file that is found later', async () => {
    const failing: Store = { ...store, run: () => Promise.reject(new Error('gone')) };
    await expect(keepBlob({ store: failing, blobs }, await stage('clip'), mine)).rejects.toThrow('gone');
    expect(await keys()).toEqual([]);
    expect(await rows()).toBe(0);
  });
});

describe('a keeper', () => {
  it('collects bytes a while after their last reference went, and not before', async () => {
    await keepBlob({ store, blobs }, await stage('clip'), mine);
    await keepBlob({ store, blobs }, await stage('clip'), { ...mine, owner: 'output:2' });
    await store.run(() => dropReferences('output:1'));
    clockMs += HOUR_MS;
    await keeper.tidy();
    expect(await keys()).toHaveLength(1);
    await store.run(() => dropReferences('output:2'));
    await keeper.tidy();
    expect(await keys()).toHaveLength(1);
    clockMs += HOUR_MS;
    await keeper.tidy();
    expect(await keys()).toEqual([]);
    expect(await rows()).toBe(0);
  });

  it('collects them though nothing may be listed', async () => {
    await keepBlob({ store, blobs }, await stage('clip'), mine);
    await store.run(() => dropReferences(mine.owner));
    clockMs += HOUR_MS;
    const refused = (): never => {
      throw new Error('403 AccessDenied');
    };
    const blind: BlobStore = { ...blobs, list: refused, sweepStaged: refused };
    await expect(createKeeper({ store, blobs: blind, nowMs: () => clockMs }).tidy()).rejects.toThrow('403');
    expect(await keys()).toEqual([]);
  });

  it('keeps bytes that something refers to without having told', async () => {
    const key = await keepBlob({ store, blobs }, await stage('clip'), mine);
    await store.run(() => dropReferences(mine.owner));
    await store.run(function* (): Operation<void> {
      yield sql`INSERT INTO blob_refs (blob_key, owner, account_id) VALUES (${key}, ${'output:2'}, ${'default'})`;
    });
    clockMs += HOUR_MS;
    await keeper.tidy();
    expect(await store.run(() => referToBytes(key.slice(0, 64), mine))).toBe(key);
    expect(await keys()).toEqual([key]);
  });

  it('removes a file without a row when it is a day old, and leaves a young one be', async () => {
    const staged = await stage('clip');
    await staged.keep();
    await createKeeper({ store, blobs, nowMs: () => clockMs }).tidy();
    expect(await keys()).toHaveLength(1);
    clockMs += 25 * HOUR_MS;
    await createKeeper({ store, blobs, nowMs: () => clockMs }).tidy();
    expect(await keys()).toEqual([]);
  });

  it('looks through all files once a day, whichever process does, and again in an hour where it was broken off', async () => {
    const orphan = await stage('clip');
    await orphan.keep();
    clockMs += 25 * HOUR_MS;
    let listed = 0;
    let isAway = true;
    const counted: BlobStore = {
      ...blobs,
      list: () => {
        listed += 1;
        if (isAway) throw new Error('the bucket is away');
        return blobs.list();
      },
    };
    const node = (): Keeper => createKeeper({ store, blobs: counted, nowMs: () => clockMs });
    await expect(node().tidy()).rejects.toThrow('the bucket is away');
    isAway = false;
    await node().tidy();
    expect(listed).toBe(1);
    clockMs += HOUR_MS;
    await Promise.all([node().tidy(), node().tidy()]);
    expect(listed).toBe(2);
    expect(await keys()).toEqual([]);
    clockMs += 23 * HOUR_MS;
    await node().tidy();
    expect(listed).toBe(2);
    clockMs += HOUR_MS;
    await node().tidy();
    expect(listed).toBe(3);
  });

  it('removes no file that has a row, however old', async () => {
    const key = await keepBlob({ store, blobs }, await stage('clip'), mine);
    clockMs += 1000 * HOUR_MS;
    await keeper.tidy();
    expect(await keys()).toEqual([key]);
  });

  it('lets an upload go when its time has passed, but not while a task refers to it', async () => {
    const upload = { accountId: 'default', name: 'a', maxBytes: 100, keepMs: HOUR_MS };
    const used = await createAsset({ store, blobs }, { ...upload, bytes: bytesOf('used') });
    const unused = await createAsset({ store, blobs }, { ...upload, bytes: bytesOf('unused') });
    const assetId = used.id.slice('asset://'.length);
    await store.run(() => createTask({ ...NEW_TASK, assetIds: [assetId] }));
    clockMs += 2 * HOUR_MS;
    await keeper.tidy();
    expect(await readAsset(store, 'default', unused.id)).toBeUndefined();
    expect(await readAsset(store, 'default', used.id)).toMatchObject({ id: assetId, sizeBytes: 4 });
    expect(await store.run(() => deleteAsset('default', assetId))).toBe('in_use');
  });

  it('lets the stills of a task go a week after it has ended', async () => {
    const upload = { accountId: 'default', name: 'a', maxBytes: 100, keepMs: HOUR_MS };
    const used = await createAsset({ store, blobs }, { ...upload, bytes: bytesOf('used') });
    await store.run(() => createTask({ ...NEW_TASK, assetIds: [used.id.slice('asset://'.length)] }));
    await store.run(() => requestCancel('default', NEW_TASK.id));
    await store.run(function* (): Operation<void> {
      yield sql`UPDATE tasks SET completed_at = ${clockMs}, state = 'cancelled', lane = '' WHERE id = ${NEW_TASK.id}`;
    });
    for (let day = 0; day < 9; day += 1) {
      clockMs += 24 * HOUR_MS;
      // A new keeper looks at everything in its first round.
      await createKeeper({ store, blobs, nowMs: () => clockMs }).tidy();
      if (day === 5) expect(await keys()).toHaveLength(1);
    }
    expect(await keys()).toEqual([]);
  });

  it('tells of what went wrong and goes on in the next round', async () => {
    const troubles: unknown[] = [];
    const rounds: (() => void)[] = [];
    let isDown = true;
    const run: Store['run'] = (operation) => (isDown ? Promise.reject(new Error('gone')) : store.run(operation));
    const told = createKeeper({
      ...{ blobs, nowMs: () => clockMs, store: { ...store, run } },
      onTrouble: (error) => troubles.push(error),
      every: (_, call) => {
        rounds.push(call);
        return () => undefined;
      },
    });
    told.start();
    await told.stop();
    expect(troubles).toHaveLength(1);
    isDown = false;
    told.start();
    rounds[0]?.();
    await told.stop();
    expect(troubles).toHaveLength(1);
  });
});

const NEW_TASK = {
  id: 'tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR',
  accountId: 'default',
  keyId: 'key',
  model: 'local/motion',
  storage: 'temp',
  input: '{}',
  lane: 'local',
  turn: 1,
  findings: '[]',
  adjustments: '[]',
} as const;

describe('what a provider keeps of orders on this machine', () => {
  it('goes when no task is at the order any more, and stays while one is', async () => {
    const write = (statement: ReturnType<typeof sql>): Promise<void> =>
      store.run(function* (): Operation<void> {
        yield statement;
      });
    for (const [id, completedAt] of [
      ['open', 0],
      ['over', 1],
    ] as const) {
      await store.createTask({ ...makeNewTask(), id });
      await write(sql`UPDATE tasks SET attempt_id = ${`of-${id}`}, completed_at = ${completedAt} WHERE id = ${id}`);
      await write(sql`
        INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, request, created_at)
        VALUES (${`of-${id}`}, 'default', ${id}, 1, 'local', 'none', 'accepted', '', 0)`);
    }
    const released: string[] = [];
    const keeping = {
      kept: () => Promise.resolve(['of-open', 'of-over', 'of-nobody']),
      release: (handle: string) => Promise.resolve(void released.push(handle)),
    };
    await createKeeper({ store, blobs, nowMs: () => clockMs, keeping }).tidy();
    expect(released).toEqual(['of-over', 'of-nobody']);
  });
});
