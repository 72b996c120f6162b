import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hearHiapi } from './hear-hiapi.js';

const SECRET = 'whsec_0123456789abcdef';
const AT_SEC = 1_777_282_099;
const HANDLE = 'tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR';
const BODY = `{"taskId":"${HANDLE}","model":"seedance-2-0","status":"success","created":1777282033,"completed":1777282099,"output":[{"url":"https://cdn.example/t/0.mp4","type":"video","expireAt":1777886899}]}`;
const SIGNATURE = '036ed81a3dcec374123ab0a9ff0292e43bfc60a3e810bea13d58b9f1eb4a1871';

function callback(changes: { body?: string; signature?: string; timestamp?: string; nowSec?: number } = {}) {
  const { body = BODY, signature = SIGNATURE, timestamp = String(AT_SEC), nowSec = AT_SEC } = changes;
  const headers = new Headers({ 'X-HiAPI-Timestamp': timestamp, 'X-HiAPI-Signature': signature });
  return { headers, body: Buffer.from(body, 'utf8'), nowMs: nowSec * 1000 };
}

function signedBy(secret: string, timestamp: string, body = BODY): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
}

describe('a callback of HiAPI’s', () => {
  it('is heard by the published test vector', () => {
    expect(hearHiapi(callback(), SECRET)).toEqual({ handle: HANDLE, isSigned: true });
  });

  it.each([-300, 300])('is heard %i s away', (skewSec) => {
    expect(hearHiapi(callback({ nowSec: AT_SEC + skewSec }), SECRET)).toMatchObject({ isSigned: true });
  });

  it.each([
    ['is 301 s old', callback({ nowSec: AT_SEC + 301 })],
    ['is from 301 s ahead', callback({ nowSec: AT_SEC - 301 })],
    ['has one byte more', callback({ body: `${BODY} ` })],
    ['has no signature', callback({ signature: '' })],
    ['has another timestamp', callback({ timestamp: String(AT_SEC + 1) })],
    ['is signed by another', callback({ signature: signedBy('whsec_fedcba9876543210', String(AT_SEC)) })],
    ['has a timestamp that is no number', callback({ timestamp: 'NaN', signature: signedBy(SECRET, 'NaN') })],
    ['is upper case', callback({ signature: SIGNATURE.toUpperCase() })],
    ['is signed but no task', callback({ body: '{}', signature: signedBy(SECRET, String(AT_SEC), '{}') })],
    ['is signed but no JSON', callback({ body: 'ok', signature: signedBy(SECRET, String(AT_SEC), 'ok') })],
  ])('is not heard when it %s', (_what, forged) => {
    expect(hearHiapi(forged, SECRET)).toBeUndefined();
  });

  it.each([undefined, ''])('is only a reason to ask when the secret is %j', (secret) => {
    const signature = signedBy('', String(AT_SEC));
    expect(hearHiapi(callback({ signature }), secret)).toEqual({ handle: HANDLE, isSigned: false });
    expect(hearHiapi(callback({ body: '{"taskId":"../../x","status":"fail"}' }), secret)).toBeUndefined();
  });
});
