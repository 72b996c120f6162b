import { isColour } from '../../grammar/hues.js';
import { isWalk } from '../../grammar/mobile.js';
import { kindOf, MANNER, subjectBefore } from '../../grammar/subjects.js';
import { has, type Word } from '../../text/words.js';
import { THINGS } from '../../words/camera-words.js';
import type { Context } from '../reader.js';
import { FILM, PLAIN } from './film-senses.js';
import { followerOf, isPassedOver } from './follower.js';
import { isLight, isReachable } from './lead.js';
import { isFromThere, isNearer } from './nearer.js';
import { particleAt, WAYS } from './ways.js';
import { isLookedAt, isOthersMove } from './whose-move.js';

/** Whether a word is a move of the camera here, and not a thing, or what somebody else does. */
export function isCameraMove(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  if (word === undefined) return false;
  // "The camera makes a half turn around the car"; half turns of nobody in particular are a thing's.
  if (word.measure !== undefined && !(has(word, 'spin') && subjectBefore(words, at)?.kind === 'camera')) return false;
  if (isNearer(words, at) || isFromThere(words, at) || isCameraRotation(words, at)) return true;
  if (isNoMove(words, at, context)) return false;
  // "The camera corkscrews down": whatever the verb, it says where to.
  if (isUnknownMotion(words, at)) return true;
  // A tilted bottle and a panned shot are how things are.
  if (!has(word, ...FILM, ...PLAIN) || word.form === 'ed') return false;
  if (isOthersMove(words, at)) return false;
  // "A hint of a push-in", "a series of pans".
  const of = words.findLastIndex((one, index) => index < at && one.word === 'of');
  if (of !== -1 && has(word, ...FILM) && words.slice(of + 1, at).every(isLight))
    return isCameraMove(words.slice(of + 1), at - of - 1, context);
  // "From left to right move the camera".
  const subject = subjectBefore(words, at);
  const isOfCamera = word.form === 'base' && has(words[at + 1], 'determiner') && has(words[at + 2], 'camera');
  // "Her eyes follow the camera".
  if (isOfCamera) return subject?.kind !== 'living';
  if (subject === undefined) {
    // "Droplets form and run down the can".
    const isOfOthers = !has(word, ...FILM) || /^(roll|spiral|circle|wheel|bank|climb|crab|slide|tip)$/.test(word.lemma);
    if (context.isHappening && context.isAttached && word.isVerb && isOfOthers) return false;
    if (
      word.form !== 'base' &&
      context.subject !== undefined &&
      context.subject !== 'camera' &&
      !has(word, 'zoom', 'pan') &&
      !isOfOrder(words, at, context)
    )
      return false;
    if (context.topic !== undefined && context.topic !== 'camera') return false;
    // "People in the background, out of focus, walk past".
    if (context.subject === 'living' && isWalk(word)) return false;
    return has(word, ...FILM) ? isFilm(words, at, context) : isPlain(words, at, context);
  }
  if (subject.kind === 'camera') return !isLookedAt(words, at);
  if (subject.kind === 'it') return (context.it ?? 'camera') === 'camera' && has(word, ...FILM, ...PLAIN);
  return has(word, ...FILM) && isOddNoun(words, at);
}

/** "Blur the background while pushing in": what light and focus cannot do is the camera's. */
function isOfOrder(words: readonly Word[], at: number, { subject }: Context): boolean {
  return (
    (subject === 'focus' || subject === 'light') && has(words[at], 'push', 'pull') && followerOf(words, at) === 'way'
  );
}

/** "Camera rolling" says that it films, "ease-in" how a move begins; "one slow turn on the spot" is a thing's. */
function isNoMove(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  if (word?.word === 'rolling')
    return words.length === at + 1 && words.slice(0, at).every((one) => !has(one, ...MANNER));
  if (word?.lemma === 'ease') return words[at + 1]?.gap === 'hyphen';
  // "… and come out at the side view": where a move arrives that was said before.
  if (context.isMoving && /^(come|end)$/.test(word?.lemma ?? '') && /^(out|up)$/.test(words[at + 1]?.word ?? ''))
    return /^(at|beside|by|near|on|behind)$/.test(words[at + 2]?.word ?? '');
  // "Turn off the tv", "the picture turns to black and white".
  const [next, after] = [words[at + 1]?.word ?? '', words[at + 2]];
  if (word?.lemma === 'turn' && /^(on|off)$/.test(next) && has(after, 'determiner')) return true;
  if (word?.lemma === 'turn' && next === 'to' && (after === undefined || isColour(after))) return true;
  const isOnSpot = words.some((one, index) => /^(spot|place)$/.test(one.word) && index > at);
  return (
    has(word, 'spin') && isOnSpot && context.subject !== 'camera' && !words.some((one) => kindOf(one) === 'camera')
  );
}

/** "Slow clockwise rotation of the camera", "camera rotation". */
function isCameraRotation(words: readonly Word[], at: number): boolean {
  if (words[at]?.word !== 'rotation') return false;
  const of = words[at + 1]?.word === 'of' ? words.slice(at + 2).find((one) => !has(one, 'determiner')) : words[at - 1];
  return has(of, 'camera', 'picture');
}

/** What things do and a camera can: not how it begins or what it films. */
function isDriving(word: Word): boolean {
  return word.isVerb && has(word, 'happens') && !has(word, ...FILM, ...PLAIN) && !/^(open|cut)$/.test(word.lemma);
}

function isUnknownMotion(words: readonly Word[], at: number): boolean {
  const word = words[at];
  // "The camera drives forward".
  if (word === undefined || (word.senses.size > 0 && !isDriving(word))) return false;
  // "The camera should roam forward".
  const isLed = has(words[at - 1], 'auxiliary', 'camera', 'we') || words[at - 1]?.word === 'to';
  if (word.form !== 's' && word.form !== 'ing' && !isLed) return false;
  return subjectBefore(words, at)?.kind === 'camera' && !isLookedAt(words, at) && followerOf(words, at) === 'way';
}

/** A word of film that nobody is named for: an order, a participle or a noun. */
function isFilm(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  if (word === undefined) return false;
  const before = words.slice(0, at);
  const follower = followerOf(words, at);
  if (!isReachable(words, at)) return false;
  if (!THINGS.has(word.lemma)) return follower !== 'unknown';
  if (word.form === 's') return follower === 'way' || (context.subject === 'camera' && follower !== 'unknown');
  if (word.form === 'ing') return follower !== 'unknown' && follower !== 'known';
  const isMannered = before.some(
    (one) => has(one, ...MANNER, 'carrier', 'opening', 'camera', ...WAYS) && !has(one, 'determiner'),
  );
  const isNoun = before.some((one) => has(one, 'determiner')) || has(words[at - 1], 'style', 'strong');
  if (follower === 'unknown' || (follower === 'known' && !has(words[at + 1], 'determiner'))) return false;
  if (isNoun && !isMannered) {
    const isSeldomThing = /^(pan|arc|orbit|roll|slide|tilt|push|pull|rise|dip|lift|circle|climb|cant|dutch)$/.test(
      word.lemma,
    );
    return (
      follower === 'way' ||
      follower === 'camera' ||
      (isSeldomThing &&
        follower === 'preposition' &&
        /^(to|toward|towards|from|into|onto)$/.test(words[at + 1]?.word ?? ''))
    );
  }
  if (follower === 'of') return isMannered;
  if (follower === 'preposition')
    return (
      isMannered ||
      !/^(on|in|at|with|by|under|near)$/.test(words.slice(at + 1).find((one) => !isPassedOver(one))?.word ?? '')
    );
  return true;
}

/** A plain verb or noun of motion that nobody is named for: it must say where to. */
function isPlain(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  if (word === undefined) return false;
  const follower = followerOf(words, at);
  // "Twist up animation of the lipstick".
  if (words.slice(at + 1, at + 4).some((one) => one.word === 'animation')) return false;
  if (!isReachable(words, at)) return false;
  // "Turn 45° to the left": that is a thing's, where no camera is named.
  if (has(word, 'spin') && words.some((one) => one.measure?.unit === 'degrees') && context.subject !== 'camera')
    return false;
  // "The product hovers, a soft turn to the left".
  if (has(word, 'spin') && context.subject === 'thing' && has(words[at - 1], ...MANNER)) return false;
  // "With a gentle rise": the word says where to.
  if (has(word, 'rise', 'descend') && words.slice(0, at).some((one) => has(one, 'determiner')))
    return follower !== 'unknown';
  const isLed = words.slice(0, at).some((one) => has(one, ...WAYS) && !has(one, 'determiner'));
  if (follower === 'way') return word.form !== 's' || context.subject === 'camera' || context.subject === undefined;
  if (follower === 'object')
    return (
      isCarried(word) || word.lemma === 'sweep' || words.slice(at + 1).some((one) => has(one, 'camera', 'picture'))
    );
  // "Rotate frame anti-clockwise"; "the drone circles while climbing".
  if (follower === 'camera' && has(word, 'spin')) return true;
  if (word.form === 'ing' && has(word, 'rise', 'descend') && context.subject === 'camera')
    return follower !== 'unknown';
  if (follower === 'preposition' || (follower === 'of' && word.lemma === 'sweep')) return true;
  return isLed && follower !== 'unknown';
}

/** Verbs that take what they go round, along or after for their object. */
function isCarried(word: Word): boolean {
  return /^(follow|chase|scan|explore|skim|track|traverse|cross|pass|circle|survey|move|bring|take|lower|raise|lift|turn|rotate|spin|swing|shift|carry|trail|twist)$/.test(
    word.lemma,
  );
}

/** "A hypnotic zoom": one adjective that no table knows, before a word that names no thing. */
function isOddNoun(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined) return false;
  const odd = words.slice(0, at).filter((one) => !isLight(one));
  // "Shutters roll up".
  if (
    word.form === 's' ||
    odd.length > 1 ||
    /[^su]s$/.test(odd[0]?.word ?? '') ||
    odd.some((one) => one.senses.size > 0)
  )
    return false;
  const follower = followerOf(words, at);
  return THINGS.has(word.lemma)
    ? follower === 'way' && (particleAt(words, at + 1) === undefined || words[at + 1]?.gap === 'hyphen')
    : follower !== 'unknown' && follower !== 'object';
}
