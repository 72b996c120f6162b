// Makes the pictures of the documentation, with the program itself, and contact sheets to look at:
//   node docs/make-pictures.js            every picture of docs/pictures
//   node docs/make-pictures.js NAME…      only these, such as readme push-in light-sweep
//   node docs/make-pictures.js --pairs [NAME…]   the sheets of docs/pictures/first-last: all pairs of bench/pairs, or these
//   node docs/make-pictures.js --sheets FOLDER   every move on every example photograph, five frames in a row, into a folder
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { createMediaPool } from '../dist/media/pool.js';
import { decodeFrames } from '../dist/media/video/decode-frames.js';
import { renderStill } from '../dist/tasks/local/render-still.js';
import { STRIPS } from './direction-strips.js';
import { drawWindows } from './draw-windows.js';

const root = path.resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'firstframe-pictures-'));

/** @typedef {import('./direction-strips.js').Strip} Strip */
/** @typedef {{ file: string, report: import('../dist/tasks/local/render-report.js').RenderReport }} Clip */

/** Beginning, middle and end. */
const THREE = [0, 0.5, 1];

/** For a look at every move on every photograph. */
const MOVES = ['Push in', 'Pull out', 'Pan right', 'Tilt up', 'Roll clockwise', 'Arc right', 'Handheld', 'Static'];

/**
 * One frame as sRGB, from BT.709 limited range; chroma by its nearest sample, which is enough for looking.
 * @param {import('../dist/media/video/decode-frames.js').ClipFrame} frame
 */
function toRgb({ y, u, v, widthPx, heightPx }) {
  const rgb = Buffer.alloc(widthPx * heightPx * 3);
  const chromaWidth = Math.ceil(widthPx / 2);
  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++) {
      const luma = (((y[row * widthPx + column] ?? 0) - 16) * 255) / 219;
      const chroma = (row >> 1) * chromaWidth + (column >> 1);
      const blue = (((u[chroma] ?? 0) - 128) * 255) / 224;
      const red = (((v[chroma] ?? 0) - 128) * 255) / 224;
      const pixel = [luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue];
      rgb.set(
        pixel.map((value) => Math.min(255, Math.max(0, Math.round(value)))),
        3 * (row * widthPx + column),
      );
    }
  }
  return sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } });
}

/**
 * Frames of a clip side by side.
 * @param {Clip} clip
 * @param {Pick<Strip, 'shares' | 'outlines'>} shown
 * @param {number} heightPx
 */
async function strip({ file, report }, { shares = THREE, outlines }, heightPx) {
  /** @type {import('../dist/media/video/decode-frames.js').ClipFrame[]} */
  const frames = [];
  for await (const frame of decodeFrames(file)) frames.push(frame);
  const tiles = await Promise.all(
    shares.map(async (share, at) => {
      const frame = frames[Math.round(share * (frames.length - 1))];
      if (frame === undefined) throw new Error(`${file} has no frames.`);
      const tile = toRgb(frame).resize({ height: heightPx });
      const { data, info } = await tile.png().toBuffer({ resolveWithObject: true });
      if (outlines?.onto !== at) return { data, info };
      const size = { widthPx: info.width, heightPx: info.height };
      const svg = drawWindows(report, outlines.of, size);
      return sharp(data)
        .composite([{ input: svg }])
        .png()
        .toBuffer({ resolveWithObject: true });
    }),
  );
  const gap = 6;
  const width = tiles.reduce((sum, { info }) => sum + info.width, gap * (tiles.length - 1));
  let left = 0;
  const layers = tiles.map(({ data, info }) => {
    const layer = { input: data, left, top: 0 };
    left += info.width + gap;
    return layer;
  });
  return sharp({ create: { width, height: heightPx, channels: 3, background: 'white' } }).composite(layers);
}

/**
 * @param {import('../dist/media/pool.js').MediaPool} mediaPool
 * @param {Strip} strip
 * @param {'480p' | '720p'} resolution
 * @returns {Promise<Clip>}
 */
async function render(mediaPool, { still, last, shares: _shares, outlines: _outlines, ...directed }, resolution) {
  const outputPath = path.join(scratch, 'clip.mp4');
  const request = { model: 'local/motion', aspect: 'adaptive', durationSec: 5, resolution, audio: false, seed: 0 };
  const example = (/** @type {string} */ name) => path.join(root, 'examples', name);
  const report = await renderStill(
    {
      ...request,
      ...{ fit: 'crop', stillPath: example(still), outputPath, ...directed },
      ...(last === undefined ? {} : { lastPath: example(last) }),
    },
    { mediaPool },
  );
  // What is left out of a prompt would be missing from its picture.
  for (const { field, reason } of report.adjustments)
    if (field === 'prompt') process.stderr.write(`${directed.prompt}: ${reason}\n`);
  return { file: outputPath, report };
}

const [option, ...names] = process.argv.slice(2);
const mediaPool = createMediaPool();
try {
  if (option === '--sheets') {
    const [folder = '.'] = names;
    mkdirSync(folder, { recursive: true });
    for (const still of ['seedling.jpg', 'mountains.jpg', 'portrait.jpg', 'bottle-front.jpg']) {
      for (const prompt of MOVES) {
        const clip = await render(mediaPool, { still, prompt }, '720p');
        const file = `${path.parse(still).name}-${prompt.toLowerCase().replace(' ', '-')}.png`;
        await (await strip(clip, { shares: [0, 0.25, 0.5, 0.75, 1] }, 270)).png().toFile(path.join(folder, file));
      }
    }
  } else if (option === '--pairs') {
    await makePairSheets(path.join(root, 'docs/pictures/first-last'), names);
  } else {
    const asked = option === undefined ? undefined : [option, ...names];
    await makePictures(mediaPool, path.join(root, 'docs/pictures'), asked);
  }
} finally {
  await mediaPool.close();
  rmSync(scratch, { recursive: true });
}

/**
 * @param {import('../dist/media/pool.js').MediaPool} mediaPool
 * @param {string} target
 * @param {readonly string[] | undefined} asked undefined: all
 */
async function makePictures(mediaPool, target, asked) {
  mkdirSync(path.join(target, 'directions'), { recursive: true });
  const isAsked = (/** @type {string} */ name) => asked === undefined || asked.includes(name);
  if (isAsked('readme')) {
    const shown = { still: 'seedling.jpg', prompt: 'Strong push in', focus: { x: 0.3, y: 0.36 } };
    const clip = await render(mediaPool, shown, '720p');
    await (await strip(clip, {}, 300)).jpeg({ quality: 85 }).toFile(path.join(target, 'push-in.jpg'));
  }
  for (const [name, shown] of Object.entries(STRIPS)) {
    if (!isAsked(name)) continue;
    const clip = await render(mediaPool, shown, '480p');
    const picture = await strip(clip, shown, (shown.shares ?? THREE).length > 3 ? 110 : 186);
    await picture.jpeg({ quality: 82 }).toFile(path.join(target, 'directions', `${name}.jpg`));
  }
}

/**
 * Clips beside the truth, by the bench, small enough for a page.
 * @param {string} target
 * @param {readonly string[]} names none: all
 */
async function makePairSheets(target, names) {
  const script = path.join(root, 'bench/first-last-sheets.js');
  execFileSync(process.execPath, [script, scratch, 'png', ...names], { stdio: 'inherit' });
  mkdirSync(target, { recursive: true });
  for (const file of readdirSync(scratch).filter((name) => name.endsWith('.png'))) {
    const sheet = sharp(path.join(scratch, file)).resize({ width: file.includes('-close') ? 900 : 1200 });
    await sheet.jpeg({ quality: 74, mozjpeg: true }).toFile(path.join(target, `${path.parse(file).name}.jpg`));
  }
}
