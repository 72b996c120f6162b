import { type Sides, sidesOf } from '../../grammar/sides.js';
import { has, type Word } from '../../text/words.js';
import type { Sense } from '../../words/lexicon.js';

/** Words that say where a camera goes. */
export const WAYS: readonly Sense[] = [
  ...([
    'left',
    'right',
    'up',
    'down',
    'clockwise',
    'counterclockwise',
    'inward',
    'outward',
    'around',
    'along',
    'through',
  ] as const),
];

/** Where a move goes, as far as its clause says. */
export interface Ways {
  readonly sides: Sides;
  readonly isIn: boolean;
  readonly isOut: boolean;
  /** Closer by that very word, so that it adds to any other way. */
  readonly isCloser: boolean;
  /** Only toward something: a way in where no other way is said. */
  readonly isToward: boolean;
  readonly isAround: boolean;
  readonly isAlong: boolean;
  readonly isThrough: boolean;
}

/** Reads the ways of the move at `at`. */
export function waysOf(words: readonly Word[], at: number): Ways {
  const rest = words.slice(at + 1);
  const particle = firstParticle(words, at);
  const isWay = isDownStreet(rest) || (isUpTo(rest) && has(words[at], 'travel'));
  const { y, ...flat } = sidesOf(words);
  const isToward = words.some((one) => /^(toward|towards|into)$/.test(one.word));
  return {
    sides: isWay || y === undefined ? flat : { ...flat, y },
    // "Backwards down the corridor".
    isIn: particle === 'in' || (isWay && particle !== 'out'),
    isOut: particle === 'out',
    isCloser: words.some((one) => /^(closer|nearer|tighter)\b/.test(one.word)),
    isToward: isToward && particle === undefined,
    // "Around its axis" it stays where it is.
    isAround:
      (words.some((one) => has(one, 'around')) && !words.some(({ word }) => word === 'axis')) ||
      isInCircle(rest) ||
      rest[0]?.word === 'about',
    isAlong:
      words.some((one) => has(one, 'along')) ||
      (/^(sweep|pan)$/.test(words[at]?.lemma ?? '') && (has(rest[0], 'determiner') || rest[0]?.word === 'of')),
    isThrough: rest.some((one) => has(one, 'through')),
  };
}

/** Whether a word is the "in" or "out" of a move: "push in", "zoom out", "closer"; not the "in" of "in a circle". */
export function particleAt(words: readonly Word[], at: number): 'in' | 'out' | undefined {
  const word = words[at];
  if (has(word, 'inward')) return 'in';
  if (has(word, 'outward')) return 'out';
  // "Reverse dolly", "a reverse tracking shot".
  if (word?.word === 'reverse' && has(words[at + 1], 'zoom', 'truck', 'push')) return 'out';
  if (word?.word !== 'in') return undefined;
  const next = words[at + 1];
  // "Comes in from the left".
  const isFromSide =
    next?.word === 'from' && words.slice(at + 2, at + 4).some((one) => has(one, 'left', 'right', 'above', 'beneath'));
  if (isFromSide) return undefined;
  const isBare = next === undefined || next.time !== undefined || next.measure !== undefined || word.gap === 'hyphen';
  return isBare || (next.senses.size > 0 && !has(next, 'determiner', 'living', 'lit', 'light', 'background', 'event'))
    ? 'in'
    : undefined;
}

/** The particle that follows first, or else one that came before: "a forward dolly". */
function firstParticle(words: readonly Word[], at: number): 'in' | 'out' | undefined {
  for (let index = at + 1; index < words.length; index++) {
    const particle = particleAt(words, index);
    if (particle !== undefined) return particle;
  }
  for (let index = at - 1; index >= 0; index--)
    if (has(words[index], 'inward', 'outward') || words[index]?.word === 'reverse') return particleAt(words, index);
  return undefined;
}

/** Down a street one goes forward. */
function isDownStreet(rest: readonly Word[]): boolean {
  return rest.some(
    (one, index) =>
      has(one, 'up', 'down') &&
      has(rest[index + 1], 'determiner') &&
      rest.slice(index + 2, index + 5).some((noun) => has(noun, 'passageway')),
  );
}

/** Up to a door one goes forward, up to the ceiling one goes up. */
function isUpTo(rest: readonly Word[]): boolean {
  // "From the shoe up to the face".
  if (rest.some(({ word }) => word === 'from')) return false;
  return rest.some(
    (one, index) =>
      one.word === 'up' &&
      /^(to|on)$/.test(rest[index + 1]?.word ?? '') &&
      !rest.slice(index + 2, index + 6).some((noun) => has(noun, 'above')),
  );
}

function isInCircle(rest: readonly Word[]): boolean {
  return rest.some(
    (one, index) => one.word === 'in' && rest.slice(index + 1, index + 5).some((noun) => has(noun, 'orbit', 'arc')),
  );
}
