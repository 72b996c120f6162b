import { has, type Word } from '../text/words.js';
import type { Form } from '../words/inflect.js';
import type { Sense } from '../words/lexicon.js';
import { commonForm } from './common-verbs.js';
import { deedForm } from './deed-table.js';

/** Verbs of what is so, of the sentence itself, or of what something is good for. */
export const QUIET: readonly Sense[] = [
  ...(['posture', 'purpose', 'be', 'auxiliary', 'carrier', 'opening', 'ending', 'determiner', 'preposition'] as const),
  ...(['static', 'hold', 'style'] as const),
];

/** Names of what is in a picture; in -s they can be deeds all the same ("the screen boots up"). */
export const NAMES: readonly Sense[] = ['above', 'beneath', 'picture', 'partSpinning', 'living', 'passageway'];

/** What can be said of a thing behind it: "skies clear". */
const QUALITIES: readonly Sense[] = [
  ...([
    'slow',
    'fast',
    'slight',
    'soft',
    'strong',
    'smooth',
    'even',
    'sharp',
    'warm',
    'cool',
    'bright',
    'dim',
    'key',
  ] as const),
  ...(['left', 'right', 'up', 'down', 'inward', 'outward', 'deep', 'shallow', 'event', 'blur', 'effect'] as const),
];

const DEEDS: readonly Sense[] = [
  ...([
    'happens',
    'travel',
    'sweeping',
    'rise',
    'descend',
    'rising',
    'falling',
    'spin',
    'orbit',
    'truck',
    'roll',
  ] as const),
  ...(['pull', 'push', 'settle', 'speedup', 'snap', 'flicker', 'shimmer', 'become', 'switching'] as const),
];

/** What a camera or a light does as well: left to their readers. */
export const MANY_WAYS: readonly Sense[] = [
  ...([
    'zoom',
    'push',
    'pull',
    'pan',
    'truck',
    'crane',
    'rise',
    'descend',
    'tilt',
    'roll',
    'arc',
    'orbit',
    'spin',
  ] as const),
  ...([
    'travel',
    'approach',
    'retreat',
    'handheld',
    'become',
    'sweeping',
    'rising',
    'falling',
    'switching',
    'settle',
  ] as const),
];

/** What is done to a thing, and no state of it. */
export const DONE_TO =
  /^(shaken|crushed|smashed|thrown|poured|pulled|pushed|lifted|extinguished|dropped|kicked|hit|removed|struck|blown|swept|shattered|launched|fired|released|dragged|tossed|squeezed|stirred|opened|kneaded|torn|ripped|swallowed|engulfed|washed)$/;

/** The form in which a word can be a verb: by the tables, or by its ending where they do not know it. */
export function formOf(word: Word): Form | undefined {
  if (word.senses.size > 0 && word.isVerb) return word.form === 's' || !has(word, ...NAMES) ? word.form : undefined;
  // "Mist pools", "he drums": known for things, and yet a verb.
  const form = deedForm(word.word) ?? commonForm(word.word);
  // "A painting" is a thing.
  if (form === 'ing' && word.form === 'base') return undefined;
  if (word.senses.size > 0) return has(word, ...QUALITIES) && !isEventsDeed(word) ? undefined : form;
  return /^[a-z][a-z-]*$/.test(word.word) ? (form ?? word.form) : undefined;
}

/** "The waterfall thunders down": the name of an event that is a verb as well, in a form that shows it. */
function isEventsDeed(word: Word): boolean {
  return has(word, 'event') && /s$|ing$/.test(word.word);
}

/** Whether a table lists a word as what is done; what is not listed can be a deed by its form and place. */
export function isKnownDeed(word: Word): boolean {
  if (word.isVerb && word.senses.size > 0) return has(word, ...DEEDS);
  // "Marketing", "styling": a common verb in -ing is as often a name.
  const common = commonForm(word.word);
  return deedForm(word.word) !== undefined || (common !== undefined && common !== 'ing');
}
