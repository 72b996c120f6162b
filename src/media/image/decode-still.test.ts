import { writeFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  allowPicturesInMemory,
  example,
  makeIccProfile,
  makePng,
  photo,
  psnrDb,
  scratchFolder,
} from '../../../test/made-images.js';
import { referenceLanczos } from '../../../test/reference-lanczos.js';
import type { Rect, Rgb } from '../../contract/framing.js';
import { configuredSharp } from './configured-sharp.js';
import { decodeStill, type RgbImage } from './decode-still.js';

allowPicturesInMemory();
const at = scratchFolder();
const background: Rgb = { r: 255, g: 255, b: 255 };

function write(name: string, bytes: Buffer): string {
  writeFileSync(at(name), bytes);
  return at(name);
}

async function crop(path: string, rect: Rect, widthPx: number, heightPx: number, over = background): Promise<RgbImage> {
  return decodeStill(path, { framing: { kind: 'crop', rect }, widthPx, heightPx, background: over });
}

/** The middle pixel of a still whose every pixel is alike, or as given. */
async function colourOf(bytes: Buffer, over = background): Promise<number[]> {
  const { width, height } = await sharp(bytes).metadata();
  const whole = { leftPx: 0, topPx: 0, widthPx: width, heightPx: height };
  const { rgb } = await crop(write('colour', bytes), whole, 32, 32, over);
  const middle = 3 * (16 * 32 + 16);
  return [...rgb.subarray(middle, middle + 3)];
}

function expectColour(found: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(3);
  found.forEach((value, channel) => {
    expect(Math.abs(value - expected[channel]!), `${found.join()} for ${expected.join()}`).toBeLessThanOrEqual(
      tolerance,
    );
  });
}

const plain = (r: number, g: number, b: number): Sharp =>
  sharp({ create: { width: 64, height: 64, channels: 3, background: { r, g, b } } });

describe('resizing', () => {
  it.each([
    ['seedling', { leftPx: 656, topPx: 0, widthPx: 4000, heightPx: 2250 }, 832, 468],
    ['mountains', { leftPx: 0, topPx: 306, widthPx: 3264, heightPx: 1836 }, 1280, 720],
  ] as const)('is true to a float Lanczos of %s to 45 dB', async (name, rect, widthPx, heightPx) => {
    const full = await sharp(example(`${name}.jpg`))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const expected = referenceLanczos(full.data, full.info.width, rect, { widthPx, heightPx });
    const { rgb } = await crop(example(`${name}.jpg`), rect, widthPx, heightPx);
    expect(psnrDb(rgb, expected)).toBeGreaterThan(45);
  });

  it('gives the same pixels at the same size', async () => {
    const png = await photo('portrait', 300).png().toBuffer();
    const { data } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    const { rgb } = await crop(write('same.png', png), { leftPx: 0, topPx: 0, widthPx: 300, heightPx: 450 }, 300, 450);
    expect(psnrDb(rgb, data)).toBe(Infinity);
  });

  it('refuses a crop that leaves the still: it was planned for another', async () => {
    const path = write('small.png', await photo('portrait', 300).png().toBuffer());
    await expect(crop(path, { leftPx: 10, topPx: 0, widthPx: 300, heightPx: 450 }, 64, 64)).rejects.toMatchObject({
      reason: 'unreadable',
      message: expect.stringContaining('changed while it was used: it has 300×450 pixels now') as string,
      todo: expect.stringMatching(/^Leave the file/) as string,
    });
  });
});

describe('orientation', () => {
  const rect = { leftPx: 40, topPx: 60, widthPx: 160, heightPx: 90 };

  it.each([1, 2, 3, 4, 5, 6, 7, 8] as const)('%i shows the same crop', async (orientation) => {
    const shown = await photo('portrait', 300).png().toBuffer();
    const { flip, flop, degrees } = UNDO[orientation];
    const unturned = await sharp(shown).rotate(degrees).png().toBuffer();
    const stored = await sharp(unturned).flip(flip).flop(flop).withMetadata({ orientation }).png().toBuffer();
    const expected = await crop(write('shown.png', shown), rect, 80, 45);
    const found = await crop(write(`turned-${orientation}.png`, stored), rect, 80, 45);
    expect(psnrDb(found.rgb, expected.rgb)).toBeGreaterThan(48);
  });

  /** From shown to stored: turned back first, then mirrored back. */
  const UNDO = {
    1: { degrees: 0, flip: false, flop: false },
    2: { degrees: 0, flip: false, flop: true },
    3: { degrees: 180, flip: false, flop: false },
    4: { degrees: 0, flip: true, flop: false },
    5: { degrees: 90, flip: false, flop: true },
    6: { degrees: 270, flip: false, flop: false },
    7: { degrees: 270, flip: false, flop: true },
    8: { degrees: 90, flip: false, flop: false },
  };
});

describe('colour becomes sRGB', () => {
  const encode = (linear: number): number =>
    Math.round(255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055));
  const decodeSrgb = (value: number): number => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const multiply = (matrix: readonly (readonly number[])[], [r = 0, g = 0, b = 0]: readonly number[]): number[] =>
    matrix.map(([x = 0, y = 0, z = 0]) => x * r + y * g + z * b);
  // From the chromaticities of SMPTE EG 432-1 and Adobe RGB (1998), both under D65, to those of sRGB.
  const P3_TO_SRGB = [
    [1.22494, -0.22494, 0],
    [-0.042057, 1.042057, 0],
    [-0.019638, -0.078636, 1.098274],
  ];
  const ADOBE_TO_SRGB = [
    [1.398356, -0.398356, 0],
    [0, 1, 0],
    [0, -0.042929, 1.042929],
  ];
  const p3Profile = async (): Promise<Buffer> => {
    const tagged = await plain(0, 0, 0).withIccProfile('p3').png().toBuffer();
    return (await sharp(tagged).metadata()).icc!;
  };

  it.each([8, 16] as const)('from Display P3 in %i bits', async (bits) => {
    const colour = [200, 110, 70];
    const expected = multiply(P3_TO_SRGB, colour.map(decodeSrgb)).map(encode);
    const stored = bits === 16 ? colour.map((value) => value * 257) : colour;
    const png = makePng({ widthPx: 64, heightPx: 64, bits, colour: stored, icc: await p3Profile() });
    expect(expected).not.toEqual(colour);
    expectColour(await colourOf(png), expected, 2);
  });

  it('from Adobe RGB', async () => {
    const icc = makeIccProfile(
      'Adobe RGB (1998)',
      [
        [0.60974, 0.31111, 0.01947],
        [0.20528, 0.62567, 0.06087],
        [0.14919, 0.06322, 0.74457],
      ],
      2.19921875,
    );
    const colour = [120, 150, 90];
    const linear = colour.map((value) => (value / 255) ** 2.19921875);
    const png = makePng({ widthPx: 64, heightPx: 64, colour, icc });
    expectColour(await colourOf(png), multiply(ADOBE_TO_SRGB, linear).map(encode), 2);
  });

  it('from 16 bits without a profile', async () => {
    expectColour(
      await colourOf(makePng({ widthPx: 64, heightPx: 64, bits: 16, colour: [51400, 25700, 12850] })),
      [200, 100, 50],
      1,
    );
  });

  it.each<[string, (image: Sharp) => Sharp]>([
    ['a profile', (image) => image.withIccProfile('cmyk')],
    ['no profile', (image) => image.toColourspace('cmyk')],
  ])('from CMYK with %s, as near as ink allows', async (_how, toCmyk) => {
    const jpeg = { quality: 100, chromaSubsampling: '4:4:4' };
    expectColour(
      await colourOf(
        await toCmyk(plain(180, 120, 90))
          .jpeg(jpeg)
          .toBuffer(),
      ),
      [180, 120, 90],
      20,
    );
    expectColour(
      await colourOf(
        await toCmyk(plain(255, 255, 255))
          .jpeg(jpeg)
          .toBuffer(),
      ),
      [255, 255, 255],
      5,
    );
  });

  it.each(['b-w', 'grey16'])('from grey (%s) as three equal channels', async (space) => {
    const [r = 0, g, b] = await colourOf(await plain(128, 128, 128).toColourspace(space).png().toBuffer());
    expect([g, b]).toEqual([r, r]);
    expect(Math.abs(r - 128)).toBeLessThanOrEqual(1);
  });

  it('from L*a*b* in TIFF', async () => {
    expectColour(await colourOf(await plain(180, 120, 90).toColourspace('lab').tiff().toBuffer()), [180, 120, 90], 2);
  });

  it.each(['avif', 'webp', 'tiff', 'gif'] as const)('from %s', async (format) => {
    expectColour(
      await colourOf(await plain(200, 100, 50).toFormat(format, { quality: 100 }).toBuffer()),
      [200, 100, 50],
      3,
    );
  });
});

describe('transparency', () => {
  const half = {
    create: { width: 64, height: 64, channels: 4, background: { r: 200, g: 100, b: 50, alpha: 0.5 } },
  } as const;
  const over = { r: 0, g: 128, b: 255 };

  it.each(['png', 'webp', 'avif', 'tiff'] as const)('in %s shows the background through', async (format) => {
    const bytes = await sharp(half)
      .toFormat(format, format === 'tiff' ? { compression: 'lzw' } : { lossless: true })
      .toBuffer();
    expectColour(await colourOf(bytes, over), [100, 114, 152], 2);
  });

  it('in 16 bits with a profile shows the background as it was given', async () => {
    const bytes = await sharp(half).toColourspace('rgb16').withIccProfile('p3').png().toBuffer();
    expectColour(await colourOf(bytes, over), [100, 114, 152], 2);
  });

  it('leaves no dark seam where a colour ends in nothing', async () => {
    const left = await plain(255, 255, 255).png().toBuffer();
    const clear = { r: 0, g: 0, b: 0, alpha: 0 };
    const bytes = await sharp({ create: { width: 128, height: 64, channels: 4, background: clear } })
      .composite([{ input: left, left: 0, top: 0 }])
      .png()
      .toBuffer();
    const { rgb } = await crop(write('seam.png', bytes), { leftPx: 0, topPx: 0, widthPx: 128, heightPx: 64 }, 50, 25);
    expect(Math.min(...rgb)).toBeGreaterThanOrEqual(254);
  });
});

describe('padding', () => {
  it('shows the whole still in the middle, over a darker blur of it', async () => {
    const path = write('tall.png', await photo('portrait', 300).png().toBuffer());
    const { rgb } = await decodeStill(path, { framing: { kind: 'blur_pad' }, widthPx: 640, heightPx: 360, background });
    const padded = sharp(Buffer.from(rgb), { raw: { width: 640, height: 360, channels: 3 } });
    const middle = await padded.clone().extract({ left: 200, top: 0, width: 240, height: 360 }).raw().toBuffer();
    const whole = { leftPx: 0, topPx: 0, widthPx: 300, heightPx: 450 };
    expect(psnrDb(middle, (await crop(path, whole, 240, 360)).rgb)).toBe(Infinity);
    const side = await padded.clone().extract({ left: 0, top: 0, width: 200, height: 360 }).stats();
    const still = await sharp(path).stats();
    expect(side.channels[0]!.mean).toBeLessThan(0.85 * still.channels[0]!.mean);
    expect(side.sharpness).toBeLessThan(still.sharpness);
  });

  it('leaves a still of the ratio as it is', async () => {
    const path = write('wide.png', await photo('seedling', 640).resize(640, 360).png().toBuffer());
    const { rgb } = await decodeStill(path, { framing: { kind: 'blur_pad' }, widthPx: 640, heightPx: 360, background });
    expect(psnrDb(rgb, await sharp(path).raw().toBuffer())).toBe(Infinity);
  });
});

describe('a file that cannot be decoded is refused:', () => {
  const whole = { leftPx: 0, topPx: 0, widthPx: 480, heightPx: 270 };
  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)('a %s cut short', async (format) => {
    const bytes = await photo('seedling', 480).resize(480, 270).toFormat(format, { effort: 1 }).toBuffer();
    const path = write('cut', bytes.subarray(0, Math.floor(bytes.length * 0.7)));
    await expect(crop(path, whole, 64, 36)).rejects.toMatchObject({ code: 'media_failed', reason: 'unreadable' });
  });

  it('an SVG named .jpg', async () => {
    const path = write(
      'drawing.jpg',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="480" height="270"/>'),
    );
    await expect(crop(path, whole, 64, 36)).rejects.toMatchObject({ reason: 'unreadable' });
  });

  it('an SVG that sniffing took for something else: no loader reads it', async () => {
    const path = write('drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="480" height="270"/>'));
    await expect(configuredSharp(path).metadata()).rejects.toThrow();
    await expect(configuredSharp(path).raw().toBuffer()).rejects.toThrow();
  });

  it.each([
    ['an AVIF', {}, 9000, 8600, 77],
    ['an AVIF of 10 bits', { bitdepth: 10 }, 8000, 6500, 51],
  ] as const)('%s of more pixels than there is memory for', async (_what, options, widthPx, heightPx, megapixels) => {
    const bytes = await plain(9, 9, 9)
      .avif({ effort: 0, ...options })
      .toBuffer();
    const size = bytes.indexOf('ispe', 0, 'latin1') + 8;
    bytes.writeUInt32BE(widthPx, size);
    bytes.writeUInt32BE(heightPx, size + 4);
    await expect(crop(write('large.avif', bytes), whole, 64, 36)).rejects.toMatchObject({
      reason: 'limit',
      message: expect.stringContaining(`over the limit of ${megapixels} megapixels for avif`) as string,
      todo: 'Export it smaller; a clip needs 4 megapixels at most.',
    });
  });

  it('an AVIF in HDR', async () => {
    const bytes = await plain(9, 9, 9).withIccProfile('p3').avif({ effort: 0 }).toBuffer();
    // In the place of the profile: BT.2020 and PQ by their numbers.
    const colours = Buffer.from('nclx\0\x09\0\x10\0\x09\x80', 'latin1');
    bytes.set(colours, bytes.indexOf('colr', 0, 'latin1') + 4);
    await expect(crop(write('hdr.avif', bytes), whole, 64, 36)).rejects.toMatchObject({
      message: 'the still is HDR (PQ), which is not read here',
      todo: 'Export it as JPEG or PNG in sRGB.',
    });
  });

  it('one of over 100 megapixels, before it is decoded', async () => {
    const path = write('huge.png', makePng({ widthPx: 20_000, heightPx: 20_000, pixels: false }));
    await expect(crop(path, whole, 64, 36)).rejects.toMatchObject({ reason: 'limit' });
  });
});
