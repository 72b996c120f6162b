import { easingOf } from '../grammar/manner.js';
import type { Wish } from '../said.js';
import type { Word } from '../text/words.js';
import { isOpposed, isSameWish, refine } from './refine.js';
import type { Transcript } from './transcript.js';

/**
 * What is new of a wish that was read beside others: "handheld, a bit of camera shake" is one wish, whose manner it adds to; "push
 * in with a vertigo effect" is a push-in, and an effect that is not made.
 */
export function unlessSaid(
  transcript: Transcript,
  wish: Wish,
  words: readonly Word[],
  sentence: number,
): readonly Wish[] {
  if (words.some(({ word }) => /^(another|second|again)$/.test(word))) return [wish];
  const { said } = transcript;
  const at = said.findLastIndex((one) => one.sentence === sentence && isSameWish(one.wish, wish));
  const before = said[at];
  // "Zoom in, hold, zoom in more" is two, "pan left, pan right, pan left" is three.
  const isParted = said.findLast((one) => one.wish.kind === 'move' || one.wish.kind === 'hold')?.wish.kind === 'hold';
  const isTakenBack = said.slice(at + 1).some((one) => isOpposed(one.wish, wish));
  if (before === undefined || isParted || isTakenBack) return [wish];
  transcript.change(before.id, refine(before, words, easingOf(words), undefined));
  if (wish.kind !== 'move' || wish.isEffect !== true || wish.shortfall === undefined) return [];
  return [{ kind: 'other', isSubject: false, reason: wish.shortfall }];
}
