import { CAMERA_WORDS } from './camera-words.js';
import { GRAMMAR_WORDS, JOINTS } from './grammar-words.js';
import { type Form, inflectNoun, inflectVerb } from './inflect.js';
import { LIGHT_WORDS } from './light-words.js';
import { MANNER_WORDS } from './manner-words.js';
import { SCENE_WORDS } from './scene-words.js';
import { TIME_WORDS } from './time-words.js';
import type { WordList } from './word-list.js';

const TABLES = [GRAMMAR_WORDS, JOINTS, CAMERA_WORDS, LIGHT_WORDS, MANNER_WORDS, SCENE_WORDS, TIME_WORDS] as const;

type KeyOf<Table> = Table extends unknown ? keyof Table : never;

/** One way to take a word. A word has as many senses as tables it stands in; the readers decide by its neighbours. */
export type Sense = KeyOf<(typeof TABLES)[number]>;

/** What the tables know of a word or an expression. */
export interface Entry {
  /** As it stands in its table: "glide" for "gliding". */
  readonly lemma: string;
  readonly form: Form;
  readonly senses: ReadonlySet<Sense>;
  /** Whether one of its tables lists it as a verb. */
  readonly isVerb: boolean;
}

interface Draft {
  lemma: string;
  form: Form;
  isVerb: boolean;
  readonly senses: Set<Sense>;
}

/** How many words the longest expression that begins with a word has. */
const longest = new Map<string, number>();
const entries = new Map<string, Draft>();

for (const [sense, lists] of TABLES.flatMap((table) => Object.entries(table)) as [
  Sense,
  WordList | readonly WordList[],
][]) {
  for (const list of [lists].flat()) {
    for (const entry of list.entries)
      for (const [form, kind] of formsOf(entry, list)) put(form, kind, entry, sense, list.inflect === 'verb');
  }
}

/** What is known of a word, or of words with a space between; undefined: nothing. */
export function lookUp(words: string): Entry | undefined {
  return entries.get(words);
}

/** All words and expressions that can be taken in one of these senses. */
export function entriesOf(senses: readonly Sense[]): readonly string[] {
  return [...entries].filter(([, entry]) => senses.some((sense) => entry.senses.has(sense))).map(([words]) => words);
}

/** The most words that an expression beginning with this word can have; 0: the word is unknown. */
export function longestFrom(word: string): number {
  return longest.get(word) ?? 0;
}

function put(words: string, form: Form, lemma: string, sense: Sense, isVerb: boolean): void {
  const parts = words.split(' ');
  const first = parts[0] ?? '';
  longest.set(first, Math.max(longest.get(first) ?? 0, parts.length));
  const known = entries.get(words);
  if (known === undefined) {
    entries.set(words, { lemma, form, senses: new Set([sense]), isVerb });
    return;
  }
  known.senses.add(sense);
  known.isVerb ||= isVerb;
  // "Burst", "cut": what is past as well is still an order, and what many do.
  if (known.form === 'base' && form !== 'base' && words !== lemma) Object.assign(known, { form, lemma });
}

/** A verb is inflected in its first word ("closes in"), a noun in its last ("light sweeps"), or before "of". */
function formsOf(entry: string, { inflect }: WordList): readonly (readonly [string, Form])[] {
  const parts = entry.split(' ');
  if (inflect === 'verb') {
    const rest = parts.slice(1);
    return inflectVerb(parts[0] ?? '').map(([form, kind]) => [[form, ...rest].join(' '), kind]);
  }
  if (inflect === 'noun') {
    // "Beams of light".
    const at = parts[1] === 'of' ? 0 : parts.length - 1;
    return inflectNoun(parts[at] ?? '').map(([form, kind]) => [parts.with(at, form).join(' '), kind]);
  }
  return [[entry, 'base']];
}
