import { MANNER } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';

/** "Pull focus so that everything is sharp". */
export function isAllSharp(words: readonly Word[]): boolean {
  const all = words.findIndex(({ word }) =>
    /^(everything|all|(whole |entire )?(scene|image|picture|frame))$/.test(word),
  );
  return all !== -1 && words.slice(all + 1, all + 4).some((word) => has(word, 'sharp', 'sharpen'));
}

/** "Everything stays in focus": what stays so was so before. */
export function isKeptSharp(words: readonly Word[]): boolean {
  return words.some((word) => has(word, 'hold') || /^(stay|remain|keep)$/.test(word.lemma));
}

/** "From blurry to sharp". */
export function isBlurToSharp(words: readonly Word[]): boolean {
  const to = words.findIndex(({ word }) => /^(to|→|⇒|>)$/.test(word));
  const [before, after] = [words.slice(0, Math.max(0, to)), words.slice(to + 1)];
  return (
    has(before.at(-1), 'blur') &&
    before.length <= 3 &&
    has(
      after.find((word) => !has(word, ...MANNER)),
      'sharp',
    )
  );
}

/** "Soft focus on everything but the flower", "blur everything except her". */
export function isAllBut(words: readonly Word[]): boolean {
  const all = words.findIndex(({ word }) => /^(everything|all)$/.test(word));
  const isBlurred = words.slice(0, Math.max(0, all)).some((word) => has(word, 'blur'));
  return isBlurred && /^(but|except)/.test(words[all + 1]?.word ?? '');
}

/** "The church in the back". */
export function isInBack(words: readonly Word[]): boolean {
  return words.some(
    ({ word }, at) => word === 'back' && words[at - 1]?.word === 'the' && /^(in|at)$/.test(words[at - 2]?.word ?? ''),
  );
}

/** "The product becomes sharp". */
export function isSharpAgain(words: readonly Word[], at: number): boolean {
  const before = words[at - 1];
  return has(words[at], 'sharp') && before?.isVerb === true && /^(become|get|turn|go|grow)$/.test(before.lemma);
}
