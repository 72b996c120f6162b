import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { sharedPostgres } from '../../../test/postgres.js';
import { openPostgresStore } from '../postgres/postgres-store.js';
import { type Operation, sql } from '../statement.js';
import type { Store } from '../store.js';
import { blockCredential, hasRoomFor, leaseCalls, type RoomAsk } from './credentials.js';

const HOUR_MS = 3_600_000;

function keyWithRoomFor(rendersAtOnce: number): RoomAsk {
  return { id: 'vendor', credential: randomUUID(), pace: { rendersAtOnce } };
}

interface Sent {
  readonly state?: string;
  readonly sentAtMs?: number;
  readonly isOver?: boolean;
}

function* addAttempt(
  { id, credential }: RoomAsk,
  { state = 'accepted', sentAtMs = Date.now(), isOver = false }: Sent = {},
): Operation<void> {
  yield sql`
    INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, request, created_at, sent_at, ended_at)
    VALUES (${randomUUID()}, 'default', ${randomUUID()}, 1, ${id}, ${credential}, ${state}, '{}', ${sentAtMs}, ${sentAtMs},
      ${isOver ? sentAtMs : null})`;
}

/** What opens an attempt: the look, and the row, in one transaction. */
function* openIfRoom(provider: RoomAsk): Operation<boolean> {
  if (!(yield* hasRoomFor(provider))) return false;
  yield* addAttempt(provider, { state: 'submission_unknown' });
  return true;
}

onEachStore((store) => {
  const hasRoom = (provider: RoomAsk) => store().run(() => hasRoomFor(provider));

  it('has room for as many renders of a key as its vendor takes at once', async () => {
    const provider = keyWithRoomFor(2);
    for (const expected of [true, true, false]) {
      expect(await store().run(() => openIfRoom(provider))).toBe(expected);
    }
    expect(await hasRoom({ ...provider, credential: randomUUID() })).toBe(true);
    expect(await hasRoom({ ...provider, id: 'another' })).toBe(true);
  });

  it('has room for any number where no limit is known', async () => {
    const { id, credential } = keyWithRoomFor(1);
    await store().run(() => addAttempt({ id, credential }));
    expect(await hasRoom({ id, credential })).toBe(true);
  });

  it('counts no render that is over, and none that its vendor must be done with', async () => {
    const provider = keyWithRoomFor(1);
    await store().run(() => addAttempt(provider, { isOver: true }));
    await store().run(() => addAttempt(provider, { sentAtMs: Date.now() - 25 * HOUR_MS }));
    await store().run(() => addAttempt(provider, { state: 'submission_unknown', sentAtMs: Date.now() - 61 * 60_000 }));
    expect(await hasRoom(provider)).toBe(true);
    await store().run(() => addAttempt(provider, { sentAtMs: Date.now() - 23 * HOUR_MS }));
    expect(await hasRoom(provider)).toBe(false);
  });

  it('lets no more through than there is room for, whoever asks at once', async () => {
    const provider = keyWithRoomFor(5);
    const answers = await Promise.all(Array.from({ length: 40 }, () => store().run(() => openIfRoom(provider))));
    expect(answers.filter((isOpen) => isOpen)).toHaveLength(5);
  });

  it('gives each who asks the stretch after that of the one before', async () => {
    const credential = { provider: 'vendor', fingerprint: randomUUID() };
    const lease = () => store().run(() => leaseCalls(credential, { clock: 'call', spanMs: 30_000, aheadMs: 50_000 }));
    expect(await lease()).toEqual({ kind: 'leased', inMs: 0 });
    const second = await lease();
    expect(second.kind).toBe('leased');
    expect(second.inMs).toBeGreaterThan(25_000);
    const third = await lease();
    expect(third.kind).toBe('later');
    expect(third.inMs).toBeGreaterThan(55_000);
  });

  it('keeps the longer of two blocks', async () => {
    const credential = { provider: 'vendor', fingerprint: randomUUID() };
    await store().run(() => blockCredential(credential, 60_000));
    await store().run(() => blockCredential(credential, 0));
    const leased = await store().run(() => leaseCalls(credential, { clock: 'submit', spanMs: 10, aheadMs: 5000 }));
    expect(leased.kind).toBe('later');
    expect(leased.inMs).toBeGreaterThan(55_000);
  });
});

const postgres = await sharedPostgres();

it.skipIf('missing' in postgres)('holds for four processes on Postgres', async () => {
  if ('missing' in postgres) return;
  const url = await postgres.createDatabase();
  const stores: Store[] = [];
  for (let process = 0; process < 4; process += 1) stores.push(await openPostgresStore({ url, poolMax: 4 }));
  try {
    for (let round = 0; round < 10; round += 1) {
      const provider = keyWithRoomFor(3);
      const answers = await Promise.all(
        stores.flatMap((store) => Array.from({ length: 8 }, () => store.run(() => openIfRoom(provider)))),
      );
      expect(answers.filter((isOpen) => isOpen)).toHaveLength(3);
    }
  } finally {
    for (const store of stores) await store.close();
  }
});
