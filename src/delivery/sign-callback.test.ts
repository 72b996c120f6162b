import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifyCallback } from '../client/callbacks/verify-callback.js';
import { signCallback } from './sign-callback.js';
import { BODY } from './testing/delivery-bench.js';

const AT_SEC = 1_777_282_099;
const SECRET = 'whsec_0123456789abcdef';
const callback = { secrets: [SECRET], id: 'd-1', body: BODY, atSec: AT_SEC };

describe('a signed callback', () => {
  it('holds the published test vector of the HiAPI dialect', () => {
    expect(signCallback(callback)).toMatchObject({
      'x-hiapi-timestamp': '1777282099',
      'x-hiapi-signature': '036ed81a3dcec374123ab0a9ff0292e43bfc60a3e810bea13d58b9f1eb4a1871',
    });
  });

  it('signs id, timestamp and body for Standard Webhooks, with what follows whsec_ as base64 of the key', () => {
    const key = Buffer.from('0123456789abcdef', 'base64');
    const expected = createHmac('sha256', key).update(`d-1.${AT_SEC}.${BODY}`).digest('base64');
    expect(signCallback(callback)).toMatchObject({
      'webhook-id': 'd-1',
      'webhook-timestamp': '1777282099',
      'webhook-signature': `v1,${expected}`,
    });
  });

  it('takes a secret that is no base64 as it is', () => {
    const secret = 'a secret with spaces: ü';
    const expected = createHmac('sha256', secret).update(`d-1.${AT_SEC}.${BODY}`).digest('base64');
    expect(signCallback({ ...callback, secrets: [secret] })['webhook-signature']).toBe(`v1,${expected}`);
  });

  it('carries a signature for each of two secrets, and the current one in the HiAPI dialect', () => {
    const secrets = ['the new secret, long enough', SECRET];
    const headers = signCallback({ ...callback, secrets });
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    expect(headers['x-hiapi-signature']).toBe(
      createHmac('sha256', secrets[0]!).update(`${AT_SEC}.${BODY}`).digest('hex'),
    );
  });

  it.each([['the new secret, long enough'], [SECRET]])('is genuine to a receiver that knows only %s', async (known) => {
    const headers = signCallback({ ...callback, secrets: ['the new secret, long enough', SECRET] });
    const check = { secrets: [known], nowMs: AT_SEC * 1000 };
    expect(await verifyCallback(Buffer.from(BODY), headers, check)).toMatchObject({ kind: 'genuine' });
  });

  it('has neither signatures nor timestamps without a secret', () => {
    expect(signCallback({ ...callback, secrets: [] })).toEqual({
      'content-type': 'application/json',
      'webhook-id': 'd-1',
    });
  });

  it('is over the bytes of the body, not its letters', async () => {
    const body = '{"prompt":"Ein Vögelchen öffnet 👁"}';
    const headers = signCallback({ ...callback, body });
    const check = { secrets: [SECRET], nowMs: AT_SEC * 1000 };
    expect(await verifyCallback(Buffer.from(body), headers, check)).toMatchObject({ kind: 'genuine' });
  });
});
