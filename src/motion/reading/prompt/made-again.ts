import type { Said, Wish } from '../said.js';
import type { Clause } from '../text/clauses.js';
import { has, type Word } from '../text/words.js';
import { anotherWay, wayBack } from './refine.js';

/**
 * What words make again another way of something that was said before: "zoom in, then out", "pan left and right", "and back again",
 * "then snap back to her". Undefined where they do not. `isTimed`: they say when.
 */
export function madeAgain(
  words: readonly Word[],
  clause: Clause,
  said: readonly Said[],
  isTimed: boolean,
): Pick<Said, 'wish' | 'easing'> | undefined {
  const back = words.findIndex((word) => word.word === 'back' || !has(word, 'snap', 'travel', 'slow', 'smooth'));
  const isFocusBack = words[back]?.word === 'back' && /^(to|onto|on)$/.test(words[back + 1]?.word ?? '');
  const before = said.findLast(({ wish }) => wish.kind === 'move')?.wish;
  const isLevelled = before?.kind === 'move' && before.move === 'roll' && isLevelling(words);
  const isBack = isBackOnly(words) || isLevelled || (isFocusBack && said.at(-1)?.wish.kind === 'focus_pull');
  const last = said.findLast(({ wish }) => wish.kind === 'move' || (isBack && wish.kind === 'focus_pull'));
  const isAnd = clause.link === 'list' && clause.joint.length > 0 && !clause.isSetOff;
  const isStep = clause.link === 'next' || isAnd || isTimed;
  if (last === undefined || !isStep || (!isBack && !isWayOnly(words))) return undefined;
  const wish = isBack ? wayBack(last.wish) : againAs(last.wish, words);
  return wish === undefined ? undefined : { wish, easing: last.easing };
}

function againAs(wish: Wish, words: readonly Word[]): Wish | undefined {
  return wish.kind === 'move' ? anotherWay(wish, words) : undefined;
}

/** Whether words say only where to: the "out" of "zoom in, then out". */
function isWayOnly(words: readonly Word[]): boolean {
  const isWay = (word: Word | undefined): boolean =>
    has(word, 'left', 'right', 'up', 'down', 'inward', 'outward') || word?.word === 'in';
  const isSmall = (word: Word): boolean =>
    has(word, 'filler', 'determiner', 'slow', 'smooth', 'slight') || /^(to|again|center|centre)$/.test(word.word);
  // "Forward down the aisle, then up to the stained glass".
  const first = words.findIndex((word) => !isSmall(word));
  const isLedOn = isWay(words[first]) && /^(to|towards?|past|across|over|along)$/.test(words[first + 1]?.word ?? '');
  const isVerbless = !words.some((word) => word.isVerb && word.form !== 'base');
  return words.some(isWay) && (words.every((word) => isWay(word) || isSmall(word)) || (isLedOn && isVerbless));
}

/** "Then level out again": the way back of a roll. */
function isLevelling(words: readonly Word[]): boolean {
  return words.some(({ word }) =>
    /^(level|levels|leveling|levelling|straighten|straightens|upright|horizontal)$/.test(word),
  );
}

/** Whether words say only that something goes back to where it was: "and back again". */
function isBackOnly(words: readonly Word[]): boolean {
  return (
    words.some(({ word }) => word === 'back') &&
    words.every((word) => /^(back|again)$/.test(word.word) || has(word, 'filler', 'slow', 'smooth'))
  );
}
