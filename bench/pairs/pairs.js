/** The pairs of stills with the truth between them, and where on them to look. */
import { fileURLToPath } from 'node:url';
import { exampleStill } from '../stills.js';

/**
 * @typedef {import('../measure/plane.js').Window} Window
 */

/**
 * Two stills and what is between them.
 * @typedef {object} Pair
 * @property {string} name
 * @property {string} first its path
 * @property {string} last
 * @property {readonly string[]} truth paths of the true frames at 1/8 to 7/8 of the way, as large as a 720p raster
 * @property {string} prompt for a passage with nothing else on top
 * @property {number} aheadDb what a clip has to be better by than a dissolve
 * @property {boolean} isAheadOfAll whether it has to be better than FFmpeg's minterpolate too
 * @property {Window} moving a part of the raster in which one thing moves and can be told where: its letters, all the way
 * @property {readonly Label[]} labels the same label in three true frames
 * @property {number | undefined} labelGoalDb undefined where there is no goal
 */

/**
 * A label in a true frame.
 * @typedef {object} Label
 * @property {number} step of eight
 * @property {Window} box
 */

/** The true frames divide the way into so many steps. */
export const STEPS = 8;

/** @param {string} name */
const folderOf = (name) => fileURLToPath(new URL(`./${name}/`, import.meta.url));

/** @param {string} name */
const truthOf = (name) => Array.from({ length: STEPS - 1 }, (_, index) => `${folderOf(name)}${index + 1}.jpg`);

/** @type {(name: string) => Pick<Pair, 'name' | 'first' | 'last' | 'truth'>} */
const ownPair = (name) => ({
  name,
  first: `${folderOf(name)}first.jpg`,
  last: `${folderOf(name)}last.jpg`,
  truth: truthOf(name),
});

/** @type {(leftPx: number, topPx: number, widthPx: number, heightPx: number) => Window} */
const box = (leftPx, topPx, widthPx, heightPx) => ({ leftPx, topPx, widthPx, heightPx });

/** Every pair. The labels were measured in the true frames: the paper on bottle and tin, the frame printed on the box, edge to edge. */
export const PAIRS = /** @type {readonly [Pair, ...Pair[]]} */ ([
  {
    name: 'bottle-turn-30',
    first: exampleStill('bottle-front'),
    last: exampleStill('bottle-turn-30'),
    truth: truthOf('bottle-turn-30'),
    prompt: 'The bottle turns, no camera movement',
    aheadDb: 4,
    isAheadOfAll: true,
    moving: box(480, 310, 320, 226),
    labelGoalDb: 24,
    labels: [
      { step: 2, box: box(527, 326, 241, 194) },
      { step: 4, box: box(515, 326, 241, 194) },
      { step: 6, box: box(505, 325, 237, 197) },
    ],
  },
  {
    ...ownPair('arc'),
    prompt: 'The view turns, no camera movement',
    aheadDb: 3,
    isAheadOfAll: false,
    moving: box(410, 240, 340, 280),
    labelGoalDb: undefined,
    labels: [
      { step: 2, box: box(422, 242, 306, 280) },
      { step: 4, box: box(424, 242, 308, 282) },
      { step: 6, box: box(426, 242, 308, 283) },
    ],
  },
  {
    ...ownPair('slide'),
    prompt: 'The box slides over, no camera movement',
    aheadDb: 3,
    isAheadOfAll: false,
    moving: box(210, 190, 610, 380),
    labelGoalDb: undefined,
    labels: [
      { step: 2, box: box(271, 201, 391, 358) },
      { step: 4, box: box(319, 201, 391, 358) },
      { step: 6, box: box(367, 201, 391, 358) },
    ],
  },
]);
