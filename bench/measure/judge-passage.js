/** Holds a first→last clip against the truth between its stills. */
import { createBestMatch } from './best-match.js';
import { psnr, ssim } from './compare.js';
import { lanczosWindow } from './lanczos.js';
import { nearestFrame } from './passage.js';
import { cropPlane, planeOf, readStill } from './plane.js';
import { readLuma } from './read-clip.js';

/**
 * @typedef {import('./plane.js').Plane} Plane
 * @typedef {import('../pairs/pairs.js').Pair} Pair
 */

/**
 * A pair as luma at the raster.
 * @typedef {object} PairPlanes
 * @property {Plane} first
 * @property {Plane} last
 * @property {readonly Plane[]} truth
 */

/** A frame further than this from the progress of a true frame is not held against it. */
const MAX_OFF = 0.004;

/** How many moments the clip is asked for its best match at, both ends among them, and how soft that is done. */
const MATCHES = 21;
const MATCH_SIGMA_PX = 6;

/**
 * Reads a pair; its ends are brought to the size of its true frames.
 * @param {Pair} pair
 * @returns {Promise<PairPlanes>}
 */
export async function readPair(pair) {
  /** @type {(path: string) => Promise<Plane>} */
  const read = async (path) => planeOf(await readStill(path), 'y');
  const truth = await Promise.all(pair.truth.map(read));
  const [raster] = truth;
  if (raster === undefined) throw new Error(`${pair.name} has no true frames.`);
  /** @type {(path: string) => Promise<Plane>} */
  const readEnd = async (path) => {
    const still = await read(path);
    if (still.widthPx === raster.widthPx && still.heightPx === raster.heightPx) return still;
    return lanczosWindow(still, { leftPx: 0, topPx: 0, widthPx: still.widthPx, heightPx: still.heightPx }, raster);
  };
  return { first: await readEnd(pair.first), last: await readEnd(pair.last), truth };
}

/**
 * What a clip is like.
 * @typedef {object} Judgement
 * @property {readonly number[]} truthDb PSNR against each true frame
 * @property {readonly number[]} labelDb the same inside each label
 * @property {readonly { psnrDb: number, ssim: number }[]} ends against the two stills
 * @property {readonly { frame: number, passage: number, matched: number }[]} matches which true moment frames look most like
 */

/**
 * @param {string} clipPath
 * @param {readonly number[]} passages how far each of its frames is on its way
 * @param {{ pair: Pair, planes: PairPlanes, matches?: number }} against
 * @returns {Promise<Judgement>}
 * @throws Error where the clip has another number of frames, or none near enough to a true one's moment
 */
export async function judgePassage(clipPath, passages, { pair, planes, matches: count = MATCHES }) {
  const { first, last, truth } = planes;
  const steps = truth.length + 1;
  const atTruth = truth.map((_, index) => near(passages, (index + 1) / steps));
  const atMatches = Array.from({ length: count }, (_, index) => nearestFrame(passages, index / (count - 1)));
  const frames = await readFrames(
    clipPath,
    passages.length,
    new Set([...atTruth, ...atMatches, 0, passages.length - 1]),
  );
  const shown = atTruth.map(frames);
  const matchOf = createBestMatch([first, ...truth, last], { box: pair.moving, sigmaPx: MATCH_SIGMA_PX });
  return {
    ...judgeFrames(shown, { pair, planes }),
    ends: [
      { frame: frames(0), still: first },
      { frame: frames(passages.length - 1), still: last },
    ].map(({ frame, still }) => ({ psnrDb: psnr(frame, still), ssim: ssim(frame, still) })),
    matches: atMatches.map((frame) => ({ frame, passage: passages[frame] ?? NaN, matched: matchOf(frames(frame)) })),
  };
}

/**
 * Holds frames against the true ones, each against its own.
 * @param {readonly Plane[]} shown
 * @param {{ pair: Pair, planes: PairPlanes }} against
 * @returns {Pick<Judgement, 'truthDb' | 'labelDb'>}
 */
export function judgeFrames(shown, { pair, planes: { truth } }) {
  return {
    truthDb: truth.map((plane, index) => psnr(inRange(shown, index), plane)),
    labelDb: pair.labels.map(({ step, box }) =>
      psnr(cropPlane(inRange(shown, step - 1), box), cropPlane(inRange(truth, step - 1), box)),
    ),
  };
}

/**
 * @param {readonly number[]} passages
 * @param {number} share
 */
function near(passages, share) {
  const frame = nearestFrame(passages, share);
  const passage = passages[frame] ?? NaN;
  if (Math.abs(passage - share) <= MAX_OFF) return frame;
  throw new Error(`No frame is at ${share} of the way; the nearest is at ${passage}. Another length may have one.`);
}

/**
 * Reads some frames of a clip, and counts them all.
 * @param {string} clipPath
 * @param {number} count
 * @param {ReadonlySet<number>} wanted
 * @returns {Promise<(index: number) => Plane>}
 */
async function readFrames(clipPath, count, wanted) {
  /** @type {Map<number, Plane>} */
  const frames = new Map();
  let index = 0;
  for await (const frame of readLuma(clipPath)) {
    if (wanted.has(index)) frames.set(index, frame);
    index++;
  }
  if (index !== count) throw new Error(`${clipPath} decodes to ${index} frames of ${count}.`);
  return (at) => {
    const frame = frames.get(at);
    if (frame === undefined) throw new RangeError(`Frame ${at} was not asked for.`);
    return frame;
  };
}

/**
 * @param {readonly Plane[]} planes
 * @param {number} index
 */
function inRange(planes, index) {
  const plane = planes[index];
  if (plane === undefined) throw new RangeError(`There is no frame ${index} among ${planes.length}.`);
  return plane;
}
