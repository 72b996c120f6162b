import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AV_LOG_QUIET } from 'node-av/constants';
import { Log } from 'node-av/lib';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { allowPicturesInMemory, example, psnrDb, scratchFolder } from './made-images.js';
import { decodeStill } from '../src/media/image/decode-still.js';
import { createMediaPool } from '../src/media/pool.js';
import { frameStill } from '../src/stills/frame-still.js';
import { checkStill, inspectStill } from '../src/stills/inspect-still.js';
import { prepareStill } from '../src/stills/prepare-still.js';
import { heicToTiff } from '../src/media/image/heic/heic-tiff.js';

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

  it('of 10 bits is the picture it was made from', async () => {
    expect(psnrDb(await decode(picture('grid-10-bit.heic'), 480, 270), await original(480, 270))).toBeGreaterThan(36);
  });

  it('of odd size is cut to it', async () => {
    expect(psnrDb(await decode(picture('odd-size.heic'), 321, 181), await original(321, 181))).toBeGreaterThan(36);
  });

  it('shows no seam between its tiles', async () => {
    const [found, expected] = [await decode(picture('grid-10-bit.heic'), 480, 270), await original(480, 270)];
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
