import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AV_LOG_QUIET } from 'node-av/constants';
import { Log } from 'node-av/lib';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { box, codeTile, makeHeic, nclx, type MadeHeic } from './made-heic.js';
import { allowPicturesInMemory, example, jobContext, psnrDb, scratchFolder } from './made-images.js';
import type { Adjustment } from '../src/contract/adjustment.js';
import { decodeStill } from '../src/media/image/decode-still.js';
import { iccProfileName } from '../src/media/image/icc-profile-name.js';
import { inspectImage, type ImageFacts } from '../src/media/image/inspect-image.js';
import { createMediaPool } from '../src/media/pool.js';
import { frameStill } from '../src/stills/frame-still.js';
import { checkStill, inspectStill } from '../src/stills/inspect-still.js';
import { refusalOf } from '../src/stills/judge-still.js';
import { planStill } from '../src/stills/plan-still.js';
import { prepareStill } from '../src/stills/prepare-still.js';
import { heicToTiff } from '../src/media/image/heic/heic-tiff.js';
import { lumaOfFrame } from '../src/media/testing/make-clip.js';

allowPicturesInMemory();
Log.setLevel(AV_LOG_QUIET);
const at = scratchFolder();
const background = { r: 255, g: 255, b: 255 };

function picture(name: string): string {
  return path.resolve(import.meta.dirname, 'pictures', name);
}

async function decode(file: string, widthPx: number, heightPx: number): Promise<Uint8Array> {
  const framing = { kind: 'crop', rect: { leftPx: 0, topPx: 0, widthPx, heightPx } } as const;
  return (await decodeStill(file, { framing, widthPx, heightPx, background })).rgb;
}

async function original(widthPx: number, heightPx: number, degrees = 0): Promise<Buffer> {
  const resized = await sharp(example('bottle-front.jpg')).resize(widthPx, heightPx).png().toBuffer();
  return sharp(resized).rotate(degrees).raw().toBuffer();
}

describe('a HEIC', () => {
  it('made of tiles, in Display P3 and turned, is the picture it was made from', async () => {
    // irot counts anticlockwise: three quarters of that are one clockwise.
    const found = await decode(picture('grid-turned-p3.heic'), 270, 480);
    expect(psnrDb(found, await original(480, 270, 90))).toBeGreaterThan(36);
  });

  it('made of tiles, in sRGB, is the picture it was made from', async () => {
    expect(psnrDb(await decode(picture('grid.heic'), 480, 270), await original(480, 270))).toBeGreaterThan(36);
  });

  it('of odd size is cut to it', async () => {
    expect(psnrDb(await decode(picture('odd-size.heic'), 321, 181), await original(321, 181))).toBeGreaterThan(36);
  });

  it('shows no seam between its tiles', async () => {
    const [found, expected] = [await decode(picture('grid.heic'), 480, 270), await original(480, 270)];
    const column = (pixels: Uint8Array, x: number): number[] =>
      Array.from({ length: 270 * 3 }, (_, at) => pixels[(Math.floor(at / 3) * 480 + x) * 3 + (at % 3)]!);
    for (const seam of [127, 128, 255, 256, 383, 384]) {
      expect(psnrDb(column(found, seam), column(expected, seam)), `column ${seam}`).toBeGreaterThan(32);
    }
  });

  it('with transparency is refused', async () => {
    await expect(decode(picture('transparent.heic'), 320, 180)).rejects.toMatchObject({ reason: 'unreadable' });
  });
});

describe('a HEIC made by hand', async () => {
  const tile = await codeTile(at('tile.mov'), 128, 128);
  const deep = await codeTile(at('deep.mov'), 128, 128, 'yuv420p10le');
  const wide = await codeTile(at('wide.mov'), 256, 128);
  const whole = { widthPx: 250, heightPx: 128 };
  const write = (heic: MadeHeic): string => {
    writeFileSync(at('made.heic'), makeHeic(heic));
    return at('made.heic');
  };
  const inspect = async (heic: MadeHeic): Promise<ImageFacts> => {
    const found = await inspectImage({ decode: true }, jobContext({ still: write(heic) }));
    if (found.kind !== 'image') throw new Error(`found ${found.kind}`);
    return found;
  };
  const adjustments = async (heic: MadeHeic): Promise<readonly Adjustment[]> => {
    const report = { path: '', field: 'still', facts: await inspect(heic) };
    return planStill(report, { raster: report.facts.display, fit: 'crop', background }).adjustments;
  };
  /** The flat grey below the ramp. */
  const greyOf = (pixels: Uint8Array): Uint8Array => pixels.subarray(pixels.length - 30);
  const fullRange = nclx(1, 13, 6);

  it.each([
    ['8', tile],
    ['10', deep],
  ] as const)('of %s bits shows its tiles where they belong', async (_bits, each) => {
    const one = await decode(write({ tiles: [each], columns: 1, properties: [fullRange] }), 128, 128);
    const two = await decode(
      write({ tiles: [each, each], columns: 2, size: whole, properties: [fullRange] }),
      250,
      128,
    );
    for (const [y, x] of [
      [3, 0],
      [3, 60],
      [10, 119],
      [100, 50],
    ] as const) {
      const expected = one[(y * 128 + x) * 3]!;
      expect(Math.abs(two[(y * 250 + x) * 3]! - expected)).toBeLessThanOrEqual(2);
      expect(Math.abs(two[(y * 250 + x + 128) * 3]! - expected)).toBeLessThanOrEqual(2);
    }
    greyOf(one).forEach((value) => expect(Math.abs(value - lumaOfFrame(0))).toBeLessThanOrEqual(1));
  });

  it('of 10 bits says that they become 8', async () => {
    const heic = { tiles: [deep, deep], columns: 2, size: whole };
    expect(await adjustments(heic)).toMatchObject([{ code: 'depth_reduced', asked: '10 bits a channel' }]);
  });

  it('that is turned or mirrored says so', async () => {
    const heic = { tiles: [tile, tile], columns: 2, size: whole };
    const turned = { ...heic, properties: [box('irot', Buffer.from([3]))] };
    expect(await inspect(turned)).toMatchObject({
      orientation: 6,
      stored: { widthPx: 250, heightPx: 128 },
      display: { widthPx: 128, heightPx: 250 },
    });
    expect(await adjustments(turned)).toMatchObject([
      { code: 'orientation_applied', asked: '250×128, orientation 6', used: '128×250' },
    ]);
    const mirrored = { ...heic, properties: [box('imir', Buffer.from([1]))] };
    expect(await adjustments(mirrored)).toMatchObject([{ code: 'orientation_applied', used: '250×128' }]);
  });

  it('in Display P3 by its numbers alone is converted, and says so', async () => {
    const heic = { tiles: [tile], columns: 1, properties: [nclx(12, 13, 6)] };
    expect(await adjustments(heic)).toMatchObject([{ code: 'colour_converted', asked: 'Display P3' }]);
    const profileOf = async (made: MadeHeic): Promise<Buffer | undefined> =>
      (await sharp(await heicToTiff(makeHeic(made))).metadata()).icc;
    expect(iccProfileName((await profileOf(heic))!)).toBe('sP3C');
    expect(await profileOf({ ...heic, properties: [fullRange] })).toBeUndefined();
  });

  it.each([
    ['HDR (PQ)', 9, 16],
    ['HDR (HLG)', 9, 18],
    ['a transfer curve (number 8) of its own', 1, 8],
    ['a range of colours (primaries 9) of its own', 9, 1],
  ])('in %s is refused by what it is', async (name, primaries, transfer) => {
    const heic = { tiles: [tile], columns: 1, properties: [nclx(primaries, transfer, 6)] };
    expect(refusalOf(await inspect(heic), 'still')).toMatchObject({
      code: 'unsupported_colour',
      measured: `This is a HEIC in ${name}, which is not read here.`,
    });
    await expect(decode(write(heic), 128, 128)).rejects.toMatchObject({
      reason: 'unreadable',
      message: `the still is ${name}, which is not read here`,
    });
  });

  it('in HDR by the word of its coded picture alone is refused', async () => {
    const coded = await codeTile(at('pq.mov'), 128, 128, 'yuv420p10le', ':colorprim=bt2020:transfer=smpte2084');
    await expect(decode(write({ tiles: [coded], columns: 1 }), 128, 128)).rejects.toMatchObject({
      message: 'the still is HDR (PQ), which is not read here',
    });
  });

  it.each<[string, MadeHeic]>([
    ['too few', { tiles: [tile, tile], columns: 2, size: { widthPx: 300, heightPx: 128 } }],
    ['too low', { tiles: [tile, tile], columns: 2, size: { widthPx: 250, heightPx: 200 } }],
    ['of two sizes', { tiles: [wide, tile], columns: 2, size: { widthPx: 300, heightPx: 128 } }],
    ['of two depths', { tiles: [tile, deep], columns: 2, size: whole }],
  ])('of tiles that are %s is refused, rather than shown with gaps', async (_how, heic) => {
    await expect(heicToTiff(makeHeic(heic))).rejects.toThrow(/tiles of/);
  });
});

describe('a HEIC that says it is larger than its tiles', () => {
  it('is refused: nothing of a still decoded before shows in it', async () => {
    const bytes = readFileSync(picture('grid.heic'));
    const size = Buffer.from([0, 0, 1, 0xe0, 0, 0, 1, 0x0e]);
    bytes.writeUInt32BE(600, bytes.indexOf(size));
    bytes.writeUInt32BE(520, bytes.indexOf(Buffer.from([0, 0, 1, 0x0e])));
    const grid = bytes.indexOf(Buffer.from([0x01, 0xe0, 0x01, 0x0e]), bytes.indexOf('idat', 0, 'latin1'));
    bytes.writeUInt16BE(600, grid);
    bytes.writeUInt16BE(520, grid + 2);
    writeFileSync(at('larger.heic'), bytes);
    await expect(decode(at('larger.heic'), 600, 520)).rejects.toMatchObject({
      reason: 'unreadable',
      cause: { message: '4×3 tiles of 128×128 for a picture of 600×520' },
    });
  });
});

describe('a HEIC in the media process', () => {
  const pool = createMediaPool({ size: 1 });
  afterAll(() => pool.close());

  it('is inspected and prepared like any still', async () => {
    const report = await inspectStill(pool, picture('grid-turned-p3.heic'), { decode: true });
    expect(report.facts).toMatchObject({ format: 'heic', display: { widthPx: 270, heightPx: 480 }, decodes: 'yes' });
    const plan = await frameStill(pool, report, { raster: { widthPx: 180, heightPx: 320 } });
    await prepareStill(pool, picture('grid-turned-p3.heic'), plan, at('prepared.png'));
    const expected = await sharp(await original(480, 270, 90), { raw: { width: 270, height: 480, channels: 3 } })
      .resize(180, 320)
      .raw()
      .toBuffer();
    expect(
      psnrDb(
        await sharp(readFileSync(at('prepared.png')))
          .raw()
          .toBuffer(),
        expected,
      ),
    ).toBeGreaterThan(36);
  });

  it('with transparency is refused by what it is', async () => {
    const checked = await checkStill(pool, picture('transparent.heic'));
    expect(checked).toMatchObject({ usable: false, finding: { code: 'unsupported_format' } });
  });
});

describe('a damaged HEIC', () => {
  const whole = readFileSync(picture('grid-turned-p3.heic'));
  const mediaStart = whole.indexOf('mdat', 0, 'latin1');

  it('is refused wherever it is cut', async () => {
    for (let length = 40; length < whole.length; length += 397) {
      writeFileSync(at('cut.heic'), whole.subarray(0, length));
      await expect(decode(at('cut.heic'), 270, 480), `${length} bytes`).rejects.toMatchObject({ reason: 'unreadable' });
    }
  });

  it('with any byte of its tables changed is read or refused, never more', async () => {
    for (let byte = 16; byte < mediaStart; byte += 11) {
      for (const value of [0x00, 0xff]) {
        const changed = Buffer.from(whole);
        changed[byte] = value;
        const tiff = await heicToTiff(changed).catch((error: unknown) => error);
        expect(tiff === undefined || tiff instanceof Buffer || tiff instanceof Error, `byte ${byte}`).toBe(true);
      }
    }
  });
});
