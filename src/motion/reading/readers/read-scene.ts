import type { Piece } from '../said.js';
import { isAdverb, isNoun, kindOf, MANNER, type Subject, subjectBefore } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';
import { isDeed } from '../account/deeds.js';
import { isOnward } from '../account/onward.js';
import { isLasting, isLastingVerb } from '../account/lasting.js';
import { isThings } from '../account/thing-table.js';
import { THINGS } from '../words/camera-words.js';
import type { Sense } from '../words/lexicon.js';
import { isWalk } from '../grammar/mobile.js';
import type { Context, Reader } from './reader.js';

/** Why there is none. */
export const NO_SOUND = 'The built-in renderer makes no sound.';
const NO_EFFECT = 'The built-in renderer moves the camera, the light and the focus; it has no such effect.';
const NO_DEPTH = 'A flat still has no depth: near and far move together.';
const NO_OVERLAY = 'The built-in renderer writes nothing into the picture.';
const NO_HAPPENING = 'One still does not show it: what happens inside the picture needs a model.';
const NO_OTHER_LANGUAGE = 'Directions are read in English.';

/** Effects on the picture: "film grain", "slow motion". They stand among other words, so only their own are taken. */
export const readEffect: Reader = (words) => {
  if (words.some((word) => has(word, 'foreign'))) return leftOut(0, words.length, NO_OTHER_LANGUAGE, false);
  const at = words.findIndex((word, index) => has(word, 'effect', 'depthEffect') && !isColouring(words, index));
  if (at === -1) return undefined;
  // "A lens flare streaks across the frame" is one thing said.
  const isDoing = words[at + 1]?.isVerb === true && words[at + 1]?.form === 's';
  return leftOut(at, isDoing ? words.length : at + 1, has(words[at], 'effect') ? NO_EFFECT : NO_DEPTH, false);
};

/** "Black and white tiles". */
function isColouring(words: readonly Word[], at: number): boolean {
  return (
    /^(black and white|black & white|monochrome)$/.test(words[at]?.word ?? '') && isThings(words[at + 1]?.word ?? '')
  );
}

/** Music, voices and noises. */
export const readSound: Reader = (words, context) => {
  const isAlone = context.isListed && words.length <= 3 && words.every((word) => has(word, ...MANNER, 'instrument'));
  const isSound =
    words.some((word) => has(word, 'sound')) || (isAlone && words.some((word) => has(word, 'instrument')));
  return isSound ? leftOut(0, words.length, NO_SOUND, false) : undefined;
};

/** What happens in the picture: "steam rises", "she smiles", "rain". */
export const readHappening: Reader = (words, context) => {
  if (words.some((word) => /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(word.word)))
    return leftOut(0, words.length, NO_OTHER_LANGUAGE, false);
  if (
    words.some(
      (word, at) => has(word, 'overlay') && words.some((one, index) => index > at && one.isVerb && has(one, 'appears')),
    )
  )
    return leftOut(0, words.length, NO_OVERLAY, false);
  // "Add text".
  const isWritten = /^(add|insert|overlay|put|superimpose|include)$/.test(words[0]?.lemma ?? '');
  if (isWritten && words.some((word) => has(word, 'overlay'))) return leftOut(0, words.length, NO_OVERLAY, false);
  const at = words.findIndex((word, index) => has(word, 'alive') || isHappening(words, index, context));
  if (at !== -1) {
    const piece = leftOut(0, words.length, NO_HAPPENING, true);
    // "Only the curtain moves": nothing else does, and so the camera does not.
    if (words[0]?.word === 'only') return { ...piece, wishes: [{ kind: 'hold', isStep: false }, ...piece.wishes] };
    return isTransformation(words, at) ? asTransformation(piece) : piece;
  }
  const event = words.findIndex((_, index) => isEvent(words, index, context));
  if (event === -1) return isException(words, context) ? leftOut(0, words.length, NO_HAPPENING, true) : undefined;
  const piece = leftOut(0, words.length, NO_HAPPENING, true);
  return /^(transition|morph|dissolve|crossfade)$/.test(words[event]?.lemma ?? '') ? asTransformation(piece) : piece;
};

/** "Nothing moves except the clouds": what is named is to move. */
function isException(words: readonly Word[], { isExcepted }: Context): boolean {
  return (
    isExcepted &&
    words.some((word, at) => isNoun(words, at) && kindOf(word) !== 'camera') &&
    !words.some((word) => has(word, 'background', 'foreground', 'focus'))
  );
}

function leftOut(from: number, to: number, reason: string, isSubject: boolean): Piece {
  return { from, to, reads: 'not_rendered', meaning: 'left out', wishes: [{ kind: 'other', isSubject, reason }] };
}

function asTransformation(piece: Piece): Piece {
  return {
    ...piece,
    wishes: piece.wishes.map((wish) => (wish.kind === 'other' ? { ...wish, isTransformation: true } : wish)),
  };
}

/** "The first picture becomes the last one": nothing but the way from one still to the other. */
function isTransformation(words: readonly Word[], at: number): boolean {
  if (/^(transition|morph|dissolve|blend)$/.test(words[at]?.lemma ?? '')) return true;
  if (!has(words[at], 'transformation', 'become')) return false;
  const named = words.filter((_, index) => index !== at && isNoun(words, index));
  return named.every(
    (word) => has(word, 'picture', 'pronoun', 'lit') || /^(one|first|last|second|state|look|version)$/.test(word.word),
  );
}

/** Small things, which lie where they are said to be. */
const LYING = /^(droplet|confetti|petal|bubble|glitter|particle|dust particle|falling leaf|flame|ember|fallen petal)$/;
/** What stands like a verb and says nothing of the kind. */
const IDLE: readonly Sense[] = [
  'posture',
  'purpose',
  'be',
  'auxiliary',
  'carrier',
  'opening',
  'determiner',
  'above',
  'beneath',
];

function isHappening(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  // "Fribble the wotsit": an order, whatever it means.
  const isOdd = at === 0 && word?.senses.size === 0 && word.form === 'base' && !isAdverb(word);
  if (isOdd && context.subject === 'camera' && has(words[1], 'determiner') && words.length > 2) return true;
  if (word === undefined || word.form === 'ed' || has(word, ...IDLE) || isLasting(words, at)) return false;
  // "Autumn leaves", "neon signs".
  const isPerhapsThing = isThings(word.word) || words[at + 1]?.word === 'of' || words[at + 1]?.form === 'ed';
  if (word.form === 's' && isPerhapsThing && !isDeed(words, at)) return false;
  if (at === 0 && context.isAttached && word.form === 'ing' && isLastingVerb(word)) return false;
  const subject = subjectBefore(words, at);
  if (word.senses.size === 0) return isUnknownVerb(words, word, at, subject);
  // "She smiles and waves": after an "and" the verb goes on with its subject.
  const goesOn = at === 0 && context.subject === 'living' && !context.isListed;
  if (!word.isVerb || (!goesOn && isPluralThing(words, at))) return false;
  if (word.form === 's')
    return subject === undefined ? context.subject !== undefined || at === 0 : !isPlural(words, at);
  if (word.form === 'ing') {
    if (subject !== undefined) return subject.kind !== 'camera';
    return words.length === 1
      ? context.subject !== 'camera'
      : startsGroup(words, at) && (has(word, 'snap') || !has(word, ...MANNER));
  }
  const isAfterAuxiliary = has(words[at - 1], 'auxiliary') && subject !== undefined;
  const isLivings = subject?.kind === 'living' && has(word, 'happens') && !has(words[at - 1], 'determiner');
  // "Smile softly": what an adverb follows is done, be it a noun elsewhere.
  const next = words[at + 1];
  // "People in the background, out of focus, walk past".
  if (at === 0 && context.subject === 'living' && isWalk(word) && isOnward(words[1])) return true;
  const isActed = at === 0 && has(word, 'happens') && next !== undefined && isAdverb(next);
  return (
    isActed || isAfterAuxiliary || isLivings || isOrder(words, at) || isMade(words, at) || isPluralDoing(words, at)
  );
}

/** By its ending and its subject: "a ribbon unspooling", "she winks", "thunder rumbles", "the ribbon unspools slowly". */
function isUnknownVerb(words: readonly Word[], word: Word, at: number, subject: Subject | undefined): boolean {
  if (subject === undefined || subject.kind === 'camera') return false;
  if (word.form === 'ing') return true;
  if (word.form !== 's' || words[at - 1] !== subject.head) return false;
  // "Women blazers on a rail": what many do has no s.
  if (/^(men|women|kids|children|ladies|babies|girls|boys)$/.test(subject.head.word)) return isOnward(words[at + 1]);
  if (has(subject.head, 'person', 'living', 'event', 'sound', 'pronoun', 'light')) return true;
  // "The wine glasses on the table" are things; what is followed by an adverb of motion is done.
  const next = words[at + 1];
  const isMotion = /^(into|through|away|apart|open|down|up|off|out|back|over|slowly|gently|softly)$/.test(
    next?.word ?? '',
  );
  return isMotion && words.slice(0, at).some((one) => has(one, 'determiner'));
}

/** "Falling snow", "flickering candles": something that goes on and its name. */
function startsGroup(words: readonly Word[], at: number): boolean {
  const next = words[at + 1];
  return (
    next !== undefined && (isNoun(words, at + 1) || isThings(next.word) || next.senses.size === 0 || has(next, 'event'))
  );
}

/** "The wine glasses on the table" has no verb. */
function isPlural(words: readonly Word[], at: number): boolean {
  const next = words[at + 1];
  const isAgain = words.some(
    (word, index) => index > at && word.isVerb && word.form !== 'base' && has(word, 'happens', 'posture'),
  );
  return isAgain && next !== undefined && !has(next, 'determiner');
}

/** "Cinnamon rolls": things of which there are many, and nothing that one does. */
function isPluralThing(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word?.form !== 's' || words[at + 1] !== undefined) return false;
  if (!THINGS.has(word.lemma) && !/^(wave|plant|print|shade|ring|stack|stream|flower|drop)$/.test(word.lemma))
    return false;
  return words.slice(0, at).every((one) => one.senses.size === 0);
}

/** An order to somebody: "open the door", "animate the waves". */
function isOrder(words: readonly Word[], at: number): boolean {
  const word = words[at];
  const isFirst = words
    .slice(0, at)
    .every((before) => has(before, ...MANNER, 'filler', 'carrier', 'opening', 'auxiliary'));
  return isFirst && has(word, 'happens') && has(words[at + 1], 'determiner', 'living', 'person');
}

/** "Make the water ripple", "let her smile". */
function isMade(words: readonly Word[], at: number): boolean {
  return (
    has(words[at], 'happens') &&
    /^(make|let|have|animate|see|watch)/.test(words.find(isOrdering)?.lemma ?? '') &&
    subjectBefore(words, at) !== undefined &&
    !has(words[at - 1], 'determiner')
  );
}

/** Over "please" and "can you". */
const isOrdering = (word: Word): boolean => !has(word, 'filler') && !word.word.endsWith(' you');

/** "Leaves rustle", "the waves crash": a plural and what it does. */
function isPluralDoing(words: readonly Word[], at: number): boolean {
  const before = words[at - 1];
  const subject = subjectBefore(words, at);
  const isMany = before !== undefined && /[^s]s$/.test(before.word) && subject?.head === before;
  const next = words[at + 1];
  const isVerbs =
    next === undefined ||
    has(next, 'preposition', 'determiner', ...MANNER, 'filler', 'up', 'down', 'outward') ||
    isAdverb(next);
  return isMany && isVerbs;
}

/** Weather and the like, when it stands alone or is asked for; "a street in the rain" is how things are. */
function isEvent(words: readonly Word[], at: number, context: Context): boolean {
  // "Subtle head movement": somebody's, not the camera's.
  if (/^(movement|motion)$/.test(words[at]?.lemma ?? ''))
    return subjectBefore(words, at) !== undefined && !words.some((word) => kindOf(word) === 'camera');
  const word = words[at];
  if (word === undefined || !has(word, 'event')) return false;
  const before = words.slice(0, at);
  const isMotion = before.some((one) => one.isVerb && has(one, 'happens', 'spin') && !has(one, 'posture'));
  if (word.lemma === 'animation' && isMotion && !before.some((one) => has(one, 'camera'))) return true;
  const isAsked = before.some((word) => has(word, 'carrier'));
  const isHead =
    before.every(
      (word) =>
        has(word, ...MANNER, 'determiner', 'filler', 'slight', 'light', 'warm', 'cool', 'bright', 'dim') ||
        word.senses.size === 0,
    ) && before.length <= 3;
  const after = words[at + 1];
  // "Droplets on its surface" lie there.
  const isLying =
    LYING.test(word.lemma) && /^(on|at|between|around|in|over|along)$/.test(after?.word ?? '') && !isAsked;
  if (isLying) return false;
  const ends = after === undefined || has(after, 'preposition', 'list', 'effect', 'event');
  return isAsked || (isHead && ends && context.isListed);
}
