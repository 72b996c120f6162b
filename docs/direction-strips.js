/**
 * A strip of frames from one clip, a picture of docs/directions.md.
 * @typedef {object} Strip
 * @property {string} still of examples/
 * @property {string} prompt
 * @property {string} [last]
 * @property {{ x: number, y: number }} [focus]
 * @property {import('../dist/motion/directions.js').Loop} [loop]
 * @property {readonly number[]} [shares] where in the clip the frames are, 0 to 1; beginning, middle and end where absent
 * @property {{ onto: number, of: readonly number[] }} [outlines] onto which of these frames are drawn the edges of what others show, at
 *   which shares
 * @property {string} [aspect] as the still where absent
 */

const DANDELION = { x: 0.3, y: 0.36 };
const FIVE = [0, 0.25, 0.5, 0.75, 1];
/** What the last frame shows, drawn into the first. */
const LAST_IN_FIRST = { onto: 0, of: [1] };

const BOTTLE = 'bottle-front.jpg';

/**
 * A strip for each move, each action and each way from still to still, by its file's name in docs/pictures/directions.
 * @type {Readonly<Record<string, Strip>>}
 */
export const STRIPS = {
  'push-in': { still: 'seedling.jpg', prompt: 'Dramatic push in', focus: DANDELION, outlines: LAST_IN_FIRST },
  'pull-out': { still: 'seedling.jpg', prompt: 'Dramatic pull out', focus: DANDELION, outlines: { onto: 2, of: [0] } },
  pan: { still: 'mountains.jpg', prompt: 'Pan right', outlines: LAST_IN_FIRST },
  tilt: { still: 'mountains.jpg', prompt: 'Tilt up', outlines: LAST_IN_FIRST },
  roll: { still: 'mountains.jpg', prompt: 'Roll ten degrees clockwise', outlines: LAST_IN_FIRST },
  arc: { still: BOTTLE, prompt: 'Arc right', outlines: LAST_IN_FIRST },
  handheld: { still: 'seedling.jpg', prompt: 'Handheld', outlines: { onto: 0, of: [0.15, 0.3, 0.45, 0.6, 0.75, 0.9] } },
  sequence: {
    still: 'mountains.jpg',
    prompt: 'Pan right, then a dramatic push-in',
    outlines: { onto: 0, of: [0.5, 1] },
  },
  settle: { still: 'seedling.jpg', prompt: 'Dramatic push-in and settle', focus: DANDELION, shares: FIVE },
  hold: {
    still: 'seedling.jpg',
    prompt: 'Hold for two seconds, then a dramatic push-in',
    focus: DANDELION,
    shares: FIVE,
  },
  'light-sweep': {
    still: BOTTLE,
    prompt: 'Locked-off camera, a strong light sweep travels up the bottle',
    shares: [0, 0.4, 0.6],
  },
  'light-warms': { still: 'mountains.jpg', prompt: 'Locked-off camera, the light turns warmer' },
  'light-cools': { still: 'mountains.jpg', prompt: 'Locked-off camera, the light turns cold and blue' },
  'light-dims': { still: 'mountains.jpg', prompt: 'Locked-off camera, the light dims' },
  'light-brightens': { still: 'seedling.jpg', prompt: 'Locked-off camera, the light brightens dramatically' },
  'light-key': { still: BOTTLE, prompt: 'Locked-off camera, the light resolves to a clean studio key' },
  'focus-pull': {
    still: 'portrait.jpg',
    prompt: 'Locked-off camera, the background melts strongly into blur',
    aspect: '16:9',
    focus: { x: 0.42, y: 0.33 },
  },
  'focus-rack': {
    still: 'seedling.jpg',
    prompt: 'Locked-off camera. Strong rack focus from the background to the subject.',
    focus: DANDELION,
    shares: [0, 0.4, 1],
  },
  turn: { still: BOTTLE, last: 'bottle-turn-30.jpg', prompt: 'The product rotates and settles', shares: FIVE },
  dissolve: {
    still: 'mountains.jpg',
    last: 'seedling.jpg',
    prompt: 'The first picture becomes the last',
    shares: FIVE,
  },
  'loop-seam': { still: BOTTLE, prompt: 'Arc right', loop: 'seam', shares: FIVE },
  'loop-pingpong': {
    still: 'seedling.jpg',
    prompt: 'Dramatic push in',
    focus: DANDELION,
    loop: 'pingpong',
    shares: FIVE,
  },
  'loop-crossfade': {
    still: 'seedling.jpg',
    prompt: 'Dramatic push in',
    focus: DANDELION,
    loop: 'crossfade',
    shares: [0, 0.4, 0.75, 0.87, 1],
  },
};
