import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { type Operation, sql } from '../statement.js';
import { type CostsAsk, readCosts, readLedgerOf } from './costs.js';
import { type MoneyEnd, reserve, settleMoney } from './money.js';

const DAY_MS = 86_400_000;

onEachStore((store) => {
  /** An attempt of 700,000 micro-dollars that came to these ends, `daysAgo`. */
  async function attempt(
    accountId: string,
    ends: readonly MoneyEnd[],
    { model = 'seedance-2-0', provider = 'ark', daysAgo = 0, taskId = randomUUID() } = {},
  ): Promise<string> {
    const attemptId = randomUUID();
    const money = { keyId: 'key', model, provider, microUsd: 700_000, basis: 'a test' };
    await store().run(() => reserve({ attemptId, taskId, accountId, ...money }));
    for (const end of ends) await store().run(() => settleMoney(attemptId, end));
    await store().run(function* (): Operation<void> {
      yield sql`UPDATE ledger SET at = at - CAST(${daysAgo * DAY_MS} AS BIGINT) WHERE attempt_id = ${attemptId}`;
    });
    return attemptId;
  }
  const cost = (ask: Partial<CostsAsk>) =>
    store().run(() => readCosts({ by: 'model', fromMs: 0, untilMs: Date.now() + DAY_MS, ...ask }));
  const settle = (microUsd: number): MoneyEnd => ({ kind: 'settle', microUsd, basis: 'billed' });

  it('adds up what is spent, held and uncertain, each attempt once', async () => {
    const accountId = randomUUID();
    await attempt(accountId, []);
    await attempt(accountId, [settle(650_000)]);
    await attempt(accountId, [{ kind: 'release' }]);
    await attempt(accountId, [{ kind: 'uncertain' }]);
    await attempt(accountId, [{ kind: 'uncertain' }, settle(600_000)]);
    await attempt(accountId, [{ kind: 'release' }, settle(1)]);
    const sums = { heldMicroUsd: 700_000, spentMicroUsd: 1_950_001, uncertainMicroUsd: 700_000 };
    expect(await cost({ accountId })).toEqual([{ name: 'seedance-2-0', provider: 'ark', renders: 6, ...sums }]);
  });

  it('counts no order that a vendor has refused', async () => {
    const accountId = randomUUID();
    const refused = await attempt(accountId, [{ kind: 'release' }]);
    const failed = await attempt(accountId, [{ kind: 'release' }]);
    await store().run(function* (): Operation<void> {
      for (const [id, state] of [
        [refused, 'rejected_no_job'],
        [failed, 'vendor_failed'],
      ] as const) {
        yield sql`
          INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, request, created_at)
          VALUES (${id}, ${accountId}, ${id}, 1, 'ark', 'key', ${state}, '{}', 0)`;
      }
    });
    await attempt(accountId, [settle(650_000)]);
    expect(await cost({ accountId })).toMatchObject([{ renders: 2, spentMicroUsd: 650_000, heldMicroUsd: 0 }]);
    expect(await cost({ accountId, by: 'day' })).toMatchObject([{ renders: 2 }]);
  });

  it('tells models apart, and who ran them', async () => {
    const accountId = randomUUID();
    await attempt(accountId, [settle(1)], { provider: 'hiapi' });
    await attempt(accountId, [settle(2)]);
    await attempt(accountId, [settle(4)], { model: 'wan2.7-video/image-to-video', provider: 'dashscope' });
    const told = (await cost({ accountId })).map(({ name, provider, spentMicroUsd }) => [
      name,
      provider,
      spentMicroUsd,
    ]);
    expect(told).toEqual([
      ['seedance-2-0', 'ark', 2],
      ['seedance-2-0', 'hiapi', 1],
      ['wan2.7-video/image-to-video', 'dashscope', 4],
    ]);
  });

  it('tells days apart, and leaves out what is before or after', async () => {
    const accountId = randomUUID();
    for (const daysAgo of [0, 1, 1, 2]) await attempt(accountId, [settle(10)], { daysAgo });
    const dateOf = (daysAgo: number) => new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);
    const yesterdayMs = Date.parse(dateOf(1));
    const found = await cost({ accountId, by: 'day', fromMs: yesterdayMs, untilMs: yesterdayMs + DAY_MS });
    expect(found).toMatchObject([{ name: dateOf(1), renders: 2, spentMicroUsd: 20 }]);
    expect((await cost({ accountId, by: 'day' })).map(({ name }) => name)).toEqual([2, 1, 0].map(dateOf));
  });

  it('tells accounts apart, and nobody another’s', async () => {
    const [one, other] = [randomUUID(), randomUUID()].sort() as [string, string];
    await attempt(one, [settle(1)]);
    await attempt(other, [settle(2)]);
    const all = (await cost({ by: 'account' })).filter(({ name }) => name === one || name === other);
    expect(all.map(({ name, spentMicroUsd }) => [name, spentMicroUsd])).toEqual([
      [one, 1],
      [other, 2],
    ]);
    expect(await cost({ by: 'account', accountId: one })).toHaveLength(1);
    expect(await cost({ accountId: randomUUID() })).toEqual([]);
  });

  it('keeps what was written of a task, in its order', async () => {
    const [accountId, taskId] = [randomUUID(), randomUUID()];
    const first = await attempt(accountId, [{ kind: 'uncertain' }, settle(650_000)], { taskId, daysAgo: 1 });
    const second = await attempt(accountId, [{ kind: 'release' }], { taskId });
    const entries = await store().run(() => readLedgerOf(accountId, taskId));
    expect(entries.map(({ attemptId, kind, microUsd }) => [attemptId, kind, microUsd])).toEqual([
      [first, 'reserve', 700_000],
      [first, 'uncertain', 700_000],
      [first, 'correction', -50_000],
      [second, 'reserve', 700_000],
      [second, 'release', 700_000],
    ]);
    expect(entries[2]?.basis).toBe('billed');
    expect(await store().run(() => readLedgerOf(randomUUID(), taskId))).toEqual([]);
  });
});
