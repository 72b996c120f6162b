import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { CLIP, LAST_FRAME } from './clip-host.js';
import { readPictureFacts } from './picture-size.js';

describe('what a loopback vendor serves', () => {
  it('is an MP4 of H.264 with its index in front, small enough for a repository', () => {
    const text = CLIP.toString('latin1');
    expect(text.slice(4, 8)).toBe('ftyp');
    expect(text.indexOf('moov')).toBeLessThan(text.indexOf('mdat'));
    expect(text).toContain('avc1');
    expect(CLIP.byteLength).toBeLessThan(20_000);
  });

  it('is a picture that can be decoded', async () => {
    const { info } = await sharp(LAST_FRAME).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([1, 1]);
  });
});

describe('the facts of a picture', () => {
  const picture = (channels: 3 | 4): Sharp =>
    sharp({ create: { width: 64, height: 48, channels, background: { r: 10, g: 20, b: 30, alpha: 0.5 } } });

  it.each([
    ['image/jpeg', false, () => picture(3).jpeg()],
    ['image/png', false, () => picture(3).png()],
    ['image/png', true, () => picture(4).png()],
    ['image/webp', false, () => picture(3).webp()],
    ['image/webp', true, () => picture(4).webp({ lossless: true })],
    ['image/webp', true, () => picture(4).webp()],
    ['image/gif', false, () => picture(3).gif()],
  ] as const)('are read from the header of %s (transparent: %s)', async (mediaType, hasAlpha, make) => {
    expect(readPictureFacts(await make().toBuffer())).toEqual({ mediaType, hasAlpha, widthPx: 64, heightPx: 48 });
  });

  it('are undefined for what is no picture', () => {
    expect(readPictureFacts(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"></svg>'))).toBeUndefined();
    expect(readPictureFacts(Buffer.alloc(0))).toBeUndefined();
  });
});
