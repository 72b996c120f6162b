/** Whether the picture trembles: where five patches really are, frame by frame, against where the camera ought to put them. */
import path from 'node:path';
import { framedRect, idealWindows } from './measure/ideal-path.js';
import { lanczosWindow } from './measure/lanczos.js';
import { noisy } from './measure/noise.js';
import { choosePatches, NOISE_SIGMA } from './measure/patches.js';
import { cropPlane, planeOf, readStill, roundPlane } from './measure/plane.js';
import { readLuma } from './measure/read-clip.js';
import { trackPatch } from './measure/tracker.js';
import { wobbleOf } from './measure/wobble.js';
import { frameScene, paintFrames, renderClip } from './product-frames.js';
import { exampleStill } from './stills.js';

/**
 * @typedef {import('./measure/plane.js').Plane} Plane
 * @typedef {import('./results-table.js').Row} Row
 */

/** The heading over its table. */
export const title = 'Wobble';

/** How it is measured, sentence by sentence. */
export const method = [
  'Each patch (192 px, near the centre and the crossings of the thirds, where there is most texture) is tracked against a float ' +
    'Lanczos-3 warp of the full-size still at the ideal window, to a thousandth of a pixel; brightness gain and offset are fitted along.',
  'Wobble is the RMS length of the second difference of (tracked − ideal), over patches and frames, in px/frame².',
  'The goal is held against all five patches. Where white noise of 45 dB alone would show as more than 0.005, by least squares, coding ' +
    'noise and motion cannot be told apart; the figure over the other patches, those with enough texture, stands beside.',
  'The encoder’s options were chosen among some seventy on mountains and seedling. Portrait and bottle-front had no part in the choice.',
  'The tracker’s own floor: the same on ideal frames rounded to 8 bits, plain and with noise of σ 1.4 (45 dB).',
  'Before encoding: the renderer’s frames themselves. What lies between that and the clip is x264’s.',
];

const GOAL = 0.008;
const SIZE = { widthPx: 1280, heightPx: 720 };
const FOCUS = { focusX: 0.5, focusY: 0.5 };
/** The encoder's options were chosen on mountains and seedling; portrait and bottle-front had no part in that. */
const STILLS = ['mountains', 'seedling', 'portrait', 'bottle-front'];
const MOVES = /** @type {const} */ ([
  { name: '10 % push in 120 frames', frames: 120, move: { kind: 'push_in', zoom: 1.1, ...FOCUS } },
  { name: '2 % drift in 240 frames', frames: 240, move: { kind: 'push_in', zoom: 1.02, ...FOCUS } },
]);
const QUICK = {
  name: '1 % push in 12 frames',
  frames: 12,
  move: /** @type {const} */ ({ kind: 'push_in', zoom: 1.01, ...FOCUS }),
};
/** A patch where noise alone would show as more than this cannot tell whether the goal is reached. */
const MOST_NOISE_WOBBLE = 0.005;
/** Enough for the tracker's own floor. */
const FLOOR_FRAMES = 24;

/**
 * Measures.
 * @param {import('./results-table.js').BenchContext} context
 * @returns {Promise<Row[]>}
 */
export async function measure({ folder, say, quick }) {
  /** @type {Row[]} */
  const rows = [];
  for (const name of quick ? STILLS.slice(0, 1) : STILLS) {
    const luma = planeOf(await readStill(exampleStill(name)), 'y');
    for (const scene of quick ? [QUICK] : MOVES) {
      say(`${name}, ${scene.name}`);
      const shown = await frameScene({ ...SIZE, ...scene, stillPath: exampleStill(name) });
      const clipPath = path.join(folder, 'clip.mp4');
      await renderClip(shown, clipPath);
      const still = cropPlane(luma, framedRect(shown));
      const windows = idealWindows(shown);
      const clip = await trackFrames(readLuma(clipPath), still, windows);
      const painted = await trackFrames(paintedLuma(shown), still, windows);
      rows.push({
        what: `${name}, ${scene.name}`,
        goal: `≤ ${GOAL}`,
        measured: describe(clip, painted),
        met: clip.ofAllFive <= GOAL,
        figures: { clip, painted },
      });
      if (scene !== MOVES[0]) continue;
      const middle = windows.slice(48, 48 + FLOOR_FRAMES);
      const rounded = await trackFrames(idealFrames(still, middle, 0), still, middle);
      const noise = await trackFrames(idealFrames(still, middle, NOISE_SIGMA), still, middle);
      rows.push({
        what: `${name}: the tracker’s own floor, 8 bits; with noise`,
        goal: '–',
        measured: `${rounded.ofAllFive.toFixed(4)}; ${noise.ofAllFive.toFixed(4)}`,
        met: undefined,
        figures: { rounded, noise },
      });
    }
  }
  return rows;
}

/**
 * @param {Awaited<ReturnType<typeof trackFrames>>} clip
 * @param {Awaited<ReturnType<typeof trackFrames>>} painted
 */
function describe(clip, painted) {
  const textured = clip.textured === 0 ? '' : `; ${clip.wobble.toFixed(4)} over the ${clip.textured} with texture`;
  return `${clip.ofAllFive.toFixed(4)} (before encoding ${painted.ofAllFive.toFixed(4)})${textured}`;
}

/**
 * @param {AsyncIterable<Plane> | Iterable<Plane>} frames
 * @param {Plane} still
 * @param {readonly import('./measure/plane.js').Window[]} windows
 */
async function trackFrames(frames, still, windows) {
  const [first] = windows;
  if (first === undefined) throw new Error('A clip without frames cannot be tracked.');
  const patches = choosePatches(lanczosWindow(still, first, SIZE));
  /** @type {import('./measure/tracker.js').Shift[][]} */
  const tracks = patches.map(() => []);
  let index = 0;
  for await (const frame of frames) {
    const window = windows[index++];
    if (window === undefined) throw new Error(`The clip has more than its ${windows.length} frames.`);
    patches.forEach((patch, p) => tracks[p]?.push(trackPatch(frame, still, window, patch, tracks[p].at(-1))));
  }
  if (index !== windows.length) throw new Error(`The clip has ${index} frames of ${windows.length}.`);
  const textured = tracks.filter((_, p) => (patches[p]?.noiseWobble ?? Infinity) <= MOST_NOISE_WOBBLE);
  const perPatch = tracks.map((track) => wobbleOf([track]));
  return { wobble: wobbleOf(textured), textured: textured.length, ofAllFive: wobbleOf(tracks), perPatch, patches };
}

/** @param {import('./product-frames.js').Shown} shown */
async function* paintedLuma(shown) {
  for await (const { y } of paintFrames(shown)) yield { data: Float32Array.from(y), ...SIZE };
}

/**
 * @param {Plane} still
 * @param {readonly import('./measure/plane.js').Window[]} windows
 * @param {number} sigma
 */
function* idealFrames(still, windows, sigma) {
  for (const [index, window] of windows.entries()) {
    yield roundPlane(noisy(lanczosWindow(still, window, SIZE), sigma, index));
  }
}
