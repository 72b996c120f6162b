import { readFileSync, statSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { allowPicturesInMemory, jobContext, photo, psnrDb, scratchFolder } from '../../../test/made-images.js';
import { decodeStill } from './decode-still.js';
import { prepareImage, type ImageEncoding } from './prepare-image.js';

allowPicturesInMemory();
const at = scratchFolder();
const background = { r: 255, g: 255, b: 255 };
const framing = { kind: 'crop', rect: { leftPx: 0, topPx: 0, widthPx: 640, heightPx: 360 } } as const;

async function prepare(encoding: ImageEncoding): Promise<Buffer> {
  await photo('mountains', 640)
    .resize(640, 360)
    .withExif({ IFD0: { Artist: 'nobody' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
    .jpeg({ quality: 95 })
    .toFile(at('still.jpg'));
  const input = { framing, widthPx: 320, heightPx: 180, background, encoding };
  const prepared = await prepareImage(input, jobContext({ still: at('still.jpg') }, { prepared: at('prepared') }));
  expect(prepared).toEqual({ widthPx: 320, heightPx: 180, sizeBytes: statSync(at('prepared')).size });
  return readFileSync(at('prepared'));
}

describe('a prepared still', () => {
  it('is as PNG the decoded still, pixel for pixel', async () => {
    const png = await prepare({ kind: 'png' });
    const { rgb } = await decodeStill(at('still.jpg'), { framing, widthPx: 320, heightPx: 180, background });
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 320, height: 180, channels: 3 });
    expect(psnrDb(data, rgb)).toBe(Infinity);
  });

  it('is as JPEG 4:4:4 and close to it', async () => {
    const jpeg = await prepare({ kind: 'jpeg', quality: 96 });
    const { rgb } = await decodeStill(at('still.jpg'), { framing, widthPx: 320, heightPx: 180, background });
    expect((await sharp(jpeg).metadata()).chromaSubsampling).toBe('4:4:4');
    expect(psnrDb(await sharp(jpeg).raw().toBuffer(), rgb)).toBeGreaterThan(38);
  });

  it.each<[ImageEncoding]>([[{ kind: 'png' }], [{ kind: 'jpeg', quality: 95 }]])(
    'as %o says sRGB and nothing else',
    async (encoding) => {
      const { exif, xmp, iptc, hasProfile, orientation } = await sharp(await prepare(encoding)).metadata();
      expect({ exif, xmp, iptc, orientation }).toEqual({
        exif: undefined,
        xmp: undefined,
        iptc: undefined,
        orientation: undefined,
      });
      expect(hasProfile).toBe(true);
      expect(readFileSync(at('prepared')).includes('nobody')).toBe(false);
    },
  );
});
