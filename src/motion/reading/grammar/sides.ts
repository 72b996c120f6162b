import { has, type Word } from '../text/words.js';

/** Where to, as far as words say. */
export interface Sides {
  readonly x?: 'left' | 'right';
  readonly y?: 'up' | 'down';
  readonly turn?: 'clockwise' | 'counterclockwise';
}

type Role = 'source' | 'goal' | 'place';

/**
 * The way that words point: "left", "from left to right", "up to the sky", "from the base to the cap". Of two goals on one line
 * the last counts; a source alone points away from itself; "on the left" is a place and points nowhere.
 */
export function sidesOf(words: readonly Word[]): Sides {
  let x: Sides['x'];
  let turn: Sides['turn'];
  let [up, fromX, fromY, toY]: [Sides['y'], Sides['x'], Sides['y'], Sides['y']] = [
    undefined,
    undefined,
    undefined,
    undefined,
  ];
  words.forEach((word, at) => {
    if (has(word, 'clockwise')) turn = 'clockwise';
    if (has(word, 'counterclockwise')) turn = 'counterclockwise';
    const role = roleAt(words, at);
    if (role === 'place') return;
    if (has(word, 'left', 'right')) {
      const side = has(word, 'left') ? 'left' : 'right';
      if (role === 'source') fromX = side;
      else x = side;
    }
    if (has(word, 'up', 'down') && role === 'goal') up = has(word, 'up') ? 'up' : 'down';
    if (has(word, 'above', 'beneath') && (hasLead(words, at) || isLeading(words, at))) {
      const side = has(word, 'above') ? 'up' : 'down';
      if (role === 'source' || isLeading(words, at)) fromY = side;
      else toY = side;
    }
  });
  // "From the clouds to the rooftops": of two ends that are both above, the first says more.
  const y = up ?? (toY === fromY ? opposite(fromY) : (toY ?? opposite(fromY)));
  x ??= fromX === undefined ? undefined : fromX === 'left' ? 'right' : 'left';
  return {
    ...(x === undefined ? {} : { x }),
    ...(y === undefined ? {} : { y }),
    ...(turn === undefined ? {} : { turn }),
  };
}

function opposite(y: Sides['y']): Sides['y'] {
  return y === undefined ? undefined : y === 'up' ? 'down' : 'up';
}

/** The preposition that governs a word, over its article and adjectives. */
function leadAt(words: readonly Word[], at: number): string {
  // "From top left"; an "up" after a noun is an adverb of its own.
  const isAdverb = has(words[at], 'up', 'down') && !has(words[at], 'above', 'beneath');
  const isPassed = (word: Word | undefined): boolean =>
    has(word, 'determiner', 'very', 'style') ||
    word?.word === 'far' ||
    (!isAdverb && has(word, 'above', 'beneath', 'left', 'right'));
  let before = at - 1;
  while (before >= 0 && isPassed(words[before])) before -= 1;
  return words[before]?.word ?? '';
}

function hasLead(words: readonly Word[], at: number): boolean {
  return /^(from|to|toward|towards|into|onto|until|at|reach|reaches|reaching|for)$/.test(leadAt(words, at));
}

/** "Bottom to top": the first of two ends. */
function isLeading(words: readonly Word[], at: number): boolean {
  return (
    has(words[at], 'above', 'beneath') &&
    words[at + 1]?.word === 'to' &&
    words.slice(at + 2, at + 5).some((word) => has(word, 'above', 'beneath'))
  );
}

function roleAt(words: readonly Word[], at: number): Role {
  const word = words[at]?.word ?? '';
  const next = words[at + 1];
  const lead = leadAt(words, at);
  if (lead === 'from') return 'source';
  const isBare = words[at - 1]?.word === lead;
  if (/^(on|at|in|of|by|near|with|behind|beside)$/.test(lead) && !isBare) return 'place';
  if (isBare && /^(on|at)$/.test(lead)) return 'place';
  if (lead !== 'to' && lead !== 'toward' && lead !== 'towards') {
    // "The left shelf", "her right hand", "slightly left of centre".
    if (has(words[at - 1], 'determiner') && next?.senses.size === 0) return 'place';
    if (next?.word === 'of' && (word === 'left' || word === 'right')) return 'place';
    const isMove =
      words[at - 1]?.isVerb === true ||
      has(words[at - 1], 'camera', 'picture', 'left', 'up', 'down', 'around', 'slow', 'slight', 'list');
    if (word === 'right' && /^(in|at|on|into|onto|now|before|after|as|up)$/.test(next?.word ?? '') && !isMove)
      return 'place';
  }
  return 'goal';
}
