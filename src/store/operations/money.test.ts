import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { sharedPostgres } from '../../../test/postgres.js';
import { openPostgresStore } from '../postgres/postgres-store.js';
import { type Operation, type Row, sql } from '../statement.js';
import type { Store } from '../store.js';
import { setCaps } from './caps.js';
import { findOverCap, type MoneyEnd, type Reservation, reserve, settleMoney } from './money.js';

function asked(facts: Partial<Reservation> = {}): Reservation {
  const [accountId, keyId, attemptId, taskId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  return {
    ...{
      accountId,
      keyId,
      attemptId,
      taskId,
      model: 'seedance-2-0',
      provider: 'ark',
      microUsd: 700_000,
      basis: 'a test',
    },
    ...facts,
  };
}

/** The same caller's next attempt, of another task. */
const next = (ask: Reservation, facts: Partial<Reservation> = {}): Reservation => ({
  ...ask,
  ...{ attemptId: randomUUID(), taskId: randomUUID() },
  ...facts,
});

function* counters(accountId: string): Operation<readonly Row[]> {
  return yield sql`SELECT scope, held, spent FROM budgets WHERE account_id = ${accountId} ORDER BY scope`;
}

function* entries(attemptId: string): Operation<readonly Row[]> {
  return yield sql`SELECT kind, micro_usd, basis FROM ledger WHERE attempt_id = ${attemptId} ORDER BY at, kind`;
}

/** Every counter of an account has the same held and spent, and this is it. */
async function totals(store: Store, accountId: string): Promise<readonly [held: number, spent: number]> {
  const rows = await store.run(() => counters(accountId));
  const said = new Set(rows.map(({ held, spent }) => `${held} ${spent}`));
  expect(rows).toHaveLength(3);
  expect(said.size).toBe(1);
  return [Number(rows[0]?.['held']), Number(rows[0]?.['spent'])];
}

onEachStore((store) => {
  const hold = (ask: Reservation) => store().run(() => reserve(ask));
  const end = (ask: Reservation, how: MoneyEnd) => store().run(() => settleMoney(ask.attemptId, how));
  const cap = (ask: Reservation, caps: { readonly day?: number; readonly month?: number; readonly key?: number }) =>
    store().run(() =>
      setCaps(ask.accountId, [
        ...(caps.day === undefined ? [] : [{ subject: 'account', period: 'day', microUsd: caps.day } as const]),
        ...(caps.month === undefined ? [] : [{ subject: 'account', period: 'month', microUsd: caps.month } as const]),
        ...(caps.key === undefined
          ? []
          : [{ subject: `key:${ask.keyId}`, period: 'total', microUsd: caps.key } as const]),
      ]),
    );

  describe('a reservation', () => {
    it('moves the counters of its day, its month and its key, caps or none', async () => {
      const ask = asked();
      expect(await hold(ask)).toEqual({ kind: 'reserved' });
      const date = new Date().toISOString().slice(0, 10);
      expect(await store().run(() => counters(ask.accountId))).toEqual([
        { scope: `account:${ask.accountId}:day:${date}`, held: 700_000, spent: 0 },
        { scope: `account:${ask.accountId}:month:${date.slice(0, 7)}`, held: 700_000, spent: 0 },
        { scope: `key:${ask.keyId}:total`, held: 700_000, spent: 0 },
      ]);
      expect(await store().run(() => entries(ask.attemptId))).toEqual([
        { kind: 'reserve', micro_usd: 700_000, basis: 'a test' },
      ]);
    });

    it('that is made twice holds its money once', async () => {
      const ask = asked();
      await cap(ask, { day: 700_000 });
      expect(await hold(ask)).toEqual({ kind: 'reserved' });
      expect(await hold(ask)).toEqual({ kind: 'reserved' });
      expect(await totals(store(), ask.accountId)).toEqual([700_000, 0]);
    });

    it.each([
      ['day', 'account_day'],
      ['month', 'account_month'],
      ['key', 'key_total'],
    ] as const)('fills a cap by %s to the micro-dollar and not beyond', async (which, of) => {
      const ask = asked({ microUsd: 500_000 });
      await cap(ask, { [which]: 1_000_000 });
      expect(await hold(ask)).toEqual({ kind: 'reserved' });
      const over = await hold(next(ask, { microUsd: 500_001 }));
      expect(over).toMatchObject({
        kind: 'over',
        cap: { of, capMicroUsd: 1_000_000, heldMicroUsd: 500_000, spentMicroUsd: 0, askedMicroUsd: 500_001 },
      });
      expect(await totals(store(), ask.accountId)).toEqual([500_000, 0]);
      expect(await hold(next(ask))).toEqual({ kind: 'reserved' });
    });

    it('that a cap of 0 refuses leaves nothing behind, and says what to do', async () => {
      const ask = asked();
      await cap(ask, { key: 0 });
      const over = await hold(ask);
      expect(over).toMatchObject({ kind: 'over', cap: { of: 'key_total', capMicroUsd: 0 } });
      expect(over.kind === 'over' ? over.cap.say : '').toBe(
        "The key's cap of $0.00 has no room for a render of up to $0.70: $0.00 is spent and $0.00 held for renders under way. " +
          `Use another key, or raise it: firstframe costs cap --key ${ask.keyId} --total USD.`,
      );
      expect(await store().run(() => counters(ask.accountId))).toEqual([]);
      expect(await store().run(() => entries(ask.attemptId))).toEqual([]);
    });

    it('of a known price of 0 passes where a cap is 0', async () => {
      const ask = asked({ microUsd: 0 });
      await cap(ask, { day: 0 });
      expect(await hold(ask)).toEqual({ kind: 'reserved' });
    });

    it('without a known price passes no cap and no budget, and everything where there is none', async () => {
      const ask = asked({ microUsd: 0, isUnpriced: true });
      expect(await hold(ask)).toEqual({ kind: 'reserved' });
      await end(ask, { kind: 'settle', microUsd: 900_000, basis: 'billed' });
      expect(await totals(store(), ask.accountId)).toEqual([0, 900_000]);
      const budgeted = next(ask, { taskBudgetMicroUsd: 1_000_000_000 });
      expect(await hold(budgeted)).toMatchObject({ kind: 'over', cap: { of: 'task' } });
      await cap(ask, { month: 1_000_000_000 });
      const over = await hold(next(ask));
      expect(over).toMatchObject({ kind: 'over', cap: { of: 'account_month' } });
      expect(over.kind === 'over' ? over.cap.say : '').toBe(
        "The account's cap for a month of $1000.00 cannot hold a render of which nobody knows the price. " +
          'Say what it costs in the file that FIRSTFRAME_PRICES names, or ask without a cap and a budget.',
      );
    });

    it('counts what was held before there was a cap', async () => {
      const ask = asked();
      await hold(ask);
      await cap(ask, { day: 1_000_000 });
      expect(await hold(next(ask))).toMatchObject({ kind: 'over', cap: { heldMicroUsd: 700_000 } });
    });

    it('says when a cap by day or by month has room again by itself', async () => {
      const ask = asked();
      await cap(ask, { day: 1 });
      const byDay = await hold(ask);
      const [date] = new Date().toISOString().split('T');
      expect(byDay.kind === 'over' ? byDay.cap.freesAtMs : 0).toBe(Date.parse(`${date}T00:00:00Z`) + 86_400_000);
      await cap(ask, { day: 1_000_000_000, month: 1 });
      const byMonth = await hold(ask);
      const freesAt = new Date(byMonth.kind === 'over' ? (byMonth.cap.freesAtMs ?? 0) : 0);
      expect(freesAt.getTime()).toBeGreaterThan(Date.now());
      expect(freesAt.toISOString()).toMatch(/-01T00:00:00\.000Z$/);
    });

    it('lets go with the transaction it is made in', async () => {
      const ask = asked();
      const undone = store().run(function* (): Operation<void> {
        yield* reserve(ask);
        throw new Error('the claim is lost');
      });
      await expect(undone).rejects.toThrow('the claim is lost');
      expect(await store().run(() => counters(ask.accountId))).toEqual([]);
    });

    it('is held against the budget of its task over all attempts', async () => {
      const ask = asked({ taskBudgetMicroUsd: 1_500_000 });
      const retry = (facts: Partial<Reservation> = {}) => next(ask, { taskId: ask.taskId, ...facts });
      await hold(ask);
      await end(ask, { kind: 'settle', microUsd: 900_000, basis: 'billed' });
      const released = retry({ microUsd: 600_000 });
      expect(await hold(released)).toEqual({ kind: 'reserved' });
      expect(await hold(retry({ microUsd: 1 }))).toMatchObject({
        kind: 'over',
        cap: { of: 'task', capMicroUsd: 1_500_000, spentMicroUsd: 900_000, heldMicroUsd: 600_000 },
      });
      await end(released, { kind: 'release' });
      const lost = retry({ microUsd: 600_000 });
      await hold(lost);
      await end(lost, { kind: 'uncertain' });
      expect(await hold(retry({ microUsd: 1 }))).toMatchObject({ kind: 'over', cap: { spentMicroUsd: 1_500_000 } });
    });
  });

  describe('the check of a create', () => {
    it('finds the cap that a render would pass, and holds nothing', async () => {
      const ask = asked();
      await cap(ask, { month: 699_999 });
      const { accountId, keyId, microUsd } = ask;
      expect(await store().run(() => findOverCap({ accountId, keyId, microUsd }))).toMatchObject({
        of: 'account_month',
      });
      expect(await store().run(() => findOverCap({ accountId, keyId, microUsd: microUsd - 1 }))).toBeUndefined();
      const byTask = { accountId, keyId, microUsd: 5, taskBudgetMicroUsd: 4 };
      expect(await store().run(() => findOverCap(byTask))).toMatchObject({ of: 'task', capMicroUsd: 4 });
      expect(await store().run(() => counters(accountId))).toEqual([]);
    });
  });

  describe('the end of an attempt', () => {
    it.each<[string, readonly MoneyEnd[], readonly [number, number], readonly string[]]>([
      ['less than was held', [{ kind: 'settle', microUsd: 650_000, basis: 'b' }], [0, 650_000], ['settle 650000']],
      ['more than was held', [{ kind: 'settle', microUsd: 900_000, basis: 'b' }], [0, 900_000], ['settle 900000']],
      ['nothing, as it turned out', [{ kind: 'settle', microUsd: 0, basis: 'b' }], [0, 0], ['settle 0']],
      ['nothing, which is proven', [{ kind: 'release' }], [0, 0], ['release 700000']],
      ['what was held, as far as anybody knows', [{ kind: 'charged' }], [0, 700_000], ['settle 700000']],
      [
        'something after nobody knew',
        [{ kind: 'uncertain' }, { kind: 'charged' }],
        [0, 700_000],
        ['correction 0', 'uncertain 700000'],
      ],
      ['nobody knows what', [{ kind: 'uncertain' }], [0, 700_000], ['uncertain 700000']],
      [
        'a known sum after nobody knew',
        [{ kind: 'uncertain' }, { kind: 'settle', microUsd: 650_000, basis: 'b' }],
        [0, 650_000],
        ['correction -50000', 'uncertain 700000'],
      ],
      [
        'nothing after nobody knew',
        [{ kind: 'uncertain' }, { kind: 'release' }],
        [0, 0],
        ['correction -700000', 'uncertain 700000'],
      ],
      [
        'a known sum after it was thought free',
        [{ kind: 'release' }, { kind: 'settle', microUsd: 650_000, basis: 'b' }],
        [0, 650_000],
        ['release 700000', 'settle 650000'],
      ],
      [
        'the first known sum of two',
        [
          { kind: 'settle', microUsd: 1, basis: 'b' },
          { kind: 'settle', microUsd: 2, basis: 'b' },
        ],
        [0, 1],
        ['settle 1'],
      ],
      [
        'a known sum, whatever is said after it',
        [{ kind: 'settle', microUsd: 1, basis: 'b' }, { kind: 'release' }, { kind: 'uncertain' }],
        [0, 1],
        ['settle 1'],
      ],
      [
        'a corrected sum, whatever is said after it',
        [
          { kind: 'uncertain' },
          { kind: 'release' },
          { kind: 'settle', microUsd: 5, basis: 'b' },
          { kind: 'uncertain' },
        ],
        [0, 0],
        ['correction -700000', 'uncertain 700000'],
      ],
      ['nothing, though it is doubted later', [{ kind: 'release' }, { kind: 'uncertain' }], [0, 0], ['release 700000']],
    ])('that cost %s is counted so, each end told twice', async (_what, ends, expected, written) => {
      const ask = asked();
      await hold(ask);
      for (const how of ends) {
        await end(ask, how);
        await end(ask, how);
      }
      expect(await totals(store(), ask.accountId)).toEqual(expected);
      const rows = await store().run(() => entries(ask.attemptId));
      const told = rows.filter(({ kind }) => kind !== 'reserve').map((row) => `${row['kind']} ${row['micro_usd']}`);
      expect(told.sort()).toEqual(written);
    });

    it('moves the counters it was held on, on whatever day it comes', async () => {
      const ask = asked();
      await hold(ask);
      const days = ['1999-12-31', '1999-12'].map(
        (day, index) => `account:${ask.accountId}:${index === 0 ? 'day' : 'month'}:${day}`,
      );
      await store().run(function* (): Operation<void> {
        const scopes = JSON.stringify([...days, `key:${ask.keyId}:total`]);
        yield sql`UPDATE ledger SET scopes = ${scopes} WHERE attempt_id = ${ask.attemptId}`;
        for (const [index, scope] of days.entries()) {
          const period = index === 0 ? 'day' : 'month';
          yield sql`UPDATE budgets SET scope = ${scope} WHERE account_id = ${ask.accountId} AND scope LIKE ${`%:${period}:%`}`;
        }
      });
      await end(ask, { kind: 'settle', microUsd: 3, basis: 'b' });
      expect(await totals(store(), ask.accountId)).toEqual([0, 3]);
      expect((await store().run(() => counters(ask.accountId)))[0]).toMatchObject({ scope: days[0] });
    });

    it('is nothing where nothing was held', async () => {
      const ask = asked();
      await end(ask, { kind: 'settle', microUsd: 5, basis: 'b' });
      expect(await store().run(() => entries(ask.attemptId))).toEqual([]);
    });

    it('comes once, of ten told at once', async () => {
      const ask = asked();
      await hold(ask);
      const ends: MoneyEnd[] = [{ kind: 'release' }, { kind: 'uncertain' }];
      await Promise.all(Array.from({ length: 10 }, (_, index) => end(ask, ends[index % 2]!)));
      const [held, spent] = await totals(store(), ask.accountId);
      expect(held).toBe(0);
      expect([0, 700_000]).toContain(spent);
    });
  });

  it('a cap is never passed by reservations and ends at once', async () => {
    const ask = asked({ microUsd: 100 });
    await cap(ask, { day: 1000 });
    const asks = Array.from({ length: 60 }, () => next(ask));
    const held = await Promise.all(
      asks.map(async (one, index) => {
        const { kind } = await hold(one);
        if (kind === 'reserved' && index % 3 === 0) await end(one, { kind: 'release' });
        if (kind === 'reserved' && index % 3 === 1) await end(one, { kind: 'uncertain' });
        return kind;
      }),
    );
    const [stillHeld, spent] = await totals(store(), ask.accountId);
    expect(stillHeld + spent).toBeLessThanOrEqual(1000);
    expect(held.filter((kind) => kind === 'reserved').length).toBeGreaterThanOrEqual(10);
  });
});

const postgres = await sharedPostgres();

describe.skipIf('missing' in postgres)(
  `four nodes on one Postgres${'missing' in postgres ? ` (skipped: ${postgres.missing})` : ''}`,
  () => {
    it('make 37 of 200 reservations where the cap has room for 37', async () => {
      if ('missing' in postgres) return;
      const url = await postgres.createDatabase();
      const first = await openPostgresStore({ url, poolMax: 4 });
      const others = await Promise.all([1, 2, 3].map(() => openPostgresStore({ url, poolMax: 4 })));
      const nodes = [first, ...others];
      try {
        const ask = asked({ microUsd: 270_000 });
        const { accountId, keyId } = ask;
        // Room for 37 and for all but one micro-dollar of the 38th, by another cap than the first that is locked.
        const room = 38 * ask.microUsd - 1;
        await first.run(() => setCaps(accountId, [{ subject: `key:${keyId}`, period: 'total', microUsd: room }]));
        const outcomes = await Promise.all(
          Array.from({ length: 200 }, (_, index) => {
            const one = next(ask);
            return nodes[index % nodes.length]!.run(() => reserve(one));
          }),
        );
        expect(outcomes.filter(({ kind }) => kind === 'reserved')).toHaveLength(37);
        expect(await totals(first, accountId)).toEqual([37 * ask.microUsd, 0]);
        const rows = await first.run(function* (): Operation<readonly Row[]> {
          return yield sql`SELECT count(*) AS entries FROM ledger WHERE account_id = ${accountId}`;
        });
        expect(rows[0]?.['entries']).toBe(37);
      } finally {
        await Promise.all(nodes.map((node) => node.close()));
      }
    });
  },
);
