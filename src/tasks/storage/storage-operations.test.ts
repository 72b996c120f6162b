import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findApiKey, insertApiKey, listApiKeys, revokeApiKey } from '../../store/operations/api-keys.js';
import { deleteAsset, expireAssets, insertAsset, readAssetRow } from '../../store/operations/assets.js';
import {
  collectBlobs,
  dropReferences,
  insertBlob,
  knownBlobs,
  referToBytes,
  releaseEndedTasks,
} from '../../store/operations/blobs.js';
import { forgetIdempotencyKeys } from '../../store/operations/idempotency.js';
import { noteOutputs, storeOutput } from '../../store/operations/outputs.js';
import {
  deleteStorages,
  expireOutputs,
  listStorages,
  promoteStorages,
  readOutput,
  readOutputsOfTasks,
} from '../../store/operations/storages.js';
import { sharedPostgres } from '../../../test/postgres.js';
import { openPostgresStore } from '../../store/postgres/postgres-store.js';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.js';
import type { Store } from '../../store/store.js';
import { NOW, type Operation, sql } from '../../store/statement.js';
import { makeNewTask } from '../../store/testing/make-new-task.js';

const postgres = await sharedPostgres();
const skipped = 'missing' in postgres ? postgres.missing : undefined;

const kinds = [
  { kind: 'SQLite', isMissing: false },
  { kind: `Postgres${skipped === undefined ? '' : ` (${skipped})`}`, isMissing: skipped !== undefined },
];

/** More than any number that JavaScript holds exactly. */
const OUTPUT = '9007199254740993';

describe.each(kinds)('what is stored, on $kind,', ({ kind, isMissing }) => {
  let folder: string;
  let store: Store;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ff-storage-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async (context) => {
    if (isMissing) context.skip();
    store =
      kind === 'SQLite' || 'missing' in postgres
        ? await openSqliteStore({ path: path.join(folder, crypto.randomUUID(), 'ff.db') })
        : await openPostgresStore({ url: await postgres.createDatabase() });
  });
  afterEach(() => store.close());

  const sha256 = 'a'.repeat(64);
  const keyOf = (copy: string): string => `${sha256}-${copy.repeat(8)}`;
  const owner = (name: string) => ({ owner: name, accountId: 'default' });
  const keep = (copy: string, name: string): Promise<string> =>
    store.run(() => insertBlob({ key: keyOf(copy), sha256, sizeBytes: 4 }, owner(name)));

  it('keys are found by their hash until they are revoked, and revoked once', async () => {
    const key = { id: 'key-1', accountId: 'default', hash: 'h', name: 'a', scopes: ['read', 'create'] } as const;
    await store.run(() => insertApiKey({ ...key, requestsPerMinute: 60, tasksInFlight: undefined }));
    expect(await store.run(() => findApiKey('h'))).toMatchObject({
      ...key,
      requestsPerMinute: 60,
      revokedAtMs: undefined,
    });
    expect(await store.run(() => revokeApiKey('other', 'key-1'))).toBeUndefined();
    const revoked = await store.run(() => revokeApiKey('default', 'key-1'));
    expect(await store.run(() => revokeApiKey('default', 'key-1'))).toEqual(revoked);
    expect(await store.run(() => findApiKey('h'))).toBeUndefined();
    expect(await store.run(() => listApiKeys('default'))).toEqual([revoked]);
  });

  it('blobs have one live copy, and go only when nobody refers to them', async () => {
    expect(await store.run(() => referToBytes(sha256, owner('output:1')))).toBeUndefined();
    expect(await keep('a', 'output:1')).toBe(keyOf('a'));
    expect(await keep('b', 'output:2')).toBe(keyOf('a'));
    expect([...(await store.run(() => knownBlobs([keyOf('a'), keyOf('b')])))]).toEqual([keyOf('a')]);
    await store.run(() => dropReferences('output:1'));
    expect(await store.run(() => collectBlobs(0, 10))).toEqual([]);
    await store.run(() => dropReferences('output:2'));
    expect(await store.run(() => collectBlobs(60_000, 10))).toEqual([]);
    expect(await store.run(() => collectBlobs(0, 10))).toEqual([keyOf('a')]);
    expect(await keep('c', 'output:3')).toBe(keyOf('c'));
  });

  it('blobs whose last two references go at once are collected', async () => {
    await keep('a', 'output:1');
    await keep('a', 'output:2');
    await Promise.all(['output:1', 'output:2'].map((name) => store.run(() => dropReferences(name))));
    expect(await store.run(() => collectBlobs(0, 10))).toEqual([keyOf('a')]);
  });

  it('bytes that are collected and uploaded at once are there afterwards, under the key that was answered', async () => {
    for (let round = 0; round < 20; round += 1) {
      const key = await keep('a', `output:${round}`);
      await store.run(() => dropReferences(`output:${round}`));
      const next = owner(`upload:${round}`);
      const [collected, kept] = await Promise.all([
        store.run(() => collectBlobs(0, 10)),
        store.run(function* (): Operation<string> {
          return (
            (yield* referToBytes(sha256, next)) ?? (yield* insertBlob({ key: keyOf('z'), sha256, sizeBytes: 4 }, next))
          );
        }),
      ]);
      expect(collected.includes(kept)).toBe(false);
      expect((await store.run(() => knownBlobs([kept]))).has(kept)).toBe(true);
      expect([key, keyOf('z')]).toContain(kept);
      await store.run(() => dropReferences(next.owner));
      await store.run(() => collectBlobs(0, 10));
    }
  });

  it('assets expire, are not deleted from under a task, and let their bytes go', async () => {
    await keep('a', 'asset:one');
    const asset = {
      id: 'one',
      accountId: 'default',
      blobKey: keyOf('a'),
      sha256,
      sizeBytes: 4,
      mediaType: 'x',
      name: 'n',
    };
    await store.run(() => insertAsset({ ...asset, keepMs: 0 }));
    const task = makeNewTask({ assetIds: ['one'] });
    await store.createTask(task);
    expect(await store.run(() => expireAssets(10))).toBe(0);
    expect(await store.run(() => deleteAsset('default', 'one'))).toBe('in_use');
    expect(await store.run(() => deleteAsset('other', 'one'))).toBe('unknown');
    expect(await store.run(() => releaseEndedTasks('', 0, 10))).toEqual({ released: 0, next: undefined });
    await store.run(function* (): Operation<void> {
      yield sql`UPDATE tasks SET completed_at = 1 WHERE id = ${task.id}`;
    });
    expect(await store.run(() => releaseEndedTasks('', 0, 10))).toEqual({ released: 1, next: undefined });
    expect(await store.run(() => expireAssets(10))).toBe(1);
    expect(await store.run(() => readAssetRow('default', 'one'))).toBeUndefined();
    expect(await store.run(() => collectBlobs(0, 10))).toEqual([keyOf('a')]);
  });

  it('stills that were fetched for a task are let go with it, one field as the other', async () => {
    const task = makeNewTask();
    await store.createTask(task);
    await keep('a', `task:${task.id}:first_frame_url`);
    await keep('a', `task:${task.id}:last_frame_url`);
    expect(await store.run(() => releaseEndedTasks('', 0, 10))).toEqual({ released: 0, next: undefined });
    await store.run(function* (): Operation<void> {
      yield sql`UPDATE tasks SET completed_at = 1 WHERE id = ${task.id}`;
    });
    expect(await store.run(() => releaseEndedTasks('', 0, 10))).toEqual({ released: 2, next: undefined });
    expect(await store.run(() => collectBlobs(0, 10))).toEqual([keyOf('a')]);
  });

  it('outputs are listed, promoted, expired and deleted by their whole id', async () => {
    const task = makeNewTask();
    await store.createTask(task);
    await store.run(function* (): Operation<void> {
      const aMinuteOn = sql`${NOW} + 60000`;
      yield sql`UPDATE tasks SET attempt_id = ${'at-1'}, lease = ${'l'}, due_at = ${aMinuteOn} WHERE id = ${task.id}`;
    });
    const of = { accountId: 'default', taskId: task.id, attemptId: 'at-1', tier: 'temp' } as const;
    await store.run(() => noteOutputs(of, [{ id: OUTPUT, ordinal: 0, type: 'video', source: 's' }]));
    expect(await store.run(() => promoteStorages('default', [OUTPUT], undefined))).toMatchObject({
      rejected: [{ id: OUTPUT, reason: 'not_promotable' }],
    });
    await keep('a', `output:${OUTPUT}`);
    const stored = { id: OUTPUT, blobKey: keyOf('a'), sha256, sizeBytes: 4, mediaType: 'video/mp4' };
    await store.run(() => storeOutput({ accountId: 'default', taskId: task.id, lease: 'l' }, { ...stored, keepMs: 0 }));
    expect(await store.run(() => listStorages('default', 1, 10))).toMatchObject({
      total: 1,
      outputs: [{ id: OUTPUT }],
    });
    expect((await store.run(() => readOutputsOfTasks('default', [task.id, 'x']))).get(task.id)).toHaveLength(1);
    expect(await store.run(() => promoteStorages('default', [OUTPUT], 3))).toMatchObject({
      rejected: [{ reason: 'cap_exceeded' }],
    });
    expect(await store.run(() => promoteStorages('default', [OUTPUT], 4))).toEqual({
      accepted: [OUTPUT],
      rejected: [],
    });
    expect(await store.run(() => expireOutputs(10))).toBe(0);
    expect(await store.run(() => deleteStorages('default', [OUTPUT]))).toEqual({ accepted: [OUTPUT], rejected: [] });
    expect((await store.run(() => readOutput(OUTPUT)))?.deletedAtMs).toBeGreaterThan(0);
    expect(await store.run(() => collectBlobs(0, 10))).toEqual([keyOf('a')]);
  });

  it('Idempotency-Keys are forgotten when their day is over', async () => {
    await store.createTask(makeNewTask({ idempotency: { key: 'old', bodyHash: 'h', keepMs: 0 } }));
    await store.createTask(makeNewTask({ idempotency: { key: 'new', bodyHash: 'h', keepMs: 60_000 } }));
    expect(await store.run(() => forgetIdempotencyKeys(10))).toBe(1);
    expect(await store.run(() => forgetIdempotencyKeys(10))).toBe(0);
  });
});
