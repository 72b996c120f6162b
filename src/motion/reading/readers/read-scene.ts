import type { Piece } from '../said.js';
import { isAdverb, isNoun, MANNER, type Subject, subjectBefore } from '../subjects.js';
import { has, type Word } from '../words.js';
import type { Sense } from '../words/lexicon.js';
import type { Context, Reader } from './reader.js';

const NO_SOUND = 'The built-in renderer makes no sound.';
const NO_EFFECT = 'The built-in renderer moves the camera, the light and the focus; it has no such effect.';
const NO_OVERLAY = 'The built-in renderer writes nothing into the picture.';
const NO_HAPPENING = 'One still does not show it: what happens inside the picture needs a model.';
const NO_OTHER_LANGUAGE = 'Directions are read in English.';

/** Effects on the picture: "film grain", "slow motion". They stand among other words, so only their own are taken. */
export const readEffect: Reader = (words) => {
  const at = words.findIndex((one) => has(one, 'effect'));
  return at === -1 ? undefined : leftOut(at, at + 1, NO_EFFECT, false);
};

/** Music, voices and noises. */
export const readSound: Reader = (words) => {
  const at = words.findIndex((word) => has(word, 'sound'));
  return at === -1 ? undefined : leftOut(0, words.length, NO_SOUND, false);
};

/** What happens in the picture: "steam rises", "she smiles", "rain". */
export const readHappening: Reader = (words, context) => {
  if (words.some((word) => /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(word.word)))
    return leftOut(0, words.length, NO_OTHER_LANGUAGE, false);
  if (words.some((word, at) => has(word, 'overlay') && words.some((one, index) => index !== at && has(one, 'appears'))))
    return leftOut(0, words.length, NO_OVERLAY, false);
  const at = words.findIndex((_, index) => isHappening(words, index, context));
  if (at !== -1) {
    const piece = leftOut(0, words.length, NO_HAPPENING, true);
    if (!isTransformation(words, at)) return piece;
    return { ...piece, wishes: piece.wishes.map((wish) => ({ ...wish, isTransformation: true })) };
  }
  const event = words.findIndex((_, index) => isEvent(words, index, context));
  return event === -1 ? undefined : leftOut(0, words.length, NO_HAPPENING, true);
};

function leftOut(from: number, to: number, reason: string, isSubject: boolean): Piece {
  return { from, to, reads: 'not_rendered', meaning: 'left out', wishes: [{ kind: 'other', isSubject, reason }] };
}

/** "The first picture becomes the last one": nothing but the way from one still to the other. */
function isTransformation(words: readonly Word[], at: number): boolean {
  if (!has(words[at], 'transformation', 'become')) return false;
  const named = words.filter((_, index) => index !== at && isNoun(words, index));
  return named.every(
    (word) => has(word, 'picture', 'pronoun', 'lit') || /^(one|first|last|second|state|look|version)$/.test(word.word),
  );
}

/** Verbs by which something moves or changes, whoever does it. */
const DOES: readonly Sense[] = [
  ...([
    'happens',
    'travel',
    'spin',
    'flicker',
    'transformation',
    'appears',
    'rise',
    'descend',
    'handheld',
    'shimmer',
  ] as const),
  ...([
    'become',
    'settle',
    'snap',
    'roll',
    'tilt',
    'truck',
    'pull',
    'push',
    'zoom',
    'retreat',
    'orbit',
    'crane',
  ] as const),
];
/** What stands like a verb and says nothing of the kind. */
const IDLE: readonly Sense[] = ['posture', 'purpose', 'be', 'auxiliary', 'carrier', 'determiner'];

function isHappening(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  if (word === undefined || word.form === 'ed' || has(word, ...IDLE)) return false;
  const subject = subjectBefore(words, at);
  if (word.senses.size === 0) return isUnknownVerb(words, at, subject);
  if (!word.isVerb || !has(word, ...DOES)) return false;
  if (word.form === 's')
    return subject === undefined ? context.subject !== undefined || at === 0 : !isPlural(words, at);
  if (word.form === 'ing') {
    if (subject !== undefined) return subject.kind !== 'camera';
    return words.length === 1 ? context.subject !== 'camera' : startsGroup(words, at);
  }
  const isAfterAuxiliary = has(words[at - 1], 'auxiliary') && subject !== undefined;
  const isLivings = subject?.kind === 'living' && has(word, 'happens') && !has(words[at - 1], 'determiner');
  return isAfterAuxiliary || isLivings || isOrder(words, at) || isMade(words, at) || isPluralDoing(words, at);
}

/** By its ending and its subject: "a ribbon unspooling", "she winks". */
function isUnknownVerb(words: readonly Word[], at: number, subject: Subject | undefined): boolean {
  const word = words[at]!;
  if (word.form === 'ing') return subject !== undefined && subject.kind !== 'camera' && !NOT_VERBS.test(word.word);
  return word.form === 's' && (has(words[at - 1], 'person') || words[at - 1]?.word === 'it');
}

const NOT_VERBS =
  /^(interesting|stunning|amazing|charming|surrounding|building|buildings|ceiling|morning|evening|string|king|ring|painting|clothing|wedding|packaging|during|something|nothing|anything|everything|refreshing|inviting|striking|breathtaking|engaging|captivating|remaining|nearing|upcoming|sterling|pudding|earring|filming|lettering|living|dining|landing|setting|dressing|icing|pricing|stocking|sterling|outstanding|according|imposing|crossing|gleaming|marketing|advertising|wiring|railing|topping|piping|plating|spring|wing|thing|shooting|being|awning|engraving|etching|stitching|embossing|branding|labelling|labeling|styling|seating|flooring|tiling|bedding|frosting|coating|casing|housing|fishing|swimming|racing|shopping|parking|cooking|writing|reading|tasting|serving|following|including|regarding|wood carving|carving|drawing|housing)$/;

/** "Falling snow", "flickering candles": something that goes on and its name. */
function startsGroup(words: readonly Word[], at: number): boolean {
  const next = words[at + 1];
  return next !== undefined && (isNoun(words, at + 1) || next.senses.size === 0 || has(next, 'event'));
}

/** "The wine glasses on the table" has no verb. */
function isPlural(words: readonly Word[], at: number): boolean {
  const next = words[at + 1];
  const isAgain = words.some(
    (word, index) => index > at && word.isVerb && word.form !== 'base' && has(word, 'happens', 'posture'),
  );
  return isAgain && next !== undefined && !has(next, 'determiner');
}

/** An order to somebody: "open the door", "animate the waves". */
function isOrder(words: readonly Word[], at: number): boolean {
  const word = words[at];
  const isFirst = words.slice(0, at).every((before) => has(before, ...MANNER, 'filler', 'carrier', 'auxiliary'));
  return isFirst && has(word, 'happens') && has(words[at + 1], 'determiner', 'living', 'person');
}

/** "Make the water ripple", "let her smile". */
function isMade(words: readonly Word[], at: number): boolean {
  return (
    has(words[at], 'happens') &&
    /^(make|let|have|animate|see|watch)/.test(words[0]?.lemma ?? '') &&
    subjectBefore(words, at) !== undefined &&
    !has(words[at - 1], 'determiner')
  );
}

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
  if (!has(words[at], 'event')) return false;
  const before = words.slice(0, at);
  const isAsked = before.some((word) => has(word, 'carrier'));
  const isHead =
    before.every((word) => has(word, ...MANNER, 'determiner', 'filler', 'slight') || word.senses.size === 0) &&
    before.length <= 3;
  const after = words[at + 1];
  const ends = after === undefined || has(after, 'preposition', 'list', 'effect', 'event');
  return isAsked || (isHead && ends && context.isListed);
}
