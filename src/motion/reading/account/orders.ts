import { isAdverb, isNoun, isPreposition, kindOf } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';
import { isNameToo } from './common-verbs.js';
import { isKnownDeed, MANY_WAYS } from './deed-words.js';
import { isOnward } from './onward.js';
import { isPlain } from './thing-table.js';

/** What advertisements tell people to do. */
const SLOGANS =
  /^(unveil|experience|meet|indulge|elevate|enjoy|taste|picture|celebrate|unlock|join|believe|dare|redefine|embrace|treat|upgrade|transform|reinvent|crave|savor|savour|own|get|try|shop|order)$/;

/** "Replace the sky", "please colorize it", "don't just stand, fribble the wotsit". */
export function isOrdered(words: readonly Word[], at: number): boolean {
  const word = words[at];
  const next = words[at + 1];
  if (word === undefined || next === undefined) return false;
  if (/^(taste|feel)$/.test(word.word) || (word.senses.size === 0 && SLOGANS.test(word.word))) return false;
  const isFirst = words
    .slice(0, at)
    .every(
      (one) =>
        has(one, 'filler', 'carrier', 'auxiliary', 'slow', 'smooth', 'slight', 'we') ||
        one.word === 'to' ||
        isAdverb(one),
    );
  if (!isFirst || /^\p{Lu}{2,}$/u.test(word.text) || (isPlain(word.word) && !isKnownDeed(word))) return false;
  // "Upscale and sharpen the image".
  if (word.senses.size === 0 && isKnownDeed(word) && has(next, 'list') && !isPlain(word.word)) return true;
  const isAimed = has(next, 'determiner', 'pronoun', 'person') && !(isPreposition(next) && !has(next, 'determiner'));
  // "Lock the camera".
  if (has(nounAfter(words, at), 'camera') && isNameToo(word.word)) return false;
  if (word.senses.size === 0) return isAimed || (isKnownDeed(word) && isOnward(next) && !isPlain(word.word));
  // "Wink on", "smile at the camera".
  if (has(word, 'happens') && (isOnward(next) || isPreposition(next)) && !isPlain(word.word))
    return !has(word, ...MANY_WAYS);
  return (
    isAimed &&
    (has(word, 'happens', 'speedup', 'settle', 'snap', 'flicker', 'shimmer') || isLighting(word)) &&
    kindOf(nounAfter(words, at) ?? next) !== 'camera'
  );
}

/** "Light the candle", "light up the logo": what a light's reader did not take. */
function isLighting(word: Word): boolean {
  return word.word === 'light' || (word.isVerb && has(word, 'bright', 'dim', 'warm', 'cool', 'switching'));
}

function nounAfter(words: readonly Word[], at: number): Word | undefined {
  return words.find((_, index) => index > at && isNoun(words, index));
}

/** "From left to right move the camera": wherever it stands. */
export function isOfCamera(words: readonly Word[], at: number): boolean {
  return has(words[at], ...MANY_WAYS) && has(words[at + 1], 'determiner') && has(words[at + 2], 'camera');
}
