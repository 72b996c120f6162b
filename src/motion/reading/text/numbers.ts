import { NUMBER_WORDS } from '../words/time-words.js';
import type { Word } from './words.js';

/** A number in figures or in words. */
export function numberAt(
  words: readonly Word[],
  at: number,
): { readonly value: number; readonly end: number } | undefined {
  const word = words[at]?.word;
  if (word === undefined) return undefined;
  if (/^\d/.test(word)) {
    const value = word.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    return Number.isFinite(value) ? { value, end: at + 1 } : undefined;
  }
  if (word === 'a' && /^(couple|few|hundred)$/.test(words[at + 1]?.word ?? '')) return numberAt(words, at + 1);
  const value = Object.hasOwn(NUMBER_WORDS, word) ? NUMBER_WORDS[word] : undefined;
  if (value === undefined) return undefined;
  const ones = value >= 20 && words[at + 1]?.gap === 'hyphen' ? NUMBER_WORDS[words[at + 1]?.word ?? ''] : undefined;
  if (ones !== undefined && ones < 10) return { value: value + ones, end: at + 2 };
  const hasOf = (word === 'couple' || word === 'few') && words[at + 1]?.word === 'of';
  return { value, end: hasOf ? at + 2 : at + 1 };
}
