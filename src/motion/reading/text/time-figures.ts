import { has, type Word } from './words.js';
import { numberAt } from './numbers.js';

/** What parts an expression of time from what follows. */
const BREAKS: ReadonlySet<Word['gap']> = new Set(['comma', 'colon', 'dash', 'stop', 'line']);

/** A length or a position that was said, and where its words end. */
export interface Figure {
  readonly share: number;
  readonly end: number;
}

/** A number of seconds, or a share: "two seconds", "2s", "half a second", "a third", "20 percent". */
export function figureAt(words: readonly Word[], at: number, durationSec: number): Figure | undefined {
  const number = numberAt(words, at);
  if (number === undefined) return undefined;
  const { value, end: numberEnd } = withFraction(words, at, number);
  let end = numberEnd;
  if (/^(a|an|of|full|whole|good|more)$/.test(words[end]?.word ?? '') && value <= 60) end += 1;
  const unit = words[end];
  if (!isNear(words, end)) return undefined;
  if (has(unit, 'second')) return { share: value / durationSec, end: end + 1 };
  if (unit?.word === 'ms') return { share: value / 1000 / durationSec, end: end + 1 };
  if (has(unit, 'percent'))
    return isOfClip(words, end + 1) || has(words[at - 1], 'ordinalFirst', 'ordinalLast')
      ? { share: value / 100, end: end + 1 }
      : undefined;
  const parts = has(unit, 'half') ? 2 : has(unit, 'third') ? 3 : has(unit, 'quarter') ? 4 : 0;
  return parts > 0 && isOfClip(words, end + 1) ? { share: value / parts, end: end + 1 } : undefined;
}

/** "1,5" and "two and a half". */
function withFraction(
  words: readonly Word[],
  at: number,
  { value, end }: { readonly value: number; readonly end: number },
): { readonly value: number; readonly end: number } {
  const [last, next] = [words[end - 1], words[end]];
  const isDecimal = next?.gap === 'comma' && next.start === (last?.end ?? 0) + 1;
  if (isDecimal && end === at + 1 && /^\d+$/.test(last?.word ?? '') && /^\d{1,2}$/.test(next.word))
    return { value: Number(`${last?.word ?? ''}.${next.word}`), end: end + 1 };
  const half = [1, 2, 3].find(
    (count) =>
      words
        .slice(end, end + count)
        .map(({ word }) => word)
        .join(' ') === 'and a half',
  );
  return half === undefined ? { value, end } : { value: value + 0.5, end: end + half };
}

/** "… of the clip", "… mark": a share of time, and not of something else. */
function isOfClip(words: readonly Word[], at: number): boolean {
  if (/^(mark|point)$/.test(words[at]?.word ?? '')) return true;
  return words[at]?.word === 'of' && words.slice(at + 1, at + 3).some((word) => has(word, 'clip'));
}

/** "The last second", "the final moments", "the last half". */
export function loneUnitAt(words: readonly Word[], at: number, durationSec: number, parts: number): Figure | undefined {
  const word = words[at];
  if (parts > 0) return { share: 1 / parts, end: at + 1 };
  if (/^(second|sec)$/.test(word?.word ?? '')) return { share: held(1 / durationSec), end: at + 1 };
  if (has(word, 'moment') && !/^(frames?|seconds|while)$/.test(word?.word ?? '')) return { share: 0.2, end: at + 1 };
  return /^(seconds|secs)$/.test(word?.word ?? '') ? { share: held(2 / durationSec), end: at + 1 } : undefined;
}

/** "The first and the last second": the unit stands behind the last of them only. */
export function sharedUnitAt(words: readonly Word[], at: number, durationSec: number): Figure | undefined {
  if (!/^(and|&)$/.test(words[at]?.word ?? '')) return undefined;
  const last = words[at + 1]?.word === 'the' ? at + 2 : at + 1;
  if (!has(words[last], 'ordinalLast')) return undefined;
  const figure = figureAt(words, last + 1, durationSec) ?? loneUnitAt(words, last + 1, durationSec, 0);
  return figure === undefined ? undefined : { share: figure.share, end: at };
}

/** Whether a word is a time code: "0:02". */
export function isClock(word: Word | undefined): boolean {
  return word !== undefined && /^\d+:\d/.test(word.word);
}

/** Whether a word follows the one before it without a break. */
export function isNear(words: readonly Word[], at: number): boolean {
  const word = words[at];
  return word !== undefined && !BREAKS.has(word.gap);
}

/** A share inside the clip. */
export function held(share: number): number {
  return Math.min(1, Math.max(0, share));
}
