import { has, type Word } from '../../text/words.js';

/** Where words about the camera end: before the next thing that happens in the picture, and before who does it. */
export function beforeHappening(words: readonly Word[], at: number): number {
  const next = words.findIndex((_, index) => index > at && isEventful(words, index));
  if (next === -1) return words.length;
  let end = next;
  while (end > at + 1 && isPlainNoun(words[end - 1])) end -= 1;
  return end;
}

function isEventful(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined) return false;
  if (has(word, 'effect')) return true;
  if (!word.isVerb || word.form === 'base' || word.form === 'ed') return false;
  // "Past the leaves".
  if (word.form === 's' && has(words[at - 1], 'determiner', 'preposition')) return false;
  // "A man walking down the street", "right as he jumps".
  if (has(word, 'happens') && !has(word, 'posture') && isLivings(words, at)) return true;
  return (
    has(word, 'happens', 'spin', 'flicker') &&
    !has(word, 'posture', 'above', 'beneath', 'purpose', 'settle', 'speedup', 'zoom', 'pan', 'tilt', 'travel')
  );
}

function isLivings(words: readonly Word[], at: number): boolean {
  return at > 0 && has(words[at - 1], 'living', 'person');
}

function isPlainNoun(word: Word | undefined): boolean {
  return (
    word !== undefined &&
    (word.senses.size === 0 || has(word, 'determiner', 'living', 'person', 'event', 'partSpinning'))
  );
}
