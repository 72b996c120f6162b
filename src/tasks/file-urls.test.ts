import { describe, expect, it } from 'vitest';
import type { OutputRecord } from '../store/operations/outputs.js';
import { createFileUrls, type SignedParts } from './file-urls.js';

const NOW_MS = 1_790_000_000_000;
const urls = createFileUrls({ baseUrl: 'https://clips.example/', key: new Uint8Array(32), nowMs: () => NOW_MS });
const OUTPUT: OutputRecord = {
  ...{ id: '42', accountId: 'default', taskId: 'tk', attemptId: 'at', ordinal: 0, type: 'video', source: 'x' },
  ...{ sourceExpiresAtMs: undefined, blobKey: 'key', sha256: 'ab', sizeBytes: 1, mediaType: 'video/mp4', tier: 'temp' },
  ...{ expiresAtMs: NOW_MS + 60_000, createdAtMs: NOW_MS, deletedAtMs: undefined, publishedUrl: undefined },
};

function partsOf(url: string): SignedParts {
  const { pathname, searchParams } = new URL(url);
  const [, , outputId = '', name = ''] = pathname.split('/');
  const expires = searchParams.get('expires') ?? '';
  return { outputId, name, expires, signature: searchParams.get('signature') ?? '' };
}

describe('a signed file URL', () => {
  it('is under the base URL and holds until the bytes go', () => {
    const { url, expiresAtSec } = urls.urlOf(OUTPUT);
    expect(url).toMatch(/^https:\/\/clips\.example\/files\/42\/0\.mp4\?expires=1790000060&signature=[0-9a-f]{64}$/);
    expect(expiresAtSec).toBe(1_790_000_060);
    expect(urls.verify(partsOf(url), NOW_MS)).toBe('ok');
    expect(urls.verify(partsOf(url), NOW_MS + 60_000)).toBe('expired');
  });

  it('holds for a week from now where the bytes stay for good', () => {
    expect(urls.urlOf({ ...OUTPUT, expiresAtMs: undefined }).expiresAtSec).toBe(1_790_000_000 + 604_800);
  });

  it('is forged when any part of it is changed', () => {
    const parts = partsOf(urls.urlOf(OUTPUT).url);
    for (const change of [
      { outputId: '43' },
      { name: '1.mp4' },
      { expires: '1990000060' },
      { expires: '' },
      { signature: parts.signature.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) },
      { signature: '' },
    ]) {
      expect(urls.verify({ ...parts, ...change }, NOW_MS)).toBe('forged');
    }
  });

  it('is forged when it was signed by another installation', () => {
    const others = createFileUrls({
      baseUrl: 'https://clips.example',
      key: new Uint8Array(32).fill(1),
      nowMs: () => NOW_MS,
    });
    expect(urls.verify(partsOf(others.urlOf(OUTPUT).url), NOW_MS)).toBe('forged');
  });
});
