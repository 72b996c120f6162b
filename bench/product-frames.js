/**
 * The product as the benches drive it below the command line, where a move can be named exactly: clips by its own job in its own
 * media process, and frames before encoding.
 */
import { createMediaPool } from '../dist/media/pool.js';
import { decodeStill } from '../dist/media/image/decode-still.js';
import { WHOLE_CLIP } from '../dist/motion/timing.js';
import { renderLocally } from '../dist/providers/local/local-renderer.js';
import { finestOf } from '../dist/providers/local/render-clip.js';
import { baseSize, createRenderer } from '../dist/render/renderer.js';
import sharp from 'sharp';

/**
 * One move over the whole of a clip.
 * @typedef {object} Scene
 * @property {string} stillPath
 * @property {import('../dist/motion/moves.js').Move} move
 * @property {number} widthPx of the clip
 * @property {number} heightPx
 * @property {number} frames
 */

/**
 * What happens in a clip, and what of the still it is made from.
 * @typedef {object} Shown
 * @property {string} stillPath
 * @property {import('../dist/motion/directions.js').Directions} directions
 * @property {import('../dist/motion/directions.js').Loop} loop
 * @property {number} widthPx of the clip
 * @property {number} heightPx
 * @property {number} frames
 * @property {number} fps
 * @property {Crop} framing
 */

/** @typedef {Extract<import('../dist/contract/framing.js').Framing, { kind: 'crop' }>} Crop */

/** What every figure is fixed to. */
const ENCODING = { crf: 18, preset: 'veryfast' };
const FPS = 24;
const BACKGROUND = { r: 255, g: 255, b: 255 };

/**
 * Settles which part of the still the clip shows: the largest of its ratio, in the middle.
 * @param {Scene} scene
 * @returns {Promise<Shown>}
 */
export async function frameScene({ move, ...scene }) {
  const { autoOrient } = await sharp(scene.stillPath).metadata();
  const scale = Math.min(autoOrient.width / scene.widthPx, autoOrient.height / scene.heightPx);
  const widthPx = Math.round(scene.widthPx * scale);
  const heightPx = Math.round(scene.heightPx * scale);
  const leftPx = Math.floor((autoOrient.width - widthPx) / 2);
  const topPx = Math.floor((autoOrient.height - heightPx) / 2);
  const directions = { camera: [{ move, ...WHOLE_CLIP }], actions: [], passage: WHOLE_CLIP };
  const rect = { leftPx, topPx, widthPx, heightPx };
  return { ...scene, directions, loop: 'none', fps: FPS, framing: { kind: 'crop', rect } };
}

/** @param {Shown} shown */
function jobInput({ directions, loop, widthPx, heightPx, frames, fps, framing }) {
  const plan = { directions, loop, output: { widthPx, heightPx }, frameCount: frames, fps };
  return { plan, framing, framed: framing.rect, background: BACKGROUND, ...ENCODING };
}

/**
 * Renders and encodes the scene in a media process, as `firstframe render` does.
 * @param {Shown} shown
 * @param {string} clipPath
 */
export async function renderClip(shown, clipPath) {
  const pool = createMediaPool();
  try {
    return await renderLocally(pool, { stillPath: shown.stillPath, clipPath }, jobInput(shown), {});
  } finally {
    await pool.close();
  }
}

/**
 * The frames of the scene as painted, before encoding; each is good until the next.
 * @param {Shown} shown
 * @returns {AsyncGenerator<import('../dist/render/renderer.js').RenderedFrame, void, undefined>}
 */
export async function* paintFrames(shown) {
  const input = jobInput(shown);
  const { plan, framing, background } = input;
  const base = await decodeStill(shown.stillPath, {
    framing,
    background,
    ...baseSize(plan, finestOf(plan.output, input)),
  });
  const renderer = await createRenderer(base, plan);
  for (let index = 0; index < plan.frameCount; index++) yield renderer.frame(index);
}
