import { MANNER } from '../grammar/subjects.js';
import { FILM } from '../readers/camera/film-senses.js';
import { WAYS } from '../readers/camera/ways.js';
import type { Clause } from '../text/clauses.js';
import { has, type Word } from '../text/words.js';

/** More words than this before a colon name no setting. */
const MOST_WORDS = 3;
const NONE = /^(none|no|nope|nil|null|off|zero|0|false|never|nothing|disabled|not needed|not any)$/;

/** Whether the heading that ends in this clause is denied by the next: "zoom: none", "camera movement: off". */
export function isDenied({ isHeading, words, sentence }: Clause, next: Clause | undefined): boolean {
  return (
    isHeading &&
    words.length <= MOST_WORDS &&
    next?.sentence === sentence &&
    next.words.every((word) => NONE.test(word.word) || word.measure?.value === 0)
  );
}

/** Whether no more is denied than that the camera moves at all: "camera movement: none". */
export function standsIfDenied(words: readonly Word[]): boolean {
  return words.every(
    (word) =>
      has(word, 'camera', 'determiner') ||
      /^(any|move|moves|movement|motion)/.test(word.lemma) ||
      / (move|movement|motion)s?$/.test(word.word),
  );
}

/** Makes "pan: left" and "zoom: slowly out" one clause each, as who fills in a form writes "pan left". */
export function joinSettings(clauses: readonly Clause[]): readonly Clause[] {
  return clauses.flatMap((clause, at) => {
    const before = clauses[at - 1];
    if (before !== undefined && isSetting(before, clause)) return [];
    const next = clauses[at + 1];
    if (next === undefined || !isSetting(clause, next)) return [clause];
    return [{ ...clause, words: [...clause.words, ...next.words], isHeading: next.isHeading }];
  });
}

function isSetting({ isHeading, words, sentence }: Clause, next: Clause): boolean {
  // "Rack focus: flowers to church".
  const isRack = words.some((word) => has(word, 'rack')) && next.words.some(({ word }) => word === 'to');
  if (isHeading && isRack && words.length <= MOST_WORDS && next.sentence === sentence) return true;
  return (
    isHeading &&
    words.length <= MOST_WORDS &&
    words.some((word) => has(word, ...FILM)) &&
    !words.some((word) => has(word, ...WAYS) || word.word === 'in' || word.time !== undefined) &&
    next.sentence === sentence &&
    next.words.some((word) => has(word, ...WAYS) || word.word === 'in' || word.measure !== undefined) &&
    next.words.every(isValue)
  );
}

function isValue(word: Word): boolean {
  const isSmall = /^(in|to|from|by)$/.test(word.word) || has(word, 'determiner', 'filler');
  return word.measure !== undefined || has(word, ...WAYS, ...MANNER) || isSmall;
}
