import { isAdverb, kindOf, MANNER, subjectBefore } from '../../grammar/subjects.js';
import { has, type Word } from '../../text/words.js';
import { THINGS } from '../../words/camera-words.js';
import type { Sense } from '../../words/lexicon.js';
import type { Context } from '../reader.js';
import { particleAt, WAYS } from './ways.js';

/** Verbs and nouns of film: they are the camera's whoever is not named. */
const FILM: readonly Sense[] = [
  ...([
    'zoom',
    'vertigo',
    'push',
    'approach',
    'pull',
    'retreat',
    'pan',
    'truck',
    'crane',
    'tilt',
    'roll',
    'arc',
    'orbit',
  ] as const),
];
/** Plain verbs: they are the camera's only where it is their subject, or nobody is. */
const PLAIN: readonly Sense[] = ['travel', 'rise', 'descend', 'gaze', 'spin'];

/** Whether a word is a move of the camera here, and not a thing, or what somebody else does. */
export function isCameraMove(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  if (word === undefined) return false;
  // "The camera makes a half turn around the car"; half turns of nobody in particular are a thing's.
  if (word.measure !== undefined && !(has(word, 'spin') && subjectBefore(words, at)?.kind === 'camera')) return false;
  if (isNearer(words, at)) return true;
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
  const subject = subjectBefore(words, at);
  if (subject === undefined) {
    if (
      word.form !== 'base' &&
      context.subject !== undefined &&
      context.subject !== 'camera' &&
      !has(word, 'zoom', 'pan')
    )
      return false;
    if (context.topic !== undefined && context.topic !== 'camera') return false;
    return has(word, ...FILM) ? isFilm(words, at, context) : isPlain(words, at, context);
  }
  if (subject.kind === 'camera') return !isLookedAt(words, at);
  if (subject.kind === 'it') return (context.it ?? 'camera') === 'camera' && has(word, ...FILM, ...PLAIN);
  return has(word, ...FILM) && isOddNoun(words, at);
}

/** "Camera rolling" says that it films, "ease-in" how a move begins; "one slow turn on the spot" is a thing's. */
function isNoMove(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  if (word?.word === 'rolling')
    return words.length === at + 1 && words.slice(0, at).every((one) => !has(one, ...MANNER));
  if (word?.lemma === 'ease') return words[at + 1]?.gap === 'hyphen';
  const isOnSpot = words.some((one, index) => /^(spot|place)$/.test(one.word) && index > at);
  return (
    has(word, 'spin') && isOnSpot && context.subject !== 'camera' && !words.some((one) => kindOf(one) === 'camera')
  );
}

/** A word that may stand before a move without making it a thing. */
export function isLight(word: Word): boolean {
  if (word.time !== undefined || word.measure !== undefined || isAdverb(word)) return true;
  const small: readonly Sense[] = [
    'determiner',
    'filler',
    'carrier',
    'opening',
    'auxiliary',
    'be',
    'camera',
    'picture',
    'we',
    'rig',
    'list',
    'purpose',
  ];
  const manner: readonly Sense[] = [
    ...MANNER,
    'settle',
    'speedup',
    'handheld',
    'static',
    'vertically',
    'diagonally',
    'along',
  ];
  // "A slow creeping zoom", "in one motion".
  if (has(word, 'travel') && (word.form === 'ing' || /^(motion|movement|move)$/.test(word.word))) return true;
  return has(word, ...small, ...manner, ...WAYS) || /^(to|from|in|with|via|using|by|into)$/.test(word.word);
}

function isUnknownMotion(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word?.senses.size !== 0 || (word.form !== 's' && word.form !== 'ing')) return false;
  return subjectBefore(words, at)?.kind === 'camera' && !isLookedAt(words, at) && followerOf(words, at) === 'way';
}

/** "Closer, closer", "forward": no verb, and yet a move. */
function isNearer(words: readonly Word[], at: number): boolean {
  const word = words[at]?.word ?? '';
  if (/^(forwards?|backwards?|inwards?|outwards?)$/.test(word))
    return (
      (words.every(isLight) ||
        (at === 0 && /^(through|along|into|towards?|down|across|over)$/.test(words[1]?.word ?? ''))) &&
      !words.some((one) => has(one, ...FILM, ...PLAIN))
    );
  if (/^(bigger|larger)$/.test(word)) return words.some((one) => has(one, 'picture', 'pronoun') || one.word === 'it');
  // "Bring the ring closer".
  if (/^(closer|nearer)$/.test(word) && /^(bring|get|draw)$/.test(words[0]?.lemma ?? '')) return true;
  if (!/^(closer|nearer|tighter|wider)\b/.test(word)) return false;
  // "The shot grows tighter".
  const isGrowing = (one: Word): boolean =>
    one.isVerb && has(one, 'become') && subjectBefore(words, at)?.kind === 'camera';
  const isOther = (one: Word): boolean => has(one, ...FILM, ...PLAIN) && !isGrowing(one);
  return words.slice(0, at).every((one) => isLight(one) || isGrowing(one)) && !words.some(isOther);
}

type Follower = 'nothing' | 'way' | 'preposition' | 'of' | 'object' | 'camera' | 'known' | 'unknown';

/** What comes after a move, over words that say how and how much. */
function followerOf(words: readonly Word[], at: number): Follower {
  const index = words.findIndex((one, place) => place > at && !isPassedOver(one));
  const next = words[index];
  if (next === undefined) return 'nothing';
  if (particleAt(words, index) !== undefined || has(next, ...WAYS)) return 'way';
  if (next.word === 'of') return 'of';
  if (has(next, 'determiner', 'pronoun', 'person', 'we')) return 'object';
  if (has(next, 'preposition')) return 'preposition';
  if (/^(lens|operator)$/.test(next.word) || has(next, 'posture')) return 'unknown';
  if (has(next, 'camera', 'picture') || (has(next, 'travel') && next.form === 'base')) return 'camera';
  // "A zoom call", "a roll cake".
  if (has(next, 'happens') && next.form === 'base') return 'unknown';
  return next.senses.size === 0 || has(next, 'living', 'light', 'lit', 'background', 'sound', 'event')
    ? 'unknown'
    : 'known';
}

function isPassedOver(word: Word): boolean {
  if (word.measure !== undefined) return true;
  const how: readonly Sense[] = [
    'slow',
    'fast',
    'slight',
    'soft',
    'smooth',
    'very',
    'filler',
    'even',
    'settle',
    'speedup',
    'middle',
  ];
  return !has(word, ...WAYS, 'determiner') && (has(word, ...how) || isAdverb(word));
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
  if (!isReachable(words, at)) return false;
  // "Turn 45° to the left": that is a thing's, where no camera is named.
  if (has(word, 'spin') && words.some((one) => one.measure?.unit === 'degrees') && context.subject !== 'camera')
    return false;
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

/** Whether only words of manner lie before it, and no preposition that makes a place of it. */
function isReachable(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined) return false;
  const before = words.slice(0, at);
  if (!before.every(isLight)) return false;
  const lead = before.findLast((one) => !has(one, 'determiner', ...MANNER) && !isAdverb(one));
  if (lead === undefined || !/^(in|with|by|from|into|to|via|using)$/.test(lead.word)) return true;
  // "In a slow arc" is a way to move; "in the pan" is a place.
  return word.form === 'ing' || !THINGS.has(word.lemma) || before.some((one) => has(one, ...MANNER, 'camera'));
}

/** "A hypnotic zoom": one adjective that no table knows, before a word that names no thing. */
function isOddNoun(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined) return false;
  const odd = words.slice(0, at).filter((one) => !isLight(one));
  if (word.form === 's' || odd.length > 1 || odd.some((one) => one.senses.size > 0)) return false;
  const follower = followerOf(words, at);
  return THINGS.has(word.lemma)
    ? follower === 'way' && particleAt(words, at + 1) === undefined
    : follower !== 'unknown' && follower !== 'object';
}

/** "Looks at the camera", "walks past the lens": who looks is not the camera. */
function isLookedAt(words: readonly Word[], at: number): boolean {
  const camera = words.slice(0, at).findLastIndex((one) => has(one, 'camera', 'picture'));
  const lead = words.slice(0, camera).findLast((one) => !has(one, 'determiner'));
  return camera > 0 && /^(at|past|into|toward|towards|for)$/.test(lead?.word ?? '');
}

/** "Tilt the bottle", "push the button", "dolly the sheep": what moves is a thing. */
function isOthersMove(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined) return false;
  if (has(word, 'arc', 'orbit', 'approach', 'pan', 'gaze') || word.lemma === 'zoom') return false;
  if (
    /^(follow|chase|scan|explore|skim|track|traverse|enter|cross|pass|circle|survey|trail|climb|ascend|descend)$/.test(
      word.lemma,
    )
  )
    return false;
  // "Sweep the shelves from right to left".
  if (word.lemma === 'sweep' && words.some((one) => has(one, 'left', 'right'))) return false;
  const first = words.findIndex((one, index) => index > at && !isPassedOver(one));
  if (!has(words[first], 'determiner', 'pronoun', 'person')) return false;
  const noun = words.slice(first).find((one) => !has(one, 'determiner', ...MANNER));
  return noun !== undefined && kindOf(noun) !== 'camera' && !has(noun, ...WAYS);
}
