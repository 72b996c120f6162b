import type { MoveKind } from './moves.js';

/** One way to say a camera move. */
export interface Saying {
  readonly kind: MoveKind;
  /** Lower case, in order; a hyphen counts as a space. */
  readonly words: readonly string[];
  /** Why what is made is less than what was said; undefined where it is the same. */
  readonly shortfall?: string;
}

const FLAT_SIDEWAYS = 'A flat still has no depth to travel past, so it is made as a pan.';
const FLAT_UPWARDS = 'A flat still has no depth to travel past, so it is made as a tilt.';
const NO_OTHER_SIDE = 'One still does not show the sides of what is in it, so it is made as an arc of a few degrees.';

const GO = ['move', 'moves', 'moving', 'go', 'goes', 'drift', 'drifts', 'drifting', 'glide', 'glides', 'gliding'];
const DOLLY = ['dolly', 'dollies', 'dollying', 'zoom', 'zooms', 'zooming', 'track', 'tracks', 'tracking'];
const PUSH = [
  'push',
  'pushes',
  'pushing',
  'creep',
  'creeps',
  'creeping',
  'close',
  'closes',
  'closing',
  'ease',
  'eases',
];
const PULL = ['pull', 'pulls', 'pulling', 'back', 'backs', 'backing'];
const INWARDS = ['in', 'closer', 'forward', 'forwards', 'toward', 'towards', 'into'];
const OUTWARDS = ['out', 'back', 'away', 'backward', 'backwards'];

/** Every saying, longer ones first: "zoom out" is no zoom in, and "no camera movement" no movement. */
export const SAYINGS: readonly Saying[] = [
  ...say('static', ['no', 'without', 'without any'], ['camera movement', 'camera motion', 'movement', 'motion']),
  ...say('static', ['does not', "doesn't", 'do not', "don't", 'never'], ['move the camera', 'move']),
  ...say('static', ['locked', 'lock'], ['off', 'down', '']),
  ...say(
    'static',
    ['hold', 'stay', 'keep', 'keep the camera', 'hold the camera', 'remain'],
    ['still', 'steady', 'motionless'],
  ),
  ...say('static', ['static', 'tripod', 'stationary', 'motionless', 'fixed camera', 'still camera']),
  ...say(
    'static',
    ['camera', 'shot'],
    ['stays', 'holds', 'remains', 'is', 'keeps'],
    ['still', 'static', 'fixed', 'steady', 'locked'],
  ),
  ...say('pull_out', [...PULL, ...DOLLY, ...GO], OUTWARDS),
  ...say('push_in', [...PUSH, ...DOLLY, ...GO], INWARDS),
  ...shortOf(FLAT_SIDEWAYS, say('pan', ['truck', 'trucks', 'trucking', 'slide', 'slides', 'sliding'])),
  ...shortOf(FLAT_SIDEWAYS, say('pan', [...GO, 'track', 'tracks', 'tracking'], ['left', 'right'])),
  ...shortOf(FLAT_UPWARDS, say('tilt', ['pedestal', 'crane', 'cranes', 'craning', 'boom', 'booms', 'jib'])),
  ...shortOf(FLAT_UPWARDS, say('tilt', GO, ['up', 'down', 'upward', 'upwards', 'downward', 'downwards'])),
  ...shortOf(
    NO_OTHER_SIDE,
    say('arc', ['orbit', 'orbits', 'orbiting', 'circle', 'circles', 'circling', 'rotate around']),
  ),
  ...say('push_in', ['push', 'zoom', 'zooms', 'dolly', 'dollies']),
  ...say('arc', ['arc', 'arcs', 'arcing']),
  ...say('roll', ['roll', 'rolls', 'rolling', 'dutch angle', 'dutch tilt', 'dutch', 'cant', 'cants']),
  ...say('pan', ['pan', 'pans', 'panning', 'whip pan']),
  ...say('tilt', ['tilt', 'tilts', 'tilting']),
  ...say('handheld', ['handheld', 'hand held', 'shaky', 'shaking']),
];

/** Words that make a move smaller or larger, and by how much. Pace counts as size: the time is given. */
export const AMOUNTS: ReadonlyMap<string, number> = new Map([
  ...inEach(0.5, [
    'slight',
    'slightly',
    'subtle',
    'subtly',
    'tiny',
    'gentle',
    'gently',
    'barely',
    'soft',
    'softly',
    'little',
  ]),
  ...inEach(1, ['slow', 'slowly', 'steady', 'smooth', 'smoothly', 'moderate']),
  ...inEach(2, ['strong', 'strongly', 'dramatic', 'dramatically', 'deep', 'deeply', 'big', 'extreme', 'far']),
  ...inEach(2, ['fast', 'quick', 'quickly', 'rapid', 'rapidly']),
]);

/** Words that say where to. */
export const DIRECTIONS: ReadonlySet<string> = new Set([
  ...['left', 'right', 'up', 'down', 'upward', 'upwards', 'downward', 'downwards', 'leftward', 'rightward'],
  ...['clockwise', 'counterclockwise', 'anticlockwise', 'ccw', 'cw'],
]);

/** After one of these comes what the camera looks at or goes by. */
export const TOWARD: ReadonlySet<string> = new Set([
  ...[
    'to',
    'toward',
    'towards',
    'into',
    'on',
    'onto',
    'at',
    'across',
    'over',
    'around',
    'along',
    'past',
    'of',
    'from',
    'through',
  ],
]);

/** Words between which a sentence can be cut in two. */
export const JOINTS: ReadonlySet<string> = new Set([
  ...['and', 'as', 'while', 'with', 'then', 'but', 'before', 'after', 'until', 'finally', 'plus', 'followed', 'by'],
]);

/** Words that turn what follows into its opposite. */
export const NEGATIONS: ReadonlySet<string> = new Set([
  'no',
  'not',
  "don't",
  'dont',
  "doesn't",
  'without',
  'never',
  'avoid',
]);

/** Words without a request of their own. */
export const FILLERS: ReadonlySet<string> = new Set([
  ...[
    'a',
    'an',
    'the',
    'this',
    'that',
    'its',
    'it',
    'is',
    'be',
    'just',
    'only',
    'very',
    'any',
    'some',
    'please',
    'in',
    'for',
  ],
  ...[
    'camera',
    'lens',
    'shot',
    'frame',
    'view',
    'move',
    'movement',
    'motion',
    'style',
    'feel',
    'documentary',
    'look',
    'start',
    'starts',
    'begin',
  ],
  ...[
    'cinematic',
    'camerawork',
    'continuous',
    'we',
    'make',
    'do',
    'does',
    'use',
    'throughout',
    'end',
    'all',
    'whole',
    'clip',
  ],
]);

/** What a still camera over a still picture does anyway, when nothing else is said after it. */
export const GIVEN: ReadonlySet<string> = new Set([
  ...[
    'hold',
    'holds',
    'holding',
    'stay',
    'stays',
    'staying',
    'remain',
    'remains',
    'remaining',
    'keep',
    'keeps',
    'keeping',
    'kept',
  ],
  ...[
    'settle',
    'settles',
    'settling',
    'still',
    'unchanged',
    'sharp',
    'crisp',
    'focus',
    'focused',
    'place',
    'put',
    'stable',
    'calm',
  ],
  ...['centred', 'centered', 'composition', 'framing'],
]);

/** Every combination of one word or phrase from each list. */
function say(kind: MoveKind, ...parts: readonly (readonly string[])[]): readonly Saying[] {
  const phrases = parts.reduce<readonly string[]>(
    (sofar, part) => sofar.flatMap((start) => part.map((next) => `${start} ${next}`.trim())),
    [''],
  );
  return phrases.map((phrase) => ({ kind, words: phrase.split(' ') }));
}

function shortOf(shortfall: string, sayings: readonly Saying[]): readonly Saying[] {
  return sayings.map((saying) => ({ ...saying, shortfall }));
}

function inEach(amount: number, words: readonly string[]): readonly (readonly [string, number])[] {
  return words.map((word) => [word, amount]);
}
