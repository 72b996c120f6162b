import type { Easing } from '../../timing.js';
import { easingOf, isLimited, isSettling } from '../grammar/manner.js';
import { isNoun, kindOf, MANNER, subjectBefore } from '../grammar/subjects.js';
import { reframing } from '../readers/camera/framing.js';
import { movesOf } from '../readers/camera/camera-moves.js';
import { isCameraMove } from '../readers/camera/camera-use.js';
import type { Context } from '../readers/reader.js';
import type { Clause } from '../text/clauses.js';
import { has, type Word } from '../text/words.js';
import type { Sense } from '../words/lexicon.js';

/** Nouns that say nothing but how: "at a constant speed", "with smooth motion". */
const MANNER_NOUN =
  /^(speed|pace|rate|motion|movement|move|tempo|way|manner|fashion|frame|width|height|energy|velocity|momentum|start|stop|finish|beginning|landing|halt|rest|camera|shot|take|possible|distance|angle)$/;
/** What has readers of its own. */
const NAMED: readonly Sense[] = [
  ...(['pan', 'zoom', 'tilt', 'push', 'orbit', 'arc', 'pull', 'crane', 'retreat', 'rack', 'focus', 'spin'] as const),
  ...(['sweep', 'light', 'daytime', 'glint', 'warm', 'cool', 'bright', 'dim', 'key', 'handheld'] as const),
  ...(['inward', 'outward'] as const),
];
const FILM: readonly Sense[] = ['pan', 'zoom', 'tilt', 'arc', 'orbit', 'push', 'crane', 'roll', 'pull', 'rise'];
const SAID: readonly Sense[] = [
  ...MANNER,
  ...(['left', 'right', 'up', 'down', 'clockwise', 'counterclockwise'] as const),
  ...(['settle', 'speedup'] as const),
];

/** Whether words say only how something is done: "slow and smooth", "from left to right", "about 30 degrees". */
export function isMannerClause(words: readonly Word[], context: Context): boolean {
  // "From base to cap" says where to; a "sky" alone does not.
  const isWay = words.some(({ word }) => word === 'to' || word === 'from');
  const isSaid = (word: Word): boolean =>
    has(word, ...SAID) ||
    (isWay && has(word, 'above', 'beneath')) ||
    (word.measure !== undefined && !has(word, 'spin'));
  const isMannerNoun = (word: Word): boolean => MANNER_NOUN.test(word.word);
  const isSmall = (word: Word): boolean => has(word, 'determiner', 'filler', 'list', 'preposition', 'be', 'rig');
  if (reframing(words) !== undefined) return false;
  if (isLimited(words)) return context.isMoving && isOfCamera(words);
  if (!words.some(isSaid) || !words.every((word) => isSaid(word) || isSmall(word) || isMannerNoun(word))) return false;
  if (words.every((word) => has(word, 'style', 'list'))) return false;
  if (
    words.some(
      (word) =>
        has(word, ...FILM) || (word.isVerb && has(word, 'travel') && !isMannerNoun(word) && word.lemma !== 'ease'),
    )
  )
    return false;
  return !isMove(words, context);
}

/** "Don't zoom too much", "the camera should not move too fast": of nobody else. */
function isOfCamera(words: readonly Word[]): boolean {
  return words.every((word, at) => !isNoun(words, at) || kindOf(word) === 'camera');
}

function isMove(words: readonly Word[], context: Context): boolean {
  return words.some((_, at) => isCameraMove(words, at, context) && movesOf(words, at).length > 0);
}

/** Whether words say how something that was said before ends or goes on: "and settles", "the camera comes to rest on the label". */
export function isSettlingClause(words: readonly Word[], context: Context, isMoving: boolean): boolean {
  if (isMoving && isEasingIn(words)) return true;
  const at = words.findIndex(
    (word, index) => isSettling(words, index) || has(word, 'speedup') || isSnapping(words, index),
  );
  if (at === -1 || easingOf(words) === undefined || words.some((word) => has(word, ...NAMED))) return false;
  // "Accelerate into the label" is a move of its own.
  if (has(words[at], 'speedup') && isMove(words, context)) return false;
  // "Speed up the clouds".
  if (has(words[at], 'speedup') && words[at]?.form === 'base' && has(words[at + 1], 'determiner'))
    return isOfCamera(words);
  const isOther = (word: Word): boolean => has(word, 'happens') && !has(word, 'travel', 'become', 'falling', 'roll');
  if (words.slice(0, at).some(isOther)) return false;
  const verb = words.findIndex((word) => word.isVerb);
  const subject = subjectBefore(words, verb === -1 ? at : verb);
  if (subject === undefined) return context.subject !== 'living';
  if (subject.kind === 'camera' || subject.kind === 'it') return true;
  return subject.kind === 'thing' && isMoving && !has(subject.head, 'event', 'partSpinning');
}

/** "Snapping into place". */
function isSnapping(words: readonly Word[], at: number): boolean {
  return (
    has(words[at], 'snap') &&
    words[at]?.isVerb === true &&
    words[at + 1]?.word === 'into' &&
    words.at(-1)?.word === 'place'
  );
}

/** "Push in, ease in": of a camera that moves already, it says how. */
function isEasingIn(words: readonly Word[]): boolean {
  const at = words.findIndex(({ lemma, word }) => lemma === 'ease' || word === 'easing');
  const isSmall = (word: Word): boolean => has(word, 'determiner', 'filler', ...MANNER) || word.word === 'it';
  return (
    words[at + 1]?.word === 'in' && words.every((word, index) => index === at || index === at + 1 || isSmall(word))
  );
}

/**
 * What a manner clause says of how a change begins and ends, that was said to do so as `before`; "then faster" and "then slower"
 * say it too.
 */
export function easingSaid(words: readonly Word[], { link }: Clause, before: Easing | undefined): Easing | undefined {
  if (isEasingIn(words)) return 'accelerate';
  if (before === 'accelerate' && words.some(({ word }) => word === 'ease out')) return 'ease';
  const easing = easingOf(words);
  if (easing !== undefined || link !== 'next') return easing;
  if (words.some((word) => has(word, 'fast'))) return 'accelerate';
  return words.some((word) => has(word, 'slow')) ? 'settle' : undefined;
}

/** Whether words say how far something goes: "until one facet fills the frame", "till the whole hall is in view". */
export function isExtent(words: readonly Word[], { joint }: Clause): boolean {
  const isUntil = joint.some(({ word }) => word === 'until' || word === 'till');
  return (
    isUntil && words.some((word) => has(word, 'be') || /^(fill|reach|occupy|cover|touch|see|show)$/.test(word.lemma))
  );
}

/** Whether words say only what a change is good for: "revealing the label", "to show the texture". */
export function isPurpose(words: readonly Word[]): boolean {
  const at = words.findIndex((word) => !has(word, 'filler', ...MANNER) && word.word !== 'to');
  const word = words[at];
  // "Reveal the product by pulling focus".
  if (
    words.some(
      (one, index) => one.word === 'by' && has(words[index + 1], 'rack', 'zoom', 'pan', 'tilt', 'push', 'pull'),
    )
  )
    return false;
  if (!has(word, 'purpose') || has(word, 'picture') || word?.form === 's') return false;
  const isAim = words[at - 1]?.word === 'to' || word?.form === 'ing' || has(words[at + 1], 'determiner');
  return isAim && !words.some((one) => has(one, 'effect', 'sound'));
}
