import { describe, expect, it } from 'vitest';
import { createStillUrls, type SignedStill } from './still-urls.js';

const NOW_MS = 1_790_000_000_000;
const KEY = `${'ab'.repeat(32)}-abcdefgh`;
let nowMs = NOW_MS;
const urls = createStillUrls({ baseUrl: 'https://stills.example/', key: new Uint8Array(32), nowMs: () => nowMs });

function partsOf(url: string): SignedStill {
  const { pathname, searchParams } = new URL(url);
  const [, , , blobKey = '', name = ''] = pathname.split('/');
  return { blobKey, name, expires: searchParams.get('expires') ?? '', signature: searchParams.get('signature') ?? '' };
}

describe('a signed URL of a still', () => {
  it('is under the base URL, has its type in its name, and is well within what vendors take', () => {
    const url = urls.urlOf(KEY, 'image/jpeg', NOW_MS + 60_000);
    expect(url).toMatch(
      /^https:\/\/stills\.example\/files\/stills\/(ab){32}-abcdefgh\/still\.jpg\?expires=1790000060&signature=[0-9a-f]{64}$/,
    );
    expect(url.length).toBeLessThan(400);
  });

  it('holds for no less than it was asked to, and then no more', () => {
    const parts = partsOf(urls.urlOf(KEY, 'image/png', NOW_MS + 60_001));
    nowMs = NOW_MS + 60_001;
    expect(urls.verify(parts)).toEqual({ kind: 'ok', mediaType: 'image/png' });
    nowMs = NOW_MS + 61_000;
    expect(urls.verify(parts)).toEqual({ kind: 'expired' });
    nowMs = NOW_MS;
  });

  it('is forged when any part of it is changed', () => {
    const parts = partsOf(urls.urlOf(KEY, 'image/png', NOW_MS + 60_000));
    for (const change of [
      { blobKey: KEY.replace('ab', 'cd') },
      { name: 'still.jpg' },
      { expires: '1990000060' },
      { expires: '' },
      { signature: parts.signature.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) },
      { signature: '' },
      { signature: parts.signature.toUpperCase() },
      { signature: 'é'.repeat(64) },
    ]) {
      expect(urls.verify({ ...parts, ...change })).toEqual({ kind: 'forged' });
    }
  });

  it('is forged when it was signed by another installation', () => {
    const others = createStillUrls({ baseUrl: 'https://x.example', key: new Uint8Array(32).fill(1), nowMs: () => 0 });
    expect(urls.verify(partsOf(others.urlOf(KEY, 'image/png', NOW_MS * 2)))).toEqual({ kind: 'forged' });
  });

  it('is of bytes and nothing more where the type is none that vendors take', () => {
    const parts = partsOf(urls.urlOf(KEY, 'text/html', NOW_MS + 60_000));
    expect(urls.verify(parts)).toEqual({ kind: 'ok', mediaType: 'application/octet-stream' });
  });

  it('is at an address that is trusted only where that is said', () => {
    expect(urls.isTrusted).toBe(false);
  });
});
