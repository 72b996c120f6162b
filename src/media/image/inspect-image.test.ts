import { readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  allowPicturesInMemory,
  example,
  jobContext,
  makeIccProfile,
  makePng,
  photo,
  scratchFolder,
} from '../../../test/made-images.js';
import { inspectImage, type ImageFacts } from './inspect-image.js';

allowPicturesInMemory();
const at = scratchFolder();

async function inspect(bytes: Buffer, decode = false): Promise<ImageFacts> {
  writeFileSync(at('still'), bytes);
  const found = await inspectImage({ decode }, jobContext({ still: at('still') }));
  if (found.kind !== 'image') throw new Error(`found ${found.kind} ${found.format}`);
  return found;
}

const GPS = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } };
const clear = { create: { width: 80, height: 80, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.5 } } } as const;
const opaque = { create: { width: 80, height: 80, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 1 } } } as const;

describe('a photograph', () => {
  it('is told by its header alone', async () => {
    const found = await inspectImage({ decode: false }, jobContext({ still: example('seedling.jpg') }));
    expect(found).toMatchObject({
      kind: 'image',
      format: 'jpeg',
      sizeBytes: readFileSync(example('seedling.jpg')).length,
      stored: { widthPx: 5312, heightPx: 2988 },
      display: { widthPx: 5312, heightPx: 2988 },
      orientation: 1,
      colourSpace: 'srgb',
      alpha: 'none',
      bitsPerChannel: 8,
      frameCount: 1,
      animated: false,
      decodes: 'untried',
    });
  });

  it('is decoded when asked', async () => {
    expect((await inspect(readFileSync(example('bottle-front.jpg')), true)).decodes).toBe('yes');
  });

  it.each([1, 3, 5, 6, 7, 8])('of orientation %i has the size that is shown', async (orientation) => {
    const found = await inspect(await photo('seedling', 320).withMetadata({ orientation }).jpeg().toBuffer());
    const sideways = orientation >= 5;
    expect(found).toMatchObject({ orientation, stored: { widthPx: 320, heightPx: 180 } });
    expect(found.display).toEqual(sideways ? { widthPx: 180, heightPx: 320 } : { widthPx: 320, heightPx: 180 });
  });
});

describe('colour and depth', () => {
  it.each<[string, Promise<Buffer>, Partial<ImageFacts>]>([
    ['sRGB', photo('seedling', 80).withIccProfile('srgb').jpeg().toBuffer(), { colourSpace: 'srgb', profile: 'sRGB' }],
    ['Display P3', photo('seedling', 80).withIccProfile('p3').jpeg().toBuffer(), { profile: 'sP3C' }],
    ['CMYK', photo('seedling', 80).toColourspace('cmyk').jpeg().toBuffer(), { colourSpace: 'cmyk' }],
    ['grey', photo('seedling', 80).toColourspace('b-w').jpeg().toBuffer(), { colourSpace: 'b-w' }],
    ['16 bits', photo('seedling', 80).toColourspace('rgb16').png().toBuffer(), { bitsPerChannel: 16 }],
    ['10 bits', photo('seedling', 80).avif({ bitdepth: 10, effort: 0 }).toBuffer(), { bitsPerChannel: 10 }],
  ])('%s', async (_what, bytes, facts) => {
    expect(await inspect(await bytes)).toMatchObject(facts);
  });

  it('names a profile of the old kind, and one without a name', async () => {
    const primaries = [
      [0.6, 0.3, 0.02],
      [0.2, 0.6, 0.06],
      [0.15, 0.06, 0.74],
    ] as const;
    const profiled = (name: string): Buffer =>
      makePng({ widthPx: 64, heightPx: 64, icc: makeIccProfile(name, primaries, 2.2) });
    expect(await inspect(profiled('Adobe RGB (1998)'))).toMatchObject({ profile: 'Adobe RGB (1998)' });
    expect(await inspect(profiled(''))).toMatchObject({ profile: 'unnamed' });
  });
});

describe('transparency', () => {
  it('is told from an alpha channel that nothing makes use of', async () => {
    expect((await inspect(await sharp(clear).png().toBuffer())).alpha).toBe('transparent');
    expect((await inspect(await sharp(opaque).png().toBuffer())).alpha).toBe('opaque');
    expect((await inspect(await sharp(clear).webp().toBuffer())).alpha).toBe('transparent');
    expect((await inspect(await sharp(clear).toColourspace('rgb16').png().toBuffer())).alpha).toBe('transparent');
    expect((await inspect(await photo('seedling', 80).png().toBuffer())).alpha).toBe('none');
  });
});

describe('frames', () => {
  const frames = async (format: 'gif' | 'webp'): Promise<Buffer> => {
    const each = await Promise.all(
      [20, 120, 220].map(async (g) =>
        sharp({ create: { width: 64, height: 64, channels: 3, background: { r: 0, g, b: 0 } } })
          .png()
          .toBuffer(),
      ),
    );
    return sharp(each, { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
  };

  it('of an animation are counted in GIF, WebP and PNG', async () => {
    expect(await inspect(await frames('gif'))).toMatchObject({ format: 'gif', frameCount: 3, animated: true });
    expect(await inspect(await frames('webp'))).toMatchObject({ format: 'webp', frameCount: 3, animated: true });
    const apng = makePng({ widthPx: 64, heightPx: 64, frames: 4 });
    expect(await inspect(apng)).toMatchObject({ format: 'png', frameCount: 4, animated: true });
  });

  it('of an AVIF sequence are counted by its track', async () => {
    const box = (type: string, ...content: readonly Buffer[]): Buffer => {
      const body = Buffer.concat([Buffer.from(type, 'latin1'), ...content]);
      const size = Buffer.alloc(4);
      size.writeUInt32BE(body.length + 4);
      return Buffer.concat([size, body]);
    };
    const sizes = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12]);
    const track = box('trak', box('mdia', box('minf', box('stbl', box('stsz', sizes)))));
    const brands = Buffer.from('avis\0\0\0\0avismsf1', 'latin1');
    writeFileSync(at('still'), Buffer.concat([box('ftyp', brands), box('moov', track)]));
    const found = await inspectImage({ decode: false }, jobContext({ still: at('still') }));
    expect(found).toMatchObject({ kind: 'sequence', format: 'avif', frameCount: 12 });
  });

  it('of one are no animation', async () => {
    expect(await inspect(makePng({ widthPx: 64, heightPx: 64, frames: 1 }))).toMatchObject({ animated: false });
  });
});

describe('metadata', () => {
  it('with a place is told from metadata without', async () => {
    expect(await inspect(await photo('seedling', 80).withExif(GPS).jpeg().toBuffer())).toMatchObject({
      hasMetadata: true,
      hasLocation: true,
    });
    const named = await photo('seedling', 80)
      .withExif({ IFD0: { Artist: 'A' } })
      .jpeg()
      .toBuffer();
    expect(await inspect(named)).toMatchObject({ hasMetadata: true, hasLocation: false });
    const bare = await photo('seedling', 80).jpeg().toBuffer();
    expect(await inspect(bare)).toMatchObject({ hasMetadata: false, hasLocation: false });
  });

  it('in XMP counts', async () => {
    const xmp =
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="51,30.0N"/></rdf:RDF></x:xmpmeta>';
    expect(await inspect(await photo('seedling', 80).withXmp(xmp).jpeg().toBuffer())).toMatchObject({
      hasLocation: true,
    });
  });
});

describe('what is cut short', () => {
  it.each(['jpeg', 'png', 'avif'] as const)(
    'shows in a %s at its end, without being asked to decode',
    async (format) => {
      const bytes = await photo('seedling', 640).toFormat(format).toBuffer();
      for (const part of [0.5, 0.95]) {
        expect(await inspect(bytes.subarray(0, bytes.length * part))).toMatchObject({ decodes: 'no' });
      }
      expect(await inspect(Buffer.concat([bytes, Buffer.alloc(100)]))).not.toMatchObject({ decodes: 'no' });
    },
  );

  it('shows in a TIFF when asked to decode', async () => {
    const bytes = await photo('seedling', 640).tiff({ compression: 'lzw' }).toBuffer();
    const hole = Buffer.from(bytes).fill(0xff, 2000, 6000);
    expect((await inspect(hole, true)).decodes).toBe('no');
  });

  it.each(['webp', 'gif'] as const)('is damaged by its header in a %s', async (format) => {
    const bytes = await photo('seedling', 320).toFormat(format).toBuffer();
    writeFileSync(at('cut'), bytes.subarray(0, bytes.length / 2));
    expect(await inspectImage({ decode: false }, jobContext({ still: at('cut') }))).toMatchObject({
      kind: 'damaged',
      format,
    });
  });
});

describe('what is not opened', () => {
  it.each([
    ['svg', '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"/>'],
    ['pdf', '%PDF-1.7'],
    ['text', 'hello'],
  ])('%s', async (format, text) => {
    writeFileSync(at('photo.jpg'), text);
    const found = await inspectImage({ decode: true }, jobContext({ still: at('photo.jpg') }));
    expect(found).toEqual({ kind: 'not_opened', format, sizeBytes: text.length });
  });

  it('has over 100 megapixels: its size is told and nothing of it decoded', async () => {
    const found = await inspect(makePng({ widthPx: 20_000, heightPx: 20_000, pixels: false }), true);
    expect(found).toMatchObject({ stored: { widthPx: 20_000, heightPx: 20_000 }, decodes: 'untried' });
  });
});
