import { describe, expect, it } from 'vitest';
import { BY_DATA, BY_URL, failureOf, hostingBench, vendor } from './testing/hosting-bench.js';

const { keepStill, publish, ask, inBucket } = hostingBench();

describe('a presigned URL of the bucket', () => {
  it('is given where our own URL is not reachable, proven by GET alone', async () => {
    const away = await publish((_, response) => response.writeHead(404).end());
    const bucket = await publish();
    const first = await keepStill(100);
    const frames = await ask(
      vendor({ ...BY_URL, ...BY_DATA }),
      { first },
      {
        stillUrls: away.signer,
        blobs: inBucket(bucket.origin),
      },
    );
    const at = `/bucket/stills/${first.blobKey}/image/png`;
    expect(frames.first).toBe(bucket.origin + at);
    expect(bucket.seen).toEqual([`GET ${at}`]);
  });

  it('is not for a vendor that asks with HEAD', async () => {
    const bucket = await publish();
    const first = await keepStill(100);
    const asksFirst = vendor({ url: { ...BY_URL.url, isHeadNeeded: true }, ...BY_DATA });
    const frames = await ask(asksFirst, { first }, { blobs: inBucket(bucket.origin) });
    expect(frames.first).toMatch(/^data:/);
    expect(bucket.seen).toEqual([]);
  });

  it.each([
    ['outlives what a service can sign', { aliveMs: 8 * 86_400_000 }, 'longer than a presigned URL lives'],
    ['is longer than a vendor takes', { maxChars: 20 }, 'characters'],
    ['is at an address, where a name is wanted', { isNameNeeded: true }, 'host with a name'],
    ['is at an address that no vendor reaches', {}, 'not reachable from outside'],
  ])('is closed where it %s', async (_, limits, why) => {
    const bucket = await publish();
    const first = await keepStill(100);
    const blobs = inBucket(bucket.origin.replace('localhost', '127.0.0.1'));
    const failure = await failureOf(ask(vendor({ url: { ...BY_URL.url, ...limits } }), { first }, { blobs }));
    expect(failure.say).toContain(why);
    expect(failure.say).not.toContain(first.blobKey);
  });
});
