/**
 * What first→last clips look like: `node bench/first-last-sheets.js FOLDER [png] [PAIR…]` renders the pairs, all if none is named, and
 * writes for each a sheet of frames at 25, 50 and 75 % of the way (left) beside the truth (right), and another of the part that moves
 * most, twice as large. JPEGs, or PNGs if asked.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { decodeFrames } from '../dist/media/video/decode-frames.js';
import { render } from './firstframe.js';
import { closestLengthSec, nearestFrame, passagesOf } from './measure/passage.js';
import { toRgb } from './measure/to-rgb.js';
import { PAIRS, STEPS } from './pairs/pairs.js';

/**
 * @typedef {import('./pairs/pairs.js').Pair} Pair
 * @typedef {import('./measure/plane.js').Window} Window
 */

const SHOWN = [2, 4, 6];
const LENGTH = { fps: 24, fromSec: 4, toSec: 5 };
const GAP_PX = 8;
const CELL_PX = 720;

/**
 * @param {Pair} pair
 * @param {string} clipPath
 * @returns {Promise<{ clip: Buffer, truth: string }[]>} frames as PNG, each with the path of the true one
 */
async function framesOf({ first, last, truth, prompt }, clipPath) {
  const report = await render(first, clipPath, {
    prompt,
    resolution: '720p',
    last,
    durationSec: closestLengthSec(STEPS, LENGTH),
  });
  const passages = passagesOf(report);
  const wanted = SHOWN.map((step) => nearestFrame(passages, step / STEPS));
  /** @type {{ clip: Buffer, truth: string }[]} */
  const shown = [];
  for await (const frame of decodeFrames(clipPath)) {
    const row = wanted.indexOf(frame.index);
    const step = SHOWN[row];
    if (step === undefined) continue;
    const raw = { width: frame.widthPx, height: frame.heightPx, channels: /** @type {const} */ (3) };
    const clip = await sharp(toRgb(frame), { raw }).png().toBuffer();
    shown.push({ clip, truth: truth[step - 1] ?? '' });
  }
  return shown;
}

/**
 * @param {string} file
 * @param {Awaited<ReturnType<typeof framesOf>>} rows
 * @param {{ box: Window | undefined, widthPx: number }} cell the whole frame if no box is named
 */
async function writeSheet(file, rows, { box, widthPx }) {
  /** @type {(picture: Buffer | string) => Promise<Buffer>} */
  const cut = (picture) => {
    const whole = sharp(picture);
    const part = box
      ? whole.extract({ left: box.leftPx, top: box.topPx, width: box.widthPx, height: box.heightPx })
      : whole;
    return part.resize({ width: widthPx, kernel: 'lanczos3' }).png().toBuffer();
  };
  const cells = await Promise.all(rows.map(({ clip, truth }) => Promise.all([cut(clip), cut(truth)])));
  const { height } = await sharp(cells[0]?.[0]).metadata();
  const size = { width: 2 * widthPx + GAP_PX, height: rows.length * (height + GAP_PX) - GAP_PX };
  const sheet = sharp({ create: { ...size, channels: 3, background: 'white' } }).composite(
    cells.flatMap((pair, row) =>
      pair.map((input, column) => ({ input, left: column * (widthPx + GAP_PX), top: row * (height + GAP_PX) })),
    ),
  );
  await (file.endsWith('.png') ? sheet.png() : sheet.jpeg({ quality: 88 })).toFile(file);
}

const [folder, ...asked] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name a folder for the sheets: node bench/first-last-sheets.js FOLDER');
const extension = asked.includes('png') ? 'png' : 'jpg';
const names = asked.filter((name) => name !== 'png');
const made = await mkdtemp(path.join(tmpdir(), 'firstframe-sheets-'));
try {
  await mkdir(folder, { recursive: true });
  for (const pair of PAIRS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    console.error(pair.name);
    const rows = await framesOf(pair, path.join(made, 'clip.mp4'));
    const file = path.join(folder, pair.name);
    await writeSheet(`${file}.${extension}`, rows, { box: undefined, widthPx: CELL_PX });
    await writeSheet(`${file}-close.${extension}`, rows, { box: pair.moving, widthPx: 2 * pair.moving.widthPx });
  }
} finally {
  await rm(made, { recursive: true, force: true });
}
