import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { example, makePng, photo, psnrDb, scratchFolder } from '../../test/made-images.js';
import { createMediaPool } from '../media/pool.js';
import { frameStill } from './frame-still.js';
import { checkStill, inspectStill } from './inspect-still.js';
import { prepareStill } from './prepare-still.js';

const at = scratchFolder();
const pool = createMediaPool({ size: 1, maxResidentBytes: 300 * 1024 ** 2 });
afterAll(() => pool.close());

function write(name: string, bytes: Buffer | string): string {
  writeFileSync(at(name), bytes);
  return at(name);
}

describe('a still that can be used', () => {
  it('is reported with its facts', async () => {
    const report = await inspectStill(pool, example('portrait.jpg'), { field: 'first_frame_url' });
    expect(report).toMatchObject({
      path: example('portrait.jpg'),
      field: 'first_frame_url',
      facts: { format: 'jpeg', display: { widthPx: 2056, heightPx: 3088 } },
    });
  });

  it('may be a GIF with frames, of which the first is used', async () => {
    const frames = await Promise.all(
      [10, 200].map(async (g) =>
        sharp({ create: { width: 80, height: 80, channels: 3, background: { r: 0, g, b: 0 } } })
          .png()
          .toBuffer(),
      ),
    );
    await sharp(frames, { join: { animated: true } })
      .gif()
      .toFile(at('moving.gif'));
    const report = await inspectStill(pool, at('moving.gif'));
    const plan = await frameStill(pool, report, { raster: { widthPx: 80, heightPx: 80 } });
    expect(plan.adjustments).toMatchObject([{ code: 'first_frame_used' }]);
    await prepareStill(pool, at('moving.gif'), plan, at('first.png'));
    const { dominant } = await sharp(at('first.png')).stats();
    expect(dominant.g).toBeLessThan(30);
  });

  it('of 60 megapixels is read and prepared in less than 300 MiB', async () => {
    await sharp(example('seedling.jpg'))
      .resize(9480, 6330, { fit: 'fill', kernel: 'nearest' })
      .jpeg({ quality: 80 })
      .toFile(at('large.jpg'));
    const report = await inspectStill(pool, at('large.jpg'), { decode: true });
    expect(report.facts).toMatchObject({ display: { widthPx: 9480, heightPx: 6330 }, decodes: 'yes' });
    const plan = await frameStill(pool, report, { raster: { widthPx: 1280, heightPx: 720 } });
    expect(await prepareStill(pool, at('large.jpg'), plan, at('large.png'))).toMatchObject({
      widthPx: 1280,
      heightPx: 720,
    });
  });
});

describe('a file that cannot be used is refused:', () => {
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"/>';
  const ftyp = Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isomavc1', 'latin1');
  const jpeg = readFileSync(example('bottle-front.jpg'));
  it.each<[string, string, Buffer | string, string, RegExp]>([
    ['text', 'photo.jpg', 'not a picture', 'not_an_image', /photo\.jpg: This is a text file, not an image$/],
    ['a PDF', 'photo.jpg', '%PDF-1.7\n', 'not_an_image', /is a PDF, not an image/],
    ['a video', 'photo.jpg', ftyp, 'not_an_image', /is an MP4 video, not an image/],
    ['an SVG named .jpg', 'photo.jpg', drawing, 'unsupported_format', /is an SVG drawing, which is not read here/],
    ['a BMP', 'photo.bmp', 'BM\x46\0\0\0\0\0\0\0\x36\0\0\0', 'unsupported_format', /is a BMP picture/],
    [
      'half a JPEG',
      'photo.jpg',
      jpeg.subarray(0, jpeg.length / 2),
      'damaged',
      /is a JPEG of 1920×1080 pixels that is cut short/,
    ],
    ['the start of a JPEG', 'photo.jpg', jpeg.subarray(0, 40), 'damaged', /a JPEG whose header is cut short/],
    [
      'one pixel',
      'photo.png',
      makePng({ widthPx: 1, heightPx: 1 }),
      'too_small',
      /has 1×1 pixels.*\(limit: 64 pixels a side\)/,
    ],
    ['a strip', 'photo.png', makePng({ widthPx: 900, heightPx: 63 }), 'too_small', /has 900×63 pixels/],
    [
      '400 megapixels',
      'photo.png',
      makePng({ widthPx: 20_000, heightPx: 20_000, pixels: false }),
      'too_many_pixels',
      /20000×20000 pixels, 400 megapixels \(limit: 100 megapixels\)/,
    ],
    [
      'an animated PNG',
      'photo.png',
      makePng({ widthPx: 80, heightPx: 80, frames: 7 }),
      'animated',
      /a PNG animation with 7 frames/,
    ],
  ])('%s', async (_what, name, bytes, code, message) => {
    const path = write(name, bytes);
    await expect(inspectStill(pool, path)).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringMatching(message) as string,
      todo: expect.stringMatching(/^[A-Z].*\.$/) as string,
    });
    expect(await checkStill(pool, path)).toMatchObject({
      usable: false,
      finding: { code, severity: 'refuse', field: 'still' },
    });
  });

  it('one that is not there, under the name the caller has for it', async () => {
    await expect(inspectStill(pool, at('gone.jpg'), { field: 'last' })).rejects.toMatchObject({
      ...{ code: 'bad_input', field: 'last' },
      message: expect.stringMatching(/gone\.jpg: there is no such file$/) as string,
    });
  });

  it('an animated WebP', async () => {
    const frames = await Promise.all(
      ['#000', '#fff'].map(async (background) =>
        sharp({ create: { width: 80, height: 80, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    await sharp(frames, { join: { animated: true } })
      .webp()
      .toFile(at('moving.webp'));
    await expect(inspectStill(pool, at('moving.webp'))).rejects.toMatchObject({
      message: expect.stringContaining('a WebP animation with 2 frames') as string,
    });
  });

  it('99 megapixels of AVIF, which would take more memory than there is', async () => {
    const bytes = await photo('seedling', 80).avif({ effort: 0 }).toBuffer();
    const size = bytes.indexOf('ispe', 0, 'latin1') + 8;
    bytes.writeUInt32BE(11_000, size);
    bytes.writeUInt32BE(9000, size + 4);
    await expect(inspectStill(pool, write('large.avif', bytes), { decode: true })).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringMatching(
        /11000×9000 pixels, 99 megapixels \(limit: 77 megapixels, as an AVIF\)$/,
      ) as string,
      todo: expect.stringContaining('Export it smaller') as string,
    });
  });

  it('a folder, an empty file, no file', async () => {
    mkdirSync(at('album'));
    for (const path of [at('album'), write('empty.jpg', ''), at('gone.jpg')]) {
      await expect(inspectStill(pool, path)).rejects.toMatchObject({ code: 'bad_input' });
    }
  });
});

describe('preparing', () => {
  const raster = { widthPx: 640, heightPx: 360 };

  it('writes the part that draws the eye at the exact raster', async () => {
    const report = await inspectStill(pool, example('portrait.jpg'));
    const plan = await frameStill(pool, report, { raster });
    expect(plan.adjustments.map(({ code }) => code)).toContain('cropped_to_ratio');
    expect(plan.framing).toMatchObject({ kind: 'crop', rect: { leftPx: 0, widthPx: 2056 } });
    await prepareStill(pool, example('portrait.jpg'), plan, at('prepared.jpg'), {
      encoding: { kind: 'jpeg', quality: 95 },
    });
    expect(await sharp(at('prepared.jpg')).metadata()).toMatchObject({ format: 'jpeg', width: 640, height: 360 });
  });

  it('asks no attention for a crop that has no room to move', async () => {
    copyFileSync(example('bottle-front.jpg'), at('gone-soon.jpg'));
    const report = await inspectStill(pool, at('gone-soon.jpg'));
    const plan = await frameStill(pool, { ...report, path: at('gone.jpg') }, { raster });
    expect(plan.framing).toMatchObject({ rect: { leftPx: 0, topPx: 0, widthPx: 1920, heightPx: 1080 } });
  });

  it('pads with a blur when asked to', async () => {
    await photo('portrait', 400).png().toFile(at('tall.png'));
    const plan = await frameStill(pool, await inspectStill(pool, at('tall.png')), { raster, fit: 'pad' });
    await prepareStill(pool, at('tall.png'), plan, at('padded.png'));
    const middle = await sharp(at('padded.png'))
      .extract({ left: 200, top: 0, width: 240, height: 360 })
      .raw()
      .toBuffer();
    const whole = await sharp(at('tall.png')).resize(240, 360, { fit: 'fill' }).raw().toBuffer();
    expect(psnrDb(middle, whole)).toBeGreaterThan(45);
  });

  it('tells a still that was put in the place of another meanwhile', async () => {
    const path = write('swapped.png', await photo('seedling', 640).png().toBuffer());
    const plan = await frameStill(pool, await inspectStill(pool, path), { raster });
    write('swapped.png', await photo('seedling', 320).png().toBuffer());
    await expect(prepareStill(pool, path, plan, at('never.png'))).rejects.toMatchObject({
      reason: 'unreadable',
      file: path,
      message: expect.stringContaining('the still changed while it was used') as string,
    });
  });

  it('tells a still that turns out to be cut short by its name', async () => {
    const bytes = await photo('seedling', 640).tiff({ compression: 'lzw' }).toBuffer();
    const path = write('holed.tif', Buffer.from(bytes).fill(0xff, 2000, 9000));
    const plan = await frameStill(pool, await inspectStill(pool, path), { raster, focus: { x: 0.5, y: 0.5 } });
    await expect(prepareStill(pool, path, plan, at('never.png'))).rejects.toMatchObject({
      code: 'media_failed',
      reason: 'unreadable',
      file: path,
    });
  });
});
