/** Words of one sense, and how they are inflected. An entry of several words is an expression, read as one word. */
export interface WordList {
  readonly inflect: 'verb' | 'noun' | 'none';
  readonly entries: readonly string[];
}

/** Verbs by their base form, separated by commas: their other forms follow. */
export function verbs(list: string): WordList {
  return { inflect: 'verb', entries: split(list) };
}

/** Nouns in the singular, separated by commas: their plurals follow. */
export function nouns(list: string): WordList {
  return { inflect: 'noun', entries: split(list) };
}

/** Words as they are, separated by commas. */
export function words(list: string): WordList {
  return { inflect: 'none', entries: split(list) };
}

function split(list: string): readonly string[] {
  return list
    .split(',')
    .map((entry) => entry.trim().replace(/\s+/g, ' '))
    .filter((entry) => entry !== '');
}
