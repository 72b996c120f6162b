import { describe, expect, it } from 'vitest';
import { quoteVendor } from './quote-vendor.js';

describe('a quote of a vendor', () => {
  it('ends a sentence, with or without words', () => {
    expect(quoteVendor('it is\n new. ')).toBe(': “it is new”.');
    for (const nothing of [undefined, '', ' \n', 7, { say: 'no' }]) expect(quoteVendor(nothing)).toBe('.');
  });

  it('holds no key, no signature, no name and password, no picture', () => {
    const words = 'sk-abcd1234 key_abcd1234 https://me:pw@a.example/1.png?sig=s data:image/png;base64,AAAA=';
    expect(quoteVendor(words)).toBe(': “sk-… key_… https://a.example data:…”.');
  });

  it('is cut where it goes on for ever', () => {
    expect(quoteVendor('x'.repeat(5_000))).toHaveLength(240 + ': “”.'.length);
  });
});
