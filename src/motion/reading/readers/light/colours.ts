import type { LightWord } from '../../said.js';
import { has, type Word } from '../../text/words.js';
import type { Sense } from '../../words/lexicon.js';

const COLOURS: readonly (readonly [Sense, LightWord])[] = [
  ['warm', 'warmer'],
  ['cool', 'cooler'],
  ['bright', 'brighter'],
  ['dim', 'dimmer'],
  ['key', 'key'],
];

/** Verbs and adjectives that name the colour themselves. */
export const CHANGES: readonly Sense[] = ['warm', 'cool', 'bright', 'dim'];

/** What is named after "to" or "into". */
export function ledTo(words: readonly Word[], at: number): readonly LightWord[] {
  const goal = words.findIndex((one, index) => index > at && /^(to|into|towards?|→|⇒|>)$/.test(one.word));
  return goal === -1 ? [] : coloursIn(words, goal + 1, words.length);
}

/** The colours that are named between two places; what light comes from is none. */
export function coloursIn(words: readonly Word[], from: number, to: number): readonly LightWord[] {
  const run = words.slice(from, to);
  const left = run.findIndex((word) => word.word === 'from');
  const found = run.flatMap((word, index) => (left !== -1 && index > left ? [] : coloursOf(word)));
  return found.includes('key') ? ['key'] : unique(found);
}

/** What a word makes of light. */
export function coloursOf(word: Word | undefined): readonly LightWord[] {
  return COLOURS.filter(([sense]) => has(word, sense)).map(([, name]) => name);
}

/** Each once. */
export function unique(names: readonly LightWord[]): readonly LightWord[] {
  return [...new Set(names)];
}
