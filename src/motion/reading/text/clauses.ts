import { isDeed } from '../account/deeds.js';
import { has, type Word } from './words.js';
import type { Sense } from '../words/lexicon.js';

/** How a clause follows the one before it. */
export type Link = 'start' | 'list' | 'together' | 'next' | 'previous';

/** A piece of a sentence that says one thing. */
export interface Clause {
  readonly words: readonly Word[];
  /** The words that join it to what was before: "and then", "while". */
  readonly joint: readonly Word[];
  readonly link: Link;
  /** Which sentence of the prompt it is part of, counted from 0. */
  readonly sentence: number;
  /** Whether it, or a short one that follows in its list, has an "or" in it. */
  readonly isAlternative: boolean;
  /** Whether a colon follows it: "Camera:", "0–2 s:". */
  readonly isHeading: boolean;
  /** Whether a bracket stands before it. */
  readonly isBracketed: boolean;
  /** Whether a comma or the like stands before it. */
  readonly isSetOff: boolean;
}

/** Nobody says one thing in more words; a clause is cut there, so that reading stays linear in the prompt's length. */
const MOST_WORDS = 60;

/** In how many words who is excepted from a blur is named. */
const MOST_ALL_BUT = 10;

const LINKS = ['list', 'together', 'previous', 'next'] as const;
/** Words of these senses lie side by side: "up and left", "warmer and brighter", "slow and smooth". */
const ALIKE: readonly Sense[] = [
  ...(['left', 'right', 'up', 'down', 'inward', 'outward', 'around'] as const),
  ...(['warm', 'cool', 'bright', 'dim', 'key', 'sharp'] as const),
  ...(['slow', 'fast', 'slight', 'soft', 'strong', 'smooth', 'even', 'style', 'static', 'above', 'beneath'] as const),
];

const SIDES: readonly Sense[] = ['left', 'right', 'up', 'down', 'inward', 'outward'];
const COLOURS: readonly Sense[] = ['warm', 'cool', 'bright', 'dim', 'key', 'daytime'];
const FRAMINGS: readonly Sense[] = ['style'];
const OPPOSITES: readonly (readonly [Sense, Sense])[] = [
  ['left', 'right'],
  ['up', 'down'],
  ['inward', 'outward'],
];

/** Cuts words into clauses: at punctuation, and at words that join two things said. Every word lies in one clause or joint. */
export function cutClauses(words: readonly Word[]): readonly Clause[] {
  const clauses: Clause[] = [];
  let open = { words: [] as Word[], joint: [] as Word[], link: 'start' as Link, isSetOff: false, isBracketed: false };
  let sentence = 0;
  const close = (isHeading: boolean): void => {
    if (open.words.length === 0) return;
    clauses.push({ ...open, sentence, isHeading, isAlternative: false });
    open = { words: [], joint: [], link: 'list', isSetOff: false, isBracketed: false };
  };
  words.forEach((word, at) => {
    const isEnd = at > 0 && (word.gap === 'stop' || word.gap === 'line');
    if (open.words.length >= MOST_WORDS) close(false);
    if (at > 0 && word.gap !== 'space' && word.gap !== 'hyphen' && word.gap !== 'none') {
      close(word.gap === 'colon');
      open.isSetOff = true;
      open.isBracketed = word.gap === 'bracket';
    }
    if (isEnd) {
      sentence += 1;
      if (open.joint.length === 0) open.link = 'start';
    }
    if (isNextMove(words, at, open.words) || isNextTime(word, open.words)) {
      close(false);
      open.isSetOff = true;
    }
    const link = jointAt(words, at, open.words);
    if (link === undefined) {
      open.words.push(word);
      return;
    }
    close(false);
    open.joint.push(word);
    if (open.link === 'start' || rank(link) > rank(open.link)) open.link = link;
  });
  close(false);
  // A prompt may end on a joint; it belongs to no clause then.
  if (open.joint.length > 0) clauses.push({ ...open, sentence, isHeading: false, isAlternative: false });
  return markAlternatives(clauses);
}

/** "0:00 wide 0:02 push in": a time of a list that has its times in front. */
function isNextTime(word: Word, before: readonly Word[]): boolean {
  const isCode = (one: Word | undefined): boolean => one?.time !== undefined && /^\d+:\d/.test(one.text);
  return isCode(word) && isCode(before[0]) && before.length > 1;
}

/** "Zoom in zoom out": a move that is ordered right after another, with nothing between. */
function isNextMove(words: readonly Word[], at: number, before: readonly Word[]): boolean {
  const [word, last] = [words[at], before.at(-1)];
  const isOrder = (one: Word | undefined): boolean =>
    one?.form === 'base' && has(one, 'zoom', 'pan', 'tilt', 'push', 'pull');
  const isEnded = last !== undefined && (last.word === 'in' || has(last, ...SIDES)) && before.some(isOrder);
  const next = words[at + 1];
  return isEnded && isOrder(word) && isJoined(word) && (next?.word === 'in' || has(next, ...SIDES));
}

/** From the "or" of a list back to where the list begins. */
function markAlternatives(clauses: readonly Clause[]): readonly Clause[] {
  const LIST_WORDS = 4;
  const marked = [...clauses];
  let isOpen = false;
  for (let at = marked.length - 1; at >= 0; at--) {
    const clause = marked[at];
    if (clause === undefined) continue;
    const isShort = clause.words.length <= LIST_WORDS;
    isOpen = clause.words.some(({ word }) => word === 'or' || word === 'nor') || (isOpen && isShort);
    marked[at] = { ...clause, isAlternative: isOpen };
    // The list does not reach over its first comma.
    if (!clause.isSetOff) isOpen = false;
  }
  return marked;
}

/** Whether words contain something that goes on, or the name of a move or action. */
export function hasPredicate(words: readonly Word[]): boolean {
  return words.some(
    (word, at) =>
      isPredicate(words, at) ||
      isDeed(words, at) ||
      (has(word, 'negation') && has(words[at - 1], 'camera')) ||
      has(word, 'sweep', 'handheld', 'static', 'effect', 'turning', 'ending') ||
      (has(word, 'opening') && (at === 0 || / |s$/.test(word.word))),
  );
}

function rank(link: Link): number {
  return LINKS.indexOf(link as (typeof LINKS)[number]);
}

function jointAt(words: readonly Word[], at: number, before: readonly Word[]): Link | undefined {
  const word = words[at];
  const link = LINKS.find((one) => has(word, one));
  if (word === undefined || link === undefined || word.time !== undefined) return undefined;
  if (word.word === '|') return link;
  // "Push in + warm glow": a comma, but for "warm + bright".
  if (word.word === '+' && !areAlike(before.at(-1), words[at + 1]) && hasPredicate(before)) return link;
  // "The camera pans with it".
  const isAlongside = word.word === 'with' && /^(it|him|her|them)$/.test(words[at + 1]?.word ?? '');
  if (isAlongside && has(before.at(-1), 'pan', 'tilt', 'truck')) return undefined;
  // "Warm → cool" is one change, "wide → close-up" one move.
  if (
    /^[→⇒>]$/.test(word.word) &&
    [COLOURS, FRAMINGS].some((alike) => [before.at(-1), words[at + 1]].every((one) => has(one, ...alike)))
  )
    return undefined;
  // "Circles her once, …".
  if (word.word === 'once' && (words[at + 1] === undefined || !isJoined(words[at + 1]))) return undefined;
  // "And after the zoom out": for afterwards.
  if (word.word === 'after' && before.length === 0 && has(words[at - 1], 'list')) return 'next';
  if (word.word === 'as') {
    // "As slow as possible", "as smooth as silk".
    const isComparison = words[at + 2]?.word === 'as' || words[at - 2]?.word === 'as';
    return isComparison ? undefined : link;
  }
  // "After goes right": for afterwards.
  if (word.word === 'after' && words[at + 1]?.isVerb === true && words[at + 1]?.form === 's') return 'next';
  // "Everything but the bride falls out of focus".
  const isAllBut = /^(but|except)$/.test(word.word) && /^(everything|all)$/.test(before.at(-1)?.word ?? '');
  if (isAllBut && [...before, ...words.slice(at, at + MOST_ALL_BUT)].some((one) => has(one, 'blur'))) return undefined;
  // "Nothing moves but the glow".
  if (word.word === 'but' && before.some((one) => /^(nothing|everything|all|anything|nobody)$/.test(one.word)))
    return 'together';
  if (link !== 'list' || before.length === 0) return link;
  // "The camera does not move but the light warms", "darker but not too much".
  if (word.word === 'but' && [...before, words[at + 1]].some((one) => has(one, 'negation'))) return link;
  return partsTwo(before, words.slice(at + 1, at + 1 + MOST_WORDS)) ? link : undefined;
}

/** Whether an "and" stands between two things said, and not inside one. */
function partsTwo(before: readonly Word[], rest: readonly Word[]): boolean {
  const end = rest.findIndex((word, at) => at > 0 && isBreak(word));
  const after = end === -1 ? rest : rest.slice(0, end);
  const [last, next] = [before.at(-1), after[0]];
  if (next === undefined || next.time !== undefined || has(next, 'next', 'together', 'previous')) return true;
  // "Zoom in and out": the one after the other.
  if (last !== undefined && OPPOSITES.some(([one, other]) => isPair(last, next, one, other))) return true;
  // "At the lower left and slowly withdraw".
  const isAdverbs = next.word.endsWith('ly') && after[1]?.isVerb === true && !has(after[1], ...ALIKE);
  if (areAlike(last, next) && !(isAdverbs && hasPredicate(before))) return false;
  // "Pan left and fribble the wotsit": an order, whatever it means.
  const isOrder = next.senses.size === 0 && next.form === 'base' && has(after[1], 'determiner');
  if (isCameraClause(after)) return true;
  return hasPredicate(before) && (isOrder || hasPredicate(after));
}

function areAlike(one: Word | undefined, other: Word | undefined): boolean {
  return has(one, ...ALIKE) && has(other, ...ALIKE);
}

/** "… and also the camera should go back": whoever was named before, it is the camera's turn. */
function isCameraClause(after: readonly Word[]): boolean {
  const at = after.findIndex((word) => !has(word, 'filler', 'determiner'));
  return has(after[at], 'camera') && after.length > at + 1 && hasPredicate(after.slice(at + 1));
}

function isPair(last: Word, next: Word, one: Sense, other: Sense): boolean {
  return (isWay(last, one) && isWay(next, other)) || (isWay(last, other) && isWay(next, one));
}

function isWay(word: Word, sense: Sense): boolean {
  return has(word, sense) || (sense === 'inward' && word.word === 'in');
}

function isJoined(word: Word | undefined): boolean {
  return word?.gap === 'space' || word?.gap === 'hyphen' || word?.gap === 'none';
}

function isBreak(word: Word): boolean {
  return !isJoined(word) || has(word, 'list', 'together', 'next', 'previous');
}

/** A verb that says what happens: one in a form of its own, or a bare one where a bare one can be. */
function isPredicate(words: readonly Word[], at: number): boolean {
  const word = words[at];
  // "The camera corkscrews".
  if (word?.senses.size === 0 && word.form === 's' && has(words[at - 1], 'camera', 'we')) return true;
  if (word === undefined || !word.isVerb || has(word, 'preposition')) return false;
  if (word.form !== 'base' || isFilmWord(word)) return true;
  const before = words[at - 1];
  const isMany = before?.form === 's' && !before.isVerb;
  const isLed = words
    .slice(0, at)
    .every(
      (one) =>
        has(one, 'slow', 'slight', 'smooth', 'fast', 'filler', 'negation', 'carrier', 'auxiliary') ||
        one.word.endsWith('ly'),
    );
  return isLed || isMany || has(before, 'auxiliary', 'we', 'pronoun', 'camera', 'picture', 'light', 'living');
}

function isFilmWord(word: Word): boolean {
  return has(word, 'zoom', 'push', 'pull', 'pan', 'tilt', 'truck', 'crane', 'arc', 'orbit', 'rack');
}
