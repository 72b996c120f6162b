import { amountOf } from '../grammar/manner.js';
import { isSettling } from '../grammar/manner.js';
import { isAdverb, isNoun, kindOf, MANNER, subjectBefore } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';
import type { Context, Reader } from './reader.js';

const STILL =
  /^(still|steady|static|locked|fixed|put|there|here|motionless|stationary|unmoving|immobile|stable|level|frozen|place|position|locked off|locked down)$/;
const STAYS =
  /^(hold|stay|remain|keep|rest|freeze|stand|pause|stop|wait|linger|halt|dwell|stand still|freeze frame|beat)$/;

/** A camera that stands: "static", "locked-off", "the camera stays still", "then hold", "pause". */
export const readStanding: Reader = (words, context) => {
  const isCameraStill = has(words.at(-2), 'camera', 'picture') && /^(still|steady)$/.test(words.at(-1)?.word ?? '');
  const at = isCameraStill
    ? words.length - 2
    : words.findIndex((_, index) => isStatic(words, index, context) || isHold(words, index, context));
  if (at === -1) return undefined;
  const isStep = !has(words[at], 'static') && !words.some((word) => has(word, 'static', 'camera'));
  return { from: 0, to: words.length, reads: 'camera', meaning: '', wishes: [{ kind: 'hold', isStep }] };
};

/** An unsteady camera: "handheld", "a bit of camera shake". */
export const readHandheld: Reader = (words, context) => {
  const at = words.findIndex((word, index) => has(word, 'handheld') || isSwaying(words, index));
  const word = words[at];
  if (word === undefined) return undefined;
  const subject = subjectBefore(words, at);
  const isCameras =
    subject === undefined
      ? !/^shak|^wobbl|^jitter/.test(word.word) || context.subject === undefined || context.subject === 'camera'
      : subject.kind === 'camera';
  const next = words[at + 1];
  const isOnThing =
    next !== undefined &&
    !has(
      next,
      ...MANNER,
      'camera',
      'picture',
      'travel',
      'filler',
      'preposition',
      'handheld',
      'list',
      'zoom',
      'push',
      'pan',
      'tilt',
      'pull',
      'truck',
      'arc',
      'orbit',
    );
  if (!isCameras || isOnThing) return undefined;
  // "Shake the bottle" is an order to somebody else.
  if (/^shak|^wobbl|^jitter/.test(word.word) && has(next, 'determiner')) return undefined;
  const wish = { kind: 'move', move: 'handheld', sides: {}, amount: amountOf(words) } as const;
  const end = words.findIndex(
    (one, index) =>
      index > at &&
      (has(one, 'zoom', 'push', 'pan', 'tilt', 'pull', 'truck', 'arc', 'orbit') ||
        (has(one, 'travel') && index > at + 2)),
  );
  return { from: 0, to: end === -1 ? words.length : end, reads: 'camera', meaning: '', wishes: [wish] };
};

/** "The camera breathes": the verbs of an unsteady hand, when the camera does it. */
function isSwaying(words: readonly Word[], at: number): boolean {
  return (
    /^(breathe|sway|bob|tremble|quiver|rock|vibrate)$/.test(words[at]?.lemma ?? '') &&
    subjectBefore(words, at)?.kind === 'camera'
  );
}

function isStatic(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  if (!has(word, 'static')) return false;
  const subject = subjectBefore(words, at);
  if (
    subject !== undefined &&
    subject.kind !== 'camera' &&
    !(subject.kind === 'it' && (context.it ?? 'camera') === 'camera')
  )
    return false;
  // "The bottle, motionless" is the bottle; "locked-off" is said of a camera alone.
  const isAnybodys = /^(motionless|stationary|unmoving|immobile|fixed|planted|standstill)$/.test(word?.word ?? '');
  if (subject === undefined && isAnybodys && context.subject !== undefined && context.subject !== 'camera')
    return false;
  const next = words[at + 1];
  if (next === undefined || next.time !== undefined) return true;
  return (
    has(next, 'camera', 'picture', 'preposition', 'list', 'filler', 'static', ...MANNER) ||
    (next.isVerb && has(next, 'hold'))
  );
}

function isHold(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  if (word === undefined || !STAYS.test(word.lemma) || word.form === 'ed' || isSettling(words, at)) return false;
  const subject = subjectBefore(words, at);
  // "A truck stop".
  const isSmall = (one: Word): boolean =>
    has(
      one,
      ...MANNER,
      'determiner',
      'filler',
      'camera',
      'picture',
      'auxiliary',
      'opening',
      'carrier',
      'pronoun',
      'relative',
    ) || isAdverb(one);
  if (subject === undefined && !words.slice(0, at).every(isSmall)) return false;
  const doer = subject === undefined ? undefined : subject.kind === 'it' ? context.it : subject.kind;
  const rest = words.slice(at + 1);
  const object = rest.findIndex((_, index) => isNoun(rest, index) && !has(rest[index - 1], 'preposition'));
  const isNamed = object !== -1 && !rest.slice(0, object).some((one) => has(one, 'preposition'));
  const isStill = rest.some((one) => STILL.test(one.word));
  if (doer === 'camera') return isStill || !isNamed || kindOf(rest[object]!) === 'camera';
  if (doer !== undefined) return /^(nothing|everything|all)$/.test(subject?.head.word ?? '') && isStill;
  if (subject === undefined && word.form !== 'base' && context.subject !== undefined && context.subject !== 'camera') {
    // "The bottle turns, then holds": all that moved has come to its end.
    return (
      word.form === 's' && !isNamed && rest.every((one) => one.time !== undefined || has(one, ...MANNER, 'filler'))
    );
  }
  if (isNamed)
    return (
      kindOf(rest[object]!) === 'camera' ||
      (has(rest[object], 'living') && (rest[object]?.word ?? '').includes('pose')) ||
      /^(pose|position|ending|moment)$/.test(rest[object]?.word ?? '')
    );
  if (/^(keep|remain|stand)$/.test(word.lemma)) return isStill;
  // A noun: "with a hold at the end"; "in a hold" is none.
  return (
    !rest.some((one) => has(one, 'happens', 'sharp') && one.form !== 'base') && !rest.some((one) => has(one, 'sharp'))
  );
}
