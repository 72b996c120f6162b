import { expect, it } from 'vitest';
import { fingerprintOf } from './fingerprint-of.js';

const KEY = { apiKey: 'sk-0123456789abcdef', baseUrl: 'https://api.hiapi.ai' };

it('tells keys and hosts apart, and nothing else', () => {
  const one = fingerprintOf(KEY);
  expect(one).toMatch(/^[0-9a-f]{12}$/);
  expect(fingerprintOf({ apiKey: ` ${KEY.apiKey}\n`, baseUrl: ` https://API.hiapi.ai:443/v1/ ` })).toBe(one);
  expect(fingerprintOf({ ...KEY, apiKey: `${KEY.apiKey}x` })).not.toBe(one);
  expect(fingerprintOf({ ...KEY, baseUrl: 'https://gateway.example/v1' })).not.toBe(one);
});

it('is none without a key', () => {
  expect(fingerprintOf({ ...KEY, apiKey: ' ' })).toBe('none');
});
