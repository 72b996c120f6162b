import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { type Operation, type Row, sql } from '../statement.js';
import { makeNewTask } from '../testing/make-new-task.js';
import type { CreateOutcome, NewTask } from './create-task.js';
import { readEvents } from './events.js';
import { endTask } from './move-task.js';
import { listTasks, readTask } from './read-tasks.js';

const DAY_MS = 86_400_000;

/** A create in an account of its own, under a key of the caller's. */
function keyed(facts: Partial<NewTask> = {}, keepMs = DAY_MS): NewTask {
  return makeNewTask({ accountId: randomUUID(), idempotency: { key: 'once', bodyHash: 'body', keepMs }, ...facts });
}

/** The same request again, as a new task. */
function again(task: NewTask, facts: Partial<NewTask> = {}): NewTask {
  return { ...task, id: makeNewTask().id, ...facts };
}

function* addKey(id: string): Operation<void> {
  yield sql`INSERT INTO api_keys (id, account_id, hash, name, scopes, created_at) VALUES (${id}, 'a', ${id}, 'n', '[]', 0)`;
}

function* addAsset(id: string, accountId: string): Operation<void> {
  yield sql`
    INSERT INTO assets (id, account_id, blob_key, sha256, size_bytes, media_type, name, created_at)
    VALUES (${id}, ${accountId}, ${`blob-${id}`}, 'abc', 3, 'image/png', 'a.png', 0)`;
}

function kindsOf(outcomes: readonly CreateOutcome[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of outcomes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

onEachStore((store) => {
  const read = ({ accountId, id }: NewTask) => store().run(() => readTask(accountId, id));

  it('writes the row as it was asked for, and its first event', async () => {
    const task = makeNewTask({
      accountId: randomUUID(),
      route: 'local',
      reference: 'order-7',
      callbackUrl: 'https://example.com/hook',
      storage: 'persistent',
      input: '{"prompt":"naïve ☕ \\u0041","seed":0}',
      turn: Number.MAX_SAFE_INTEGER,
    });
    expect(await store().createTask(task)).toEqual({ kind: 'created', taskId: task.id });
    const row = await read(task);
    expect(row).toMatchObject({
      accountId: task.accountId,
      keyId: task.keyId,
      model: task.model,
      route: 'local',
      reference: 'order-7',
      callbackUrl: 'https://example.com/hook',
      storage: 'persistent',
      input: { prompt: 'naïve ☕ A', seed: 0 },
      state: 'accepted',
      version: 1,
      lane: task.lane,
      turn: Number.MAX_SAFE_INTEGER,
      completedAtMs: 0,
      tries: 0,
      cancel: 'none',
      findings: [],
      adjustments: [],
    });
    expect(Math.abs((row?.createdAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(row?.dueAtMs).toBe(row?.createdAtMs);
    const events = await store().run(() => readEvents(task.accountId, task.id, 0));
    expect(events).toEqual([{ seq: 1, atMs: row?.createdAtMs, kind: 'accepted', data: {} }]);
  });

  it('wakes whoever waits for the lane or the task', async () => {
    const topics: string[] = [];
    const task = makeNewTask({ lane: randomUUID() });
    const stop = store().onWake((topic) => topics.push(topic));
    await store().createTask(task);
    stop();
    await store().createTask(makeNewTask());
    expect(topics.sort()).toEqual([`lane:${task.lane}`, `task:${task.id}`].sort());
  });

  it('answers a key that is known with the first task', async () => {
    const task = keyed();
    expect(await store().createTask(task)).toMatchObject({ kind: 'created' });
    expect(await store().createTask(again(task))).toEqual({ kind: 'replayed', taskId: task.id });
    expect(await store().run(() => listTasks(task.accountId, { page: 1, size: 10 }))).toMatchObject({ total: 1 });
  });

  it('refuses a known key with another body', async () => {
    const task = keyed();
    await store().createTask(task);
    const other = again(task, { idempotency: { key: 'once', bodyHash: 'other', keepMs: DAY_MS } });
    expect(await store().createTask(other)).toEqual({ kind: 'mismatch' });
    expect(await read(other)).toBeUndefined();
  });

  it('takes a key over whose time has passed, with any body', async () => {
    const task = keyed({}, -1);
    await store().createTask(task);
    const later = again(task, { idempotency: { key: 'once', bodyHash: 'other', keepMs: DAY_MS } });
    expect(await store().createTask(later)).toEqual({ kind: 'created', taskId: later.id });
    expect(await store().createTask(again(later))).toEqual({ kind: 'replayed', taskId: later.id });
  });

  it('keeps the keys of accounts apart', async () => {
    const task = keyed();
    await store().createTask(task);
    expect(await store().createTask(again(task, { accountId: randomUUID() }))).toMatchObject({ kind: 'created' });
  });

  it.each([
    ['a fresh key', DAY_MS, 0],
    ['a key whose time has passed', -1, 1],
  ])('makes one task of fifty at once with %s', async (_which, keepMs, before) => {
    const task = keyed({}, keepMs);
    for (let count = 0; count < before; count += 1) await store().createTask(again(task));
    const fresh = { idempotency: { key: 'once', bodyHash: 'body', keepMs: DAY_MS } };
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => store().createTask(again(task, fresh))));
    expect(kindsOf(outcomes)).toEqual({ created: 1, replayed: 49 });
    expect(new Set(outcomes.map((outcome) => 'taskId' in outcome && outcome.taskId)).size).toBe(1);
    const { total } = await store().run(() => listTasks(task.accountId, { page: 1, size: 1 }));
    expect(total).toBe(1 + before);
  });

  it('lets a key have no more under way than its cap, also of twenty at once', async () => {
    const keyId = randomUUID();
    await store().run(() => addKey(keyId));
    const capped = (): NewTask => makeNewTask({ accountId: keyId, keyId, inFlightMax: 5 });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => store().createTask(capped())));
    expect(kindsOf(outcomes)).toEqual({ created: 5, too_many: 15 });
    expect(outcomes.find(({ kind }) => kind === 'too_many')).toEqual({ kind: 'too_many', inFlight: 5 });
    const [created] = outcomes.filter((outcome) => outcome.kind === 'created');
    await store().run(() =>
      endTask({ id: created!.taskId, from: 'accepted', to: 'cancelled', deliveryId: 'none', body: () => '' }),
    );
    expect(await store().createTask(capped())).toMatchObject({ kind: 'created' });
    expect(await store().createTask(capped())).toMatchObject({ kind: 'too_many' });
  });

  it('answers a replay though its key is at the cap', async () => {
    const task = keyed({ keyId: randomUUID(), inFlightMax: 1 });
    await store().run(() => addKey(task.keyId));
    await store().createTask(task);
    expect(await store().createTask(again(task))).toEqual({ kind: 'replayed', taskId: task.id });
  });

  it('holds the assets it names by references of its own', async () => {
    const task = keyed({ assetIds: [randomUUID(), randomUUID()] });
    for (const id of task.assetIds) await store().run(() => addAsset(id, task.accountId));
    expect(await store().createTask(task)).toMatchObject({ kind: 'created' });
    const refs = await store().run(function* (): Operation<readonly Row[]> {
      return yield sql`SELECT blob_key, account_id FROM blob_refs WHERE owner = ${`task:${task.id}`} ORDER BY blob_key`;
    });
    const expected = task.assetIds.map((id) => ({ blob_key: `blob-${id}`, account_id: task.accountId }));
    expect(refs).toEqual(expected.sort((a, b) => (a.blob_key < b.blob_key ? -1 : 1)));
  });

  it.each(['nobody', 'somebody else'])('refuses an asset of %s, and leaves the key free', async (owner) => {
    const assetId = randomUUID();
    if (owner !== 'nobody') await store().run(() => addAsset(assetId, randomUUID()));
    const task = keyed({ assetIds: [assetId] });
    expect(await store().createTask(task)).toEqual({ kind: 'unknown_asset', assetId });
    expect(await read(task)).toBeUndefined();
    expect(await store().createTask(again(task, { assetIds: [] }))).toMatchObject({ kind: 'created' });
  });

  it('writes nothing of a task whose id exists', async () => {
    const task = makeNewTask({ accountId: randomUUID() });
    await store().createTask(task);
    const twin = keyed({ id: task.id });
    await expect(store().createTask(twin)).rejects.toMatchObject({ name: 'StoreError', reason: 'broken' });
    expect(await store().createTask(again(twin))).toMatchObject({ kind: 'created' });
  });
});
