import { has, type Word } from '../text/words.js';

/** Where to, as far as words say. */
export interface Sides {
  readonly x?: 'left' | 'right';
  readonly y?: 'up' | 'down';
  readonly turn?: 'clockwise' | 'counterclockwise';
}

type Role = 'source' | 'goal' | 'place';

/** One word that points. */
interface Pointer {
  readonly to: 'left' | 'right' | 'up' | 'down' | 'clockwise' | 'counterclockwise';
  readonly role: Role;
  /** A thing that is above or below, and not the way itself. */
  readonly isThing: boolean;
}

/**
 * The way that words point: "left", "from left to right", "up to the sky", "from the base to the cap". Of two goals on one line
 * the last counts; a source alone points away from itself; "on the left" is a place and points nowhere.
 */
export function sidesOf(words: readonly Word[]): Sides {
  const pointers = words.flatMap((_, at) => pointerAt(words, at) ?? []).filter(({ role }) => role !== 'place');
  const last = <Way extends Pointer['to']>(ways: readonly Way[], role: Role, isThing: boolean): Way | undefined =>
    ways.find(
      (way) =>
        way === pointers.findLast((one) => one.role === role && one.isThing === isThing && isOneOf(one.to, ways))?.to,
    );
  const turn = last(['clockwise', 'counterclockwise'], 'goal', false);
  const fromX = last(['left', 'right'], 'source', false);
  const x =
    last(['left', 'right'], 'goal', false) ?? (fromX === undefined ? undefined : fromX === 'left' ? 'right' : 'left');
  const from = last(['up', 'down'], 'source', true);
  const to = last(['up', 'down'], 'goal', true);
  const away = from === undefined ? undefined : from === 'up' ? 'down' : 'up';
  // "From the clouds to the rooftops": of two ends that are both above, the first says more.
  const y = last(['up', 'down'], 'goal', false) ?? (to === from ? away : (to ?? away));
  // "Diagonally to the upper right".
  const corner = words.some((word) => has(word, 'diagonally'))
    ? words.find((word) => /^(upper|top|lower|bottom)$/.test(word.word))?.word
    : undefined;
  const side = corner === undefined ? y : /^(upper|top)$/.test(corner) ? 'up' : 'down';
  return {
    ...(x === undefined ? {} : { x }),
    ...(side === undefined ? {} : { y: side }),
    ...(turn === undefined ? {} : { turn }),
  };
}

function isOneOf(to: Pointer['to'], ways: readonly string[]): boolean {
  return ways.includes(to);
}

function pointerAt(words: readonly Word[], at: number): Pointer | undefined {
  const word = words[at];
  if (has(word, 'clockwise')) return { to: 'clockwise', role: 'goal', isThing: false };
  if (has(word, 'counterclockwise')) return { to: 'counterclockwise', role: 'goal', isThing: false };
  const role = roleAt(words, at);
  if (has(word, 'left', 'right')) return { to: has(word, 'left') ? 'left' : 'right', role, isThing: false };
  if (has(word, 'up', 'down')) return { to: has(word, 'up') ? 'up' : 'down', role, isThing: false };
  // "From the left shoe to the right shoe".
  if (has(words[at - 1], 'left', 'right')) return undefined;
  if (!has(word, 'above', 'beneath') || !(hasLead(words, at) || isLeading(words, at))) return undefined;
  return { to: has(word, 'above') ? 'up' : 'down', role: isLeading(words, at) ? 'source' : role, isThing: true };
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
