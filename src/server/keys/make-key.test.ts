import { describe, expect, it } from 'vitest';
import { hashKey, makeKey } from './make-key.js';

describe('a key', () => {
  it('is 256 random bits behind a prefix that scanners know', () => {
    expect(makeKey()).toMatch(/^sk-ff-[A-Za-z0-9_-]{43}$/);
    expect(makeKey()).not.toBe(makeKey());
    expect(makeKey(() => new Uint8Array(32))).toBe(`sk-ff-${'A'.repeat(43)}`);
  });

  it('is kept as its SHA-256', () => {
    expect(hashKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
