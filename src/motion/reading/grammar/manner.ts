import type { Easing } from '../../timing.js';
import { has, type Measure, type Word } from '../text/words.js';

/** How much of a change was asked for: a factor on the usual (1), or a size that was said. */
export interface Amount {
  readonly factor: number;
  readonly measure?: Measure;
}

const SLIGHT = 0.5;
const VERY_SLIGHT = 0.35;
const STRONG = 2;
const FAST = 1.6;

/** Sizes and the words for them. Pace counts as size where the time is given. */
export function amountOf(words: readonly Word[]): Amount {
  let factor = 1;
  words.forEach((word, at) => {
    if (has(word, 'slight')) {
      const isVery = has(words[at - 1], 'very') || /barely|ever so|impercept/.test(word.word);
      factor = isVery ? VERY_SLIGHT : SLIGHT;
    } else if (has(word, 'strong') && !has(word, 'style')) factor = STRONG;
    else if (has(word, 'fast') && factor === 1) factor = FAST;
    else if (has(word, 'soft') && factor === 1) factor = SLIGHT;
  });
  if (isLimited(words)) factor = SLIGHT;
  // "From 1x to 1.5x": where it goes.
  const sizes = words.filter((word) => word.measure !== undefined);
  const measure = (sizes.find((size) => words[words.indexOf(size) - 1]?.word !== 'from') ?? sizes[0])?.measure;
  return measure === undefined ? { factor } : { factor, measure };
}

/** "Don't zoom too much": not a move that is forbidden, but one that is to be small. */
export function isLimited(words: readonly Word[]): boolean {
  const too = words.findIndex(({ word }) => word === 'too');
  return (
    has(words[too + 1], 'strong', 'fast') && words.slice(0, Math.max(0, too)).some((word) => has(word, 'negation'))
  );
}

/** How a change begins and ends; undefined where nothing is said. What it comes to in the end says most. */
export function easingOf(words: readonly Word[]): Easing | undefined {
  if (isGentleBothWays(words)) return 'ease';
  const isEaseIn = words.some(
    (word, at) => word.word === 'ease' && words[at + 1]?.gap === 'hyphen' && words[at + 1]?.word === 'in',
  );
  if (isEaseIn) return words.some((word) => word.word === 'ease out') ? 'ease' : 'accelerate';
  if (words.some((_, at) => isSettling(words, at))) return 'settle';
  if (words.some((word) => has(word, 'speedup'))) return 'accelerate';
  if (words.some((word) => has(word, 'snap'))) return 'snap';
  if (words.some((word, at) => has(word, 'even') || isSteadyPace(words, at))) return 'linear';
  return words.some((word) => has(word, 'smooth')) ? 'ease' : undefined;
}

/** Whether a word says that motion comes to its end softly: "settles", "glides to a stop", "comes gently to rest", "stops smoothly". */
export function isSettling(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (has(word, 'settle')) {
    // "Golden hour settles in": it comes, and does not slow. "Slow" alone is a pace.
    const isComing = word?.lemma === 'settle' && /^(in|over|upon)$/.test(words[at + 1]?.word ?? '');
    return !isComing && !(word?.lemma === 'slow' && word.form === 'base');
  }
  if (!isEnd(word)) return false;
  const before = words.slice(Math.max(0, at - 4), at);
  const lead = before.findLastIndex((one) => one.word === 'to');
  const isReached =
    lead !== -1 &&
    words
      .slice(0, at)
      .some(
        (one) =>
          one.isVerb && has(one, 'travel', 'slow', 'settle', 'truck', 'falling', 'become', 'roll', 'zoom', 'sweeping'),
      );
  const isSoft = [words[at - 1], words[at + 1]].some((one) => has(one, 'smooth', 'slight', 'soft', 'slow'));
  return isReached || isSoft;
}

/** "Gentle start and gentle stop", "soft in and out". */
function isGentleBothWays(words: readonly Word[]): boolean {
  const isStart = words.some((word) => /^(start|starts|beginning|begin|begins|in)$/.test(word.word));
  return (
    isStart &&
    words.some((_, at) => isEnd(words[at]) && isSettling(words, at)) &&
    words.some((word) => /^(start|starts|begin|begins)$/.test(word.word))
  );
}

function isEnd(word: Word | undefined): boolean {
  return /^(rest|stop|stops|stopping|halt|halts|standstill|stillness|ending|finish|landing)$/.test(word?.word ?? '');
}

function isSteadyPace(words: readonly Word[], at: number): boolean {
  return (
    /^(steady|same|regular|unchanging|fixed)$/.test(words[at]?.word ?? '') &&
    /^(pace|speed|rate|tempo|velocity)$/.test(words[at + 1]?.word ?? '')
  );
}
