import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { readAudit, writeAudit } from './audit.js';

onEachStore((store) => {
  const write = (accountId: string, action: string, before?: unknown, after?: unknown): Promise<void> =>
    store().run(() => writeAudit({ accountId, keyId: 'key_1', action, subject: 'account', before, after }));
  const read = (accountId: string, ask: { action?: string } = {}) =>
    store().run(() => readAudit({ accountId, limit: 100, ...ask }));

  it('tells who changed what, from what to what, newest first', async () => {
    const accountId = randomUUID();
    await write(accountId, 'caps.set', undefined, { day: '5' });
    await write(accountId, 'caps.set', { day: '5' }, { day: '0' });
    await write(accountId, 'pause.set', undefined, { reason: 'a test' });
    const entries = await read(accountId);
    expect(entries.map(({ seq, action, before, after }) => [seq, action, before, after])).toEqual([
      [3, 'pause.set', undefined, { reason: 'a test' }],
      [2, 'caps.set', { day: '5' }, { day: '0' }],
      [1, 'caps.set', undefined, { day: '5' }],
    ]);
    expect(entries[0]?.keyId).toBe('key_1');
    expect(Math.abs((entries[0]?.atMs ?? 0) - Date.now())).toBeLessThan(60_000);
    expect((await read(accountId, { action: 'caps' })).map(({ seq }) => seq)).toEqual([2, 1]);
    expect((await read(accountId, { action: 'caps.set' })).map(({ seq }) => seq)).toEqual([2, 1]);
    expect(await read(accountId, { action: 'cap' })).toEqual([]);
  });

  it('numbers entries without a gap, however many are written at once', async () => {
    const accountId = randomUUID();
    await Promise.all(Array.from({ length: 20 }, () => write(accountId, 'caps.set')));
    const seqs = (await read(accountId)).map(({ seq }) => seq).sort((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  });

  it('turns pages without leaving one out', async () => {
    const accounts = [randomUUID(), randomUUID()];
    for (const accountId of accounts) for (let at = 0; at < 5; at += 1) await write(accountId, 'caps.set');
    const seen: string[] = [];
    for (let after: Parameters<typeof readAudit>[0]['after']; ;) {
      const page = await store().run(() => readAudit({ limit: 3, after }));
      seen.push(...page.map(({ accountId, seq }) => `${accountId} ${seq}`));
      after = page.at(-1);
      if (after === undefined) break;
    }
    const ours = seen.filter((one) => accounts.some((accountId) => one.startsWith(accountId)));
    expect(new Set(ours).size).toBe(10);
    expect(ours.length).toBe(10);
  });
});
