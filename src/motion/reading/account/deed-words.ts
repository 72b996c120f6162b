import { has, type Word } from '../text/words.js';
import type { Form } from '../words/inflect.js';
import type { Sense } from '../words/lexicon.js';
import { deedForm } from './deed-table.js';

/** Verbs of what is so, of the sentence itself, or of what something is good for. */
export const QUIET: readonly Sense[] = [
  ...(['posture', 'purpose', 'be', 'auxiliary', 'carrier', 'opening', 'ending', 'determiner', 'preposition'] as const),
  ...(['static', 'hold', 'above', 'beneath', 'picture', 'partSpinning', 'living', 'passageway', 'style'] as const),
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
  if (word.senses.size > 0) return word.isVerb ? word.form : undefined;
  if (!/^[a-z][a-z-]*$/.test(word.word)) return undefined;
  return deedForm(word.word) ?? word.form;
}

/** Whether a table lists a word as what is done; what is not listed can be a deed by its form and place. */
export function isKnownDeed(word: Word): boolean {
  return word.senses.size > 0 ? word.isVerb && has(word, ...DEEDS) : deedForm(word.word) !== undefined;
}
