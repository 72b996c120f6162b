import { describe, expect, it } from 'vitest';
import { signCallback } from '../../delivery/sign-callback.js';
import { BODY } from '../../delivery/testing/delivery-bench.js';
import { verifyCallback } from './verify-callback.js';

const AT_SEC = 1_777_282_099;
const SECRET = 'whsec_0123456789abcdef';
const CHECK = { secrets: [SECRET], nowMs: AT_SEC * 1000 };
const BYTES = new TextEncoder().encode(BODY);
const SIGNED = signCallback({ secrets: [SECRET], id: 'd-1', body: BODY, atSec: AT_SEC });

/** The headers of one dialect alone. */
function only(prefix: string): Record<string, string> {
  return Object.fromEntries(Object.entries(SIGNED).filter(([name]) => name.startsWith(prefix)));
}

describe('a genuine callback', () => {
  it('holds the published test vector', async () => {
    const headers = {
      'x-hiapi-timestamp': '1777282099',
      'x-hiapi-signature': '036ed81a3dcec374123ab0a9ff0292e43bfc60a3e810bea13d58b9f1eb4a1871',
    };
    expect(await verifyCallback(BYTES, headers, CHECK)).toEqual({
      kind: 'genuine',
      deliveryId: undefined,
      atSec: AT_SEC,
    });
  });

  it('is known by either dialect, and its id is believed only where it is signed', async () => {
    expect(await verifyCallback(BYTES, only('webhook-'), CHECK)).toMatchObject({ kind: 'genuine', deliveryId: 'd-1' });
    const claimed = { ...only('x-hiapi-'), 'webhook-id': 'of somebody else' };
    expect(await verifyCallback(BYTES, claimed, CHECK)).toMatchObject({ kind: 'genuine', deliveryId: undefined });
  });

  it('may come with fetch’s headers, in any case', async () => {
    const headers = new Headers(Object.entries(SIGNED).map(([name, value]) => [name.toUpperCase(), value]));
    expect(await verifyCallback(BYTES, headers, CHECK)).toMatchObject({ kind: 'genuine', deliveryId: 'd-1' });
  });

  it('may be signed with any of the secrets', async () => {
    const check = { ...CHECK, secrets: ['another secret, as long', SECRET] };
    expect(await verifyCallback(BYTES, SIGNED, check)).toMatchObject({ kind: 'genuine' });
  });

  it.each([-300, 300])('may be %d s off', async (offSec) => {
    const check = { ...CHECK, nowMs: (AT_SEC + offSec) * 1000 };
    expect(await verifyCallback(BYTES, SIGNED, check)).toMatchObject({ kind: 'genuine' });
  });
});

describe('a callback is refused', () => {
  it.each([-301, 301])('as stale at %d s off', async (offSec) => {
    const check = { ...CHECK, nowMs: (AT_SEC + offSec) * 1000 };
    expect(await verifyCallback(BYTES, SIGNED, check)).toEqual({ kind: 'refused', reason: 'stale' });
  });

  it('as stale by a tolerance of 0, a second later', async () => {
    const check = { ...CHECK, nowMs: (AT_SEC + 1) * 1000, toleranceSec: 0 };
    expect(await verifyCallback(BYTES, SIGNED, check)).toEqual({ kind: 'refused', reason: 'stale' });
  });

  it('as unsigned without either dialect’s headers', async () => {
    const bare = { 'webhook-id': 'd-1', 'content-type': 'application/json' };
    expect(await verifyCallback(BYTES, bare, CHECK)).toEqual({ kind: 'refused', reason: 'unsigned' });
  });

  it('as forged when one byte is another, or it was parsed and written again', async () => {
    const changed = BYTES.slice();
    changed[20]! ^= 1;
    expect(await verifyCallback(changed, SIGNED, CHECK)).toEqual({ kind: 'refused', reason: 'forged' });
    const rewritten = new TextEncoder().encode(JSON.stringify(JSON.parse(BODY), null, 1));
    expect(await verifyCallback(rewritten, SIGNED, CHECK)).toEqual({ kind: 'refused', reason: 'forged' });
  });

  it.each([
    ['another secret', only('webhook-'), ['another secret, as long']],
    ['another id', { ...only('webhook-'), 'webhook-id': 'd-2' }, [SECRET]],
    ['an id that shifts the cut', { ...only('webhook-'), 'webhook-id': 'd-1.1777282099' }, [SECRET]],
    ['another time', { ...only('x-hiapi-'), 'x-hiapi-timestamp': '1777282100' }, [SECRET]],
    [
      'upper-case hex',
      { ...only('x-hiapi-'), 'x-hiapi-signature': SIGNED['x-hiapi-signature']!.toUpperCase() },
      [SECRET],
    ],
    ['half a signature', { ...only('x-hiapi-'), 'x-hiapi-signature': '036ed81a' }, [SECRET]],
    ['an empty signature', { ...only('webhook-'), 'webhook-signature': 'v1,' }, [SECRET]],
    [
      'an unknown version',
      { ...only('webhook-'), 'webhook-signature': SIGNED['webhook-signature']!.replace('v1', 'v2') },
      [SECRET],
    ],
    [
      'a ninth signature',
      { ...only('webhook-'), 'webhook-signature': `${'v1,AAAA '.repeat(8)}${SIGNED['webhook-signature']!}` },
      [SECRET],
    ],
  ])('as forged by %s', async (_, headers, secrets) => {
    expect(await verifyCallback(BYTES, headers, { ...CHECK, secrets })).toEqual({ kind: 'refused', reason: 'forged' });
  });

  it.each(['', 'soon', '-1777282099', '1777282099.0', '0x69ef2c13'])('as stale when its time is "%s"', async (at) => {
    const headers = { ...only('x-hiapi-'), 'x-hiapi-timestamp': at };
    expect(await verifyCallback(BYTES, headers, CHECK)).toEqual({ kind: 'refused', reason: 'stale' });
  });
});

it.each([[[]], [['']], [[SECRET, '']]])('a receiver with the secrets %j is told so', async (secrets) => {
  await expect(verifyCallback(BYTES, SIGNED, { ...CHECK, secrets })).rejects.toMatchObject({ code: 'bad_usage' });
});
