import { describe, expect, it } from 'vitest';
import { decodeBase64, webhookKeyOf } from './webhook-key.js';

describe('base64', () => {
  it('is read as Node reads it, for every length', () => {
    for (let length = 1; length < 70; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 73 + length * 151) & 0xff);
      const text = Buffer.from(bytes).toString('base64');
      expect(decodeBase64(text), text).toEqual(bytes);
    }
  });

  it.each(['', 'A', 'AA', 'AAA', 'AAAAA', '====', 'A===', 'AA=A', 'AA-_', 'AA A', 'AAA=\n'])('is not "%s"', (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });
});

describe('the key of a secret', () => {
  it('is what follows whsec_, with or without it', () => {
    expect(webhookKeyOf('whsec_AQID')).toEqual(Uint8Array.of(1, 2, 3));
    expect(webhookKeyOf('AQID')).toEqual(Uint8Array.of(1, 2, 3));
  });

  it.each(['whsec_not base64', 'my-plain-secret-of-old', 'whsec_'])('is not in %s', (secret) => {
    expect(webhookKeyOf(secret)).toBeUndefined();
  });
});
