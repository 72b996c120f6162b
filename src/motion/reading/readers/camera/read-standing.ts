import { isSettling } from '../../grammar/manner.js';
import { isAdverb, isNoun, kindOf, MANNER, subjectBefore } from '../../grammar/subjects.js';
import { has, type Word } from '../../text/words.js';
import type { Sense } from '../../words/lexicon.js';
import { beforeHappening } from './before-happening.js';
import type { Context, Reader } from '../reader.js';

const STILL =
  /^(still|steady|static|locked|fixed|put|there|here|motionless|stationary|unmoving|immobile|stable|level|frozen|place|position|locked off|locked down)$/;
/** "A static packshot". */
const SHOTS = /^([a-z]*shots?|plate|setup|set up|position|angle|still life)$/;
const STAYS =
  /^(hold|stay|remain|keep|rest|freeze|stand|pause|stop|wait|linger|halt|dwell|stand still|freeze frame|beat)$/;
/** All there is, and the camera with it. */
const ALL = /^(nothing|everything|all)$/;
/** What may stand before a hold without making it somebody's. */
const SMALL: readonly Sense[] = [
  ...MANNER,
  ...(['determiner', 'filler', 'camera', 'picture', 'auxiliary', 'opening', 'carrier', 'pronoun', 'relative'] as const),
];

/** A camera that stands: "static", "locked-off", "the camera stays still", "then hold", "pause". */
export const readStanding: Reader = (words, context) => {
  const at = words.findIndex((_, index) => isStatic(words, index, context) || isHold(words, index, context));
  const isSaid = at !== -1 || isCameraStill(words) || isLeftAlone(words);
  if (!isSaid) return undefined;
  const isStep = !words.some((word) => has(word, 'static', 'camera') || ALL.test(word.word));
  // "A locked-off shot of rain falling".
  const to = beforeHappening(words, Math.max(0, at));
  return { from: 0, to, reads: 'camera', meaning: '', wishes: [{ kind: 'hold', isStep }] };
};

/** "Static tripod shot", "locked off", "the camera is fixed". */
function isStatic(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  if (!has(word, 'static')) return false;
  const subject = subjectBefore(words, at);
  const doer = subject?.kind === 'it' ? (context.it ?? 'camera') : subject?.kind;
  if (doer !== undefined && doer !== 'camera') return false;
  // "The bottle, motionless" is the bottle; "locked-off" is said of a camera alone.
  const isAnybodys =
    /^(motionless|stationary|unmoving|immobile|fixed|planted|standstill|(rock|dead|stock|stone|bone) (steady|still|solid)|steady as a rock|still as a statue)$/.test(
      word?.word ?? '',
    );
  const isShot = has(words[at + 1], 'camera', 'picture');
  if (doer === undefined && isAnybodys && !isShot && (context.subject ?? 'camera') !== 'camera') return false;
  const next = words[at + 1];
  const follows: readonly Sense[] = ['camera', 'picture', 'preposition', 'list', 'filler', 'static', ...MANNER];
  // "Static camera facing the sea".
  if (/ (camera|frame)$/.test(word?.word ?? '')) return true;
  if (words.slice(at + 1, at + 3).some((one) => SHOTS.test(one.word))) return true;
  return next === undefined || has(next, ...follows) || (next.isVerb && has(next, 'hold'));
}

/** "Camera still", "shot steady". */
function isCameraStill(words: readonly Word[]): boolean {
  if (words.length === 1 && words[0]?.word === 'still') return true;
  // "Everything frozen".
  const plain = words.filter((word) => !has(word, 'be'));
  if (plain.length === 2 && ALL.test(plain[0]?.word ?? '') && STILL.test(plain[1]?.word ?? '')) return true;
  // "Just the photo".
  const isOnly = /^(just|only|simply)$/.test(words[0]?.word ?? '') && has(words.at(-1), 'picture');
  if (isOnly && words.slice(1, -1).every((word) => has(word, 'determiner', 'filler', 'static'))) return true;
  const said = plain.filter((word, at) => at === plain.length - 1 || !has(word, ...MANNER));
  return has(said.at(-2), 'camera', 'picture') && /^(still|steady|frozen|rigid)$/.test(said.at(-1)?.word ?? '');
}

/** "Lock off the camera", "leave the camera alone", "still camera". */
function isLeftAlone(words: readonly Word[]): boolean {
  const camera = words.findIndex((word) => /^(camera|cam|camera frame|tripod)$/.test(word.word));
  const before = words
    .slice(0, Math.max(0, camera))
    .filter((word) => !has(word, 'determiner', 'filler', 'carrier') || word.word === 'still');
  const told = before.map(({ word }) => word).join(' ');
  if (/^(lock|lock off|lock down|lock it off|fix|freeze|anchor|still)$/.test(told)) return true;
  return told === 'leave' && /^(alone|put|there|still)$/.test(words.at(-1)?.word ?? '');
}

/** "Hold", "the camera rests on the door", "keep the frame still"; what a thing does is its own. */
function isHold(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  const isHovering = word?.lemma === 'hover' && words.some((one, index) => index > at && STILL.test(one.word));
  if (word === undefined || !(STAYS.test(word.lemma) || isHovering) || word.form === 'ed' || isSettling(words, at))
    return false;
  const subject = subjectBefore(words, at);
  // "A truck stop".
  if (subject === undefined && !words.slice(0, at).every((one) => has(one, ...SMALL) || isAdverb(one))) return false;
  const rest = words.slice(at + 1);
  const isStill = rest.some((one, index) => STILL.test(one.word) || isWhereItIs(rest, index));
  const object = objectOf(rest);
  if (subject !== undefined) {
    const doer = subject.kind === 'it' ? context.it : subject.kind;
    if (doer === 'camera') return isStill || object === undefined || kindOf(object) === 'camera';
    return ALL.test(subject.head.word) && isStill && !context.isMoving;
  }
  if (word.form !== 'base' && (context.subject ?? 'camera') !== 'camera') {
    // "The bottle turns, then holds": all that moved has come to its end.
    return word.form === 's' && rest.every((one) => has(one, ...MANNER, 'filler'));
  }
  // "Keep everything still", "freeze everything"; "everything else" does not speak of the camera.
  if (object !== undefined && ALL.test(object.word) && rest.indexOf(object) <= 1)
    return (isStill || word.lemma === 'freeze') && !context.isMoving && !rest.some((one) => one.word === 'else');
  if (object !== undefined) return kindOf(object) === 'camera' || /^(pose|position|ending|moment)$/.test(object.word);
  if (/^(keep|remain|stand)$/.test(word.lemma)) return isStill;
  return !rest.some((one) => has(one, 'sharp') || (has(one, 'happens') && one.form !== 'base'));
}

/** "Stays where it is", "keep the camera as it was". */
function isWhereItIs(rest: readonly Word[], at: number): boolean {
  return /^(where|as)$/.test(rest[at]?.word ?? '') && has(rest[at + 1], 'pronoun', 'we') && has(rest[at + 2], 'be');
}

/** What is held: the first noun, unless a preposition leads to it. */
function objectOf(rest: readonly Word[]): Word | undefined {
  const at = rest.findIndex((_, index) => isNoun(rest, index));
  return rest.slice(0, Math.max(0, at)).some((one) => has(one, 'preposition')) ? undefined : rest[at];
}
