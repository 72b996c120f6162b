import { isNoun, isPreposition, kindOf, MANNER, type Subject, subjectBefore } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';

/** "A man's gloves": what follows is his. */
export function isPossessed(words: readonly Word[], at: number): boolean {
  const before = words[at - 1];
  // "By burning away the paper".
  if (before?.word === 'by' && words[at]?.form === 'ing') return false;
  return (
    /['’]s?$/.test(before?.text ?? '') ||
    has(before, 'preposition') ||
    (has(before, 'be') && words[at]?.form === 'base')
  );
}

/** Who stands right before a deed, or the first who is named in its clause. */
export function doerOf(words: readonly Word[], at: number): Subject | undefined {
  const first = subjectBefore(words, at);
  const from = at - groupBefore(words, at).length;
  for (let index = at - 1; index >= from; index--) {
    const word = words[index];
    if (word !== undefined && isNoun(words, index))
      return first?.head === word ? first : { kind: kindOf(word), head: word };
  }
  return first;
}

/** The words of the noun group that ends right before a place, its article among them. */
export function groupBefore(words: readonly Word[], at: number): readonly Word[] {
  let from = at;
  while (from > 0) {
    const before = words[from - 1];
    if (before === undefined || before.time !== undefined || isPreposition(before)) break;
    if (has(before, 'list', 'relative', 'negation', 'auxiliary', 'be', 'carrier', 'opening')) break;
    from -= 1;
    if (has(before, 'determiner')) break;
  }
  return words.slice(from, at);
}

/** Whether a preposition stands there and nobody before it: "a push on the truffle shavings". */
export function isPlaceOf(words: readonly Word[], at: number): boolean {
  if (!isPreposition(words[at - 1])) return false;
  return !words
    .slice(0, at - 1)
    .some((word, index) => isNoun(words, index) && kindOf(word) !== 'camera' && !has(word, ...MANNER));
}

/** Whether a noun is in the plural. */
export function isPluralHead(head: Word): boolean {
  return /[^su]s$/.test(head.word) && head.form === 's' && !head.isVerb;
}
