import { describe, expect, it } from 'vitest';
import { createHookUrls } from './hook-urls.js';

const urls = createHookUrls({ baseUrl: 'https://clips.example/', key: new Uint8Array(32) });
const ATTEMPT = '01HZTQ8BX2N3GM3YFK4Z9D7VQR';

function tokenOf(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? '';
}

describe('the URL that a vendor calls back', () => {
  it('leads back to the attempt that it was made for', () => {
    const url = urls.urlOf('hiapi', ATTEMPT);
    expect(url).toMatch(/^https:\/\/clips\.example\/hooks\/hiapi\/01HZTQ8BX2N3GM3YFK4Z9D7VQR\.[0-9a-f]{64}$/);
    expect(urls.attemptOf('hiapi', tokenOf(url))).toBe(ATTEMPT);
    expect(urls.urlOf('hiapi', ATTEMPT)).toBe(url);
  });

  it('is good for one attempt at one provider', () => {
    const token = tokenOf(urls.urlOf('hiapi', ATTEMPT));
    expect(urls.attemptOf('ark', token)).toBeUndefined();
    expect(urls.attemptOf('hiapi', token.replace(ATTEMPT, `${ATTEMPT.slice(0, -1)}S`))).toBeUndefined();
    // What is signed is not the two run together.
    expect(urls.attemptOf('hiapi\n01', token.slice(2))).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['an id alone', ATTEMPT],
    ['an id with a signature that is none', `${ATTEMPT}.${'0'.repeat(64)}`],
    ['a signature alone', `.${'0'.repeat(64)}`],
    ['letters of more bytes', `${ATTEMPT}.${'é'.repeat(64)}`],
    ['very much', `${'A'.repeat(10_000)}.${'0'.repeat(64)}`],
  ])('is not guessed with %s', (_, token) => {
    expect(urls.attemptOf('hiapi', token)).toBeUndefined();
  });

  it('is not taken from another installation', () => {
    const others = createHookUrls({ baseUrl: 'https://clips.example', key: new Uint8Array(32).fill(1) });
    expect(urls.attemptOf('hiapi', tokenOf(others.urlOf('hiapi', ATTEMPT)))).toBeUndefined();
  });
});
