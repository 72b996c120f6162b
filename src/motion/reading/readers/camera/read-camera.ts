import { has, type Word } from '../../text/words.js';
import { movesOf } from './camera-moves.js';
import { isCameraMove, isLight } from './camera-use.js';
import type { Reader } from '../reader.js';

/** A camera move: a noun ("a slow push-in"), an order ("pan left") or a sentence ("the camera drifts up and to the left"). */
export const readCamera: Reader = (words, context) => {
  for (let at = 0; at < words.length; at++) {
    const wishes = isCameraMove(words, at, context) ? movesOf(words, at) : [];
    if (wishes.length > 0)
      return { from: startOf(words, at), to: endOf(words, at), reads: 'camera', meaning: '', wishes };
  }
  return undefined;
};

/** A move begins where its manner and its camera do. */
function startOf(words: readonly Word[], at: number): number {
  const isBefore = (word: Word): boolean => isLight(word) || (has(word, 'travel', 'become') && word.isVerb);
  const from = words.findLastIndex((word, index) => index < at && !isBefore(word)) + 1;
  // "The floating camera drifts", "a hypnotic zoom": one word that no table knows.
  const isFloating = words[from - 1]?.form === 'ing' && has(words[from], 'camera');
  return isFloating || (from === 1 && words[0]?.senses.size === 0) ? 0 : from;
}

/** It ends before the next thing that happens, and before who does it. */
function endOf(words: readonly Word[], at: number): number {
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
  return (
    has(word, 'happens', 'spin', 'flicker') &&
    !has(word, 'posture', 'above', 'beneath', 'purpose', 'settle', 'speedup', 'zoom', 'pan', 'tilt', 'travel')
  );
}

function isPlainNoun(word: Word | undefined): boolean {
  return word !== undefined && (word.senses.size === 0 || has(word, 'determiner', 'living', 'person'));
}
