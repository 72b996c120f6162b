import { isKnownDeed } from '../../account/deed-words.js';
import { has, type Word } from '../../text/words.js';
import { beforeHappening } from './before-happening.js';
import { movesOf } from './camera-moves.js';
import { isCameraMove } from './camera-use.js';
import { isLight } from './lead.js';
import type { Reader } from '../reader.js';

/** A camera move: a noun ("a slow push-in"), an order ("pan left") or a sentence ("the camera drifts up and to the left"). */
export const readCamera: Reader = (words, context) => {
  // "The goalkeeper dives, parries the shot and rolls over": he still does.
  const isOthers = context.isHappening && words[0]?.form === 's' && words[0].senses.size === 0 && isKnownDeed(words[0]);
  if (isOthers) return undefined;
  for (let at = 0; at < words.length; at++) {
    const wishes = isCameraMove(words, at, context) ? movesOf(words, at) : [];
    if (wishes.length > 0)
      return { from: startOf(words, at), to: beforeHappening(words, at), reads: 'camera', meaning: '', wishes };
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
