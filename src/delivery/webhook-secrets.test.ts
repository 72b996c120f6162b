import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSecrets } from '../store/operations/webhook-secrets.js';
import type { Operation } from '../store/statement.js';
import { createSecretSeal, SealError } from './secret-seal.js';
import { DeliveryBench } from './testing/delivery-bench.js';
import { createWebhookSecrets } from './webhook-secrets.js';

const DAY_MS = 86_400_000;
const KEY = new Uint8Array(32).fill(7);

let bench: DeliveryBench;

beforeEach(async () => {
  bench = await new DeliveryBench().begin();
});

afterEach(() => bench.end());

describe('the secrets of an account', () => {
  it('are none at first, and its own', async () => {
    expect(await bench.secrets.liveOf('default')).toEqual([]);
    const secret = await bench.secrets.rotate('other');
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await bench.secrets.liveOf('other')).toEqual([secret]);
    expect(await bench.secrets.liveOf('default')).toEqual([]);
  });

  it('are two for 24 h after a change, the current one first', async () => {
    const old = await bench.secrets.rotate('default', 'the first secret of all');
    bench.clock.advance(1_000);
    const current = await bench.secrets.rotate('default');
    expect(await bench.secrets.liveOf('default')).toEqual([current, old]);
    bench.clock.advance(DAY_MS - 1);
    expect(await bench.secrets.liveOf('default')).toEqual([current, old]);
    bench.clock.advance(1);
    expect(await bench.secrets.liveOf('default')).toEqual([current]);
  });

  it('stay as they were where what goes with a change could not be written', async () => {
    const secret = await bench.secrets.rotate('default');
    // eslint-disable-next-line require-yield -- it fails before it comes to anything
    function* fails(): Operation<void> {
      throw new Error('the log cannot be written');
    }
    await expect(bench.secrets.rotate('default', undefined, fails)).rejects.toThrow('the log cannot');
    await expect(bench.secrets.remove('default', fails)).rejects.toThrow('the log cannot');
    expect(await bench.secrets.liveOf('default')).toEqual([secret]);
  });

  it('are never three: the oldest ends with the next change', async () => {
    await bench.secrets.rotate('default');
    const second = await bench.secrets.rotate('default');
    const third = await bench.secrets.rotate('default');
    expect(await bench.secrets.liveOf('default')).toEqual([third, second]);
  });

  it('are two when they are changed twice at once', async () => {
    await Promise.all([bench.secrets.rotate('default'), bench.secrets.rotate('default')]);
    const kept = await bench.store.run(() => readSecrets('default'));
    expect(kept.map(({ retiresAtMs }) => retiresAtMs === undefined)).toEqual([true, false]);
  });

  it('can be taken away', async () => {
    await bench.secrets.rotate('default');
    await bench.secrets.remove('default');
    expect(await bench.secrets.liveOf('default')).toEqual([]);
  });

  it.each([15, 257])('of %d characters are refused', async (length) => {
    const refused = bench.secrets.rotate('default', 'x'.repeat(length));
    await expect(refused).rejects.toMatchObject({ code: 'bad_usage', field: 'secret' });
  });

  it.each([16, 256])('may have %d characters', async (length) => {
    const secret = 'ü'.repeat(length);
    await bench.secrets.rotate('default', secret);
    expect(await bench.secrets.liveOf('default')).toEqual([secret]);
  });
});

describe('the operator’s secret', () => {
  const fixedSecret = 'set by the operator';

  it('is the default account’s, wins over a stored one, and is not changed by a call', async () => {
    const stored = await bench.secrets.rotate('default');
    const secrets = createWebhookSecrets({ store: bench.store, secretKey: KEY, fixedSecret });
    expect(await secrets.liveOf('default')).toEqual([fixedSecret]);
    await expect(secrets.rotate('default')).rejects.toMatchObject({ code: 'bad_usage' });
    await expect(secrets.remove('default')).rejects.toMatchObject({ code: 'bad_usage' });
    expect(await bench.secrets.liveOf('default')).toEqual([stored]);
    expect(await secrets.liveOf('other')).toEqual([]);
  });

  it('is refused when it is too short, at the start', () => {
    const create = () => createWebhookSecrets({ store: bench.store, secretKey: KEY, fixedSecret: 'short' });
    expect(create).toThrow(/5 characters, not 16 to 256/);
  });
});

describe('a kept secret', () => {
  it('is sealed: the database alone does not give it away', async () => {
    const secret = await bench.secrets.rotate('default');
    const [kept] = await bench.store.run(() => readSecrets('default'));
    expect(kept!.sealed).not.toContain(secret.slice(6, 30));
  });

  it('does not open under another installation’s key', async () => {
    await bench.secrets.rotate('default');
    const other = createWebhookSecrets({ store: bench.store, secretKey: new Uint8Array(32).fill(8) });
    await expect(other.liveOf('default')).rejects.toThrow(SealError);
  });

  it('does not open for another account, changed, or cut short', () => {
    const seal = createSecretSeal(KEY);
    const sealed = seal.seal('a secret', 'account a');
    expect(seal.open(sealed, 'account a')).toBe('a secret');
    expect(() => seal.open(sealed, 'account b')).toThrow(SealError);
    expect(() => seal.open(`${sealed.slice(0, -2)}AA`, 'account a')).toThrow(SealError);
    expect(() => seal.open(sealed.slice(0, 20), 'account a')).toThrow(SealError);
    expect(() => seal.open('in the clear', 'account a')).toThrow(SealError);
  });

  it('is sealed differently each time', () => {
    const seal = createSecretSeal(KEY);
    expect(seal.seal('a secret', 'account a')).not.toBe(seal.seal('a secret', 'account a'));
  });
});
