import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { type Operation, sql } from '../statement.js';
import { type BreakerRecord, listBreakers, mendKey, mendKeysOf, noteTrouble, takeTrial } from './breakers.js';
import type { Credential } from './credentials.js';

onEachStore((store) => {
  const newKey = (): Credential => ({ provider: `p-${randomUUID()}`, fingerprint: 'f1' });
  const fail = (key: Credential): Promise<BreakerRecord> =>
    store().run(() => noteTrouble(key, { cause: 'server_errors', say: 'it answered 503' }));
  const refuse = (key: Credential): Promise<BreakerRecord> =>
    store().run(() => noteTrouble(key, { cause: 'auth', say: 'set ARK_API_KEY' }));
  const trial = (key: Credential): Promise<boolean> => store().run(() => takeTrial(key));
  /** As if so much time had passed. */
  const pass = (key: Credential, ms: number): Promise<void> =>
    store().run(function* (): Operation<void> {
      yield sql`
        UPDATE breakers SET try_at = try_at - CAST(${ms} AS BIGINT), failed_at = failed_at - CAST(${ms} AS BIGINT)
        WHERE provider = ${key.provider}`;
    });
  const of = async ({ provider }: Credential): Promise<BreakerRecord | undefined> =>
    (await store().run(listBreakers)).find((one) => one.provider === provider);

  it('stops a key at the first refusal, and says what was said', async () => {
    const key = newKey();
    const record = await refuse(key);
    expect(record).toMatchObject({ ...key, state: 'open', cause: 'auth', say: 'set ARK_API_KEY' });
    expect(record.openedAtMs).toBeTypeOf('number');
    expect(Math.round(record.tryAtMs - (record.openedAtMs ?? 0))).toBe(60_000);
  });

  it('stops a key at the fifth failure in a row, and forgets failures that lie apart', async () => {
    const key = newKey();
    for (let at = 0; at < 4; at += 1) expect((await fail(key)).state).toBe('counting');
    expect((await fail(key)).state).toBe('open');
    const other = newKey();
    for (let at = 0; at < 4; at += 1) await fail(other);
    await pass(other, 11 * 60_000);
    expect(await fail(other)).toMatchObject({ state: 'counting', failures: 1 });
  });

  it('begins to count anew when an order was taken', async () => {
    const key = newKey();
    for (let at = 0; at < 4; at += 1) await fail(key);
    expect(await store().run(() => mendKey(key))).toBe(true);
    expect((await fail(key)).state).toBe('counting');
    expect(await store().run(() => mendKey(newKey()))).toBe(false);
  });

  it('lets one of many try it when its time has come, and nobody before', async () => {
    const key = newKey();
    await refuse(key);
    expect(await trial(key)).toBe(false);
    await pass(key, 60_001);
    const tries = await Promise.all(Array.from({ length: 8 }, () => trial(key)));
    expect(tries.filter(Boolean)).toHaveLength(1);
    expect((await of(key))?.state).toBe('half_open');
    // Whoever tries may die: after some minutes another does.
    await pass(key, 150_001);
    expect(await trial(key)).toBe(true);
  });

  it('waits longer each time a try fails, but no more than ten minutes', async () => {
    const key = newKey();
    await refuse(key);
    const waits: number[] = [];
    for (let at = 0; at < 12; at += 1) {
      await pass(key, 3_600_000);
      expect(await trial(key)).toBe(true);
      const { tryAtMs } = await refuse(key);
      waits.push(Math.round((tryAtMs - Date.now()) / 60_000));
    }
    expect(waits.slice(0, 3)).toEqual([2, 3, 4]);
    expect(waits.at(-1)).toBe(10);
  });

  it('is put off no further by what was on its way when it was stopped', async () => {
    const key = newKey();
    const { tryAtMs } = await refuse(key);
    for (let at = 0; at < 5; at += 1) expect((await refuse(key)).tryAtMs).toBe(tryAtMs);
  });

  it('is mended by a person’s word, for one provider', async () => {
    const [key, other] = [newKey(), newKey()];
    await refuse(key);
    await refuse(other);
    expect((await store().run(() => mendKeysOf(key.provider))).map(({ provider }) => provider)).toEqual([key.provider]);
    expect(await of(key)).toBeUndefined();
    expect((await of(other))?.state).toBe('open');
  });
});
