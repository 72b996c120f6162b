/** How true the frames of finished clips are to the still they were made from. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { render } from './firstframe.js';
import { psnr, ssim } from './measure/compare.js';
import { framedRect, idealViews, idealWindows } from './measure/ideal-path.js';
import { lanczosWindow } from './measure/lanczos.js';
import { cropPlane, planeOf, readStill } from './measure/plane.js';
import { readLuma } from './measure/read-clip.js';
import { lanczosWarp } from './measure/warp.js';
import { frameScene, renderClip } from './product-frames.js';
import { exampleStill, writeTwelveMegapixelStill } from './stills.js';

/**
 * @typedef {import('./measure/plane.js').Plane} Plane
 * @typedef {import('./measure/ideal-path.js').ShownBy} ShownBy
 * @typedef {import('./results-table.js').Row} Row
 */

/** The heading over its table. */
export const title = 'Fidelity';

/** How it is measured, sentence by sentence. */
export const method = [
  'PSNR and SSIM are of luma, the decoded frame against an unrounded Lanczos-3 warp of the full-size still (BT.709, limited range). ' +
    'PSNR has its peak at 255; SSIM has a Gaussian window 11×11 of σ 1.5, K1 0.01, K2 0.03, no reduction first.',
  'Of the product only the camera’s pose is taken: which window of the still a frame shows.',
];

const STILLS = ['seedling', 'mountains', 'portrait', 'bottle-front'];
const GOAL = { psnrDb: 40, ssim: 0.985, megabits: 12 };
const EVERY_FRAME_DB = 37;

/**
 * Measures.
 * @param {import('./results-table.js').BenchContext} context
 * @returns {Promise<Row[]>}
 */
export async function measure({ folder, say, quick }) {
  const rows = [];
  for (const name of quick ? STILLS.slice(0, 1) : STILLS) {
    for (const resolution of /** @type {const} */ (['720p', '1080p'])) {
      say(`${name} ${resolution}`);
      rows.push(await firstAndLast(name, resolution, path.join(folder, 'clip.mp4')));
    }
  }
  say('1.3× push');
  if (!quick) rows.push(await everyFrame(folder));
  for (const move of quick ? MOVES.slice(0, 1) : MOVES) {
    say(move.kind);
    rows.push(await someFrames(move, folder));
  }
  return rows;
}

/**
 * @param {string} name
 * @param {'720p' | '1080p'} resolution
 * @param {string} clipPath
 * @returns {Promise<Row>}
 */
async function firstAndLast(name, resolution, clipPath) {
  const report = await render(exampleStill(name), clipPath, { prompt: 'Slow push in', resolution });
  const likeness = await compareFrames(
    clipPath,
    report,
    [0, report.frames - 1],
    await uprightIdeal(exampleStill(name), report),
  );
  const megabits = ((await stat(clipPath)).size * 8) / report.durationSec / 1e6;
  const met =
    likeness.every((frame) => frame.psnrDb >= GOAL.psnrDb && frame.ssim >= GOAL.ssim) &&
    (resolution !== '720p' || megabits <= GOAL.megabits);
  return {
    what: `${name}, ${report.widthPx}×${report.heightPx}: first and last frame`,
    goal: `≥ ${GOAL.psnrDb} dB, SSIM ≥ ${GOAL.ssim}${resolution === '720p' ? `, ≤ ${GOAL.megabits} Mbit/s` : ''}`,
    measured: `${likeness.map((frame) => `${frame.psnrDb.toFixed(1)} dB ${frame.ssim.toFixed(4)}`).join('; ')}; ${megabits.toFixed(1)} Mbit/s`,
    met,
    figures: { likeness, megabits },
  };
}

/**
 * @param {string} folder
 * @returns {Promise<Row>}
 */
async function everyFrame(folder) {
  const stillPath = await writeTwelveMegapixelStill(folder);
  const move = /** @type {const} */ ({ kind: 'push_in', zoom: 1.3, focusX: 0.5, focusY: 0.5 });
  const shown = await frameScene({ stillPath, move, widthPx: 1280, heightPx: 720, frames: 120 });
  const clipPath = path.join(folder, 'push.mp4');
  await renderClip(shown, clipPath);
  const ideal = await uprightIdeal(stillPath, shown);
  const psnrDb = [];
  for await (const frame of readLuma(clipPath)) psnrDb.push(psnr(frame, ideal(psnrDb.length)));
  const lowest = Math.min(...psnrDb);
  return {
    what: '1.3× push from 12 megapixels, 720p: the least true of 120 frames',
    goal: `≥ ${EVERY_FRAME_DB} dB`,
    measured: `${lowest.toFixed(1)} dB (mean ${(psnrDb.reduce((sum, db) => sum + db) / psnrDb.length).toFixed(1)})`,
    met: psnrDb.length === shown.frames && lowest >= EVERY_FRAME_DB,
    figures: { psnrDb: psnrDb.map((db) => Number(db.toFixed(2))) },
  };
}

/** @type {readonly import('../dist/motion/moves.js').Move[]} */
const MOVES = [
  { kind: 'static' },
  { kind: 'pull_out', zoom: 1.12, focusX: 0.4, focusY: 0.5 },
  { kind: 'pan', direction: 'right', zoom: 1.12 },
  { kind: 'tilt', direction: 'up', zoom: 1.12 },
  { kind: 'roll', rollRad: (3 * Math.PI) / 180 },
  { kind: 'handheld', zoom: 1.08, seed: 0 },
  { kind: 'arc', yawRad: (8 * Math.PI) / 180 },
];

/**
 * @param {import('../dist/motion/moves.js').Move} move
 * @param {string} folder
 * @returns {Promise<Row>}
 */
async function someFrames(move, folder) {
  const stillPath = exampleStill('mountains');
  const shown = await frameScene({ stillPath, move, widthPx: 1280, heightPx: 720, frames: 48 });
  const clipPath = path.join(folder, 'move.mp4');
  await renderClip(shown, clipPath);
  const turns = move.kind === 'roll' || move.kind === 'handheld' || move.kind === 'arc';
  const ideal = await (turns ? turnedIdeal : uprightIdeal)(stillPath, shown);
  const likeness = await compareFrames(clipPath, shown, [0, 24, 47], ideal);
  return {
    what: `mountains, ${move.kind}: first, middle, last frame of 48`,
    goal: `≥ ${GOAL.psnrDb} dB, SSIM ≥ ${GOAL.ssim} at both ends`,
    measured: likeness.map((frame) => `${frame.psnrDb.toFixed(1)} dB ${frame.ssim.toFixed(4)}`).join('; '),
    met: [likeness[0], likeness[2]].every((end) => end && end.psnrDb >= GOAL.psnrDb && end.ssim >= GOAL.ssim),
    figures: { likeness },
  };
}

/**
 * @param {string} stillPath
 * @param {ShownBy} shown
 * @returns {Promise<(index: number) => Plane>}
 */
async function uprightIdeal(stillPath, shown) {
  const still = cropPlane(planeOf(await readStill(stillPath), 'y'), framedRect(shown));
  const windows = idealWindows(shown);
  return (index) => lanczosWindow(still, inRange(windows, index), shown);
}

/** @type {typeof uprightIdeal} */
async function turnedIdeal(stillPath, shown) {
  const still = cropPlane(planeOf(await readStill(stillPath), 'y'), framedRect(shown));
  const views = idealViews(shown);
  return (index) => lanczosWarp(still, inRange(views, index), shown);
}

/**
 * @param {string} clipPath
 * @param {ShownBy} shown
 * @param {readonly number[]} indices
 * @param {(index: number) => Plane} ideal
 */
async function compareFrames(clipPath, { frames }, indices, ideal) {
  const likeness = [];
  let index = 0;
  for await (const frame of readLuma(clipPath)) {
    if (indices.includes(index)) {
      const truth = ideal(index);
      likeness.push({ index, psnrDb: psnr(frame, truth), ssim: ssim(frame, truth) });
    }
    index++;
  }
  if (index !== frames) throw new Error(`${clipPath} decodes to ${index} frames of ${frames}.`);
  return likeness;
}

/**
 * @template Value
 * @param {readonly Value[]} values
 * @param {number} index
 * @returns {Value}
 */
function inRange(values, index) {
  const value = values[index];
  if (value === undefined) throw new RangeError(`There is no frame ${index}; the clip ought to have ${values.length}.`);
  return value;
}
