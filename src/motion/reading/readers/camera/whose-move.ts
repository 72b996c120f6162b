import { kindOf, MANNER } from '../../grammar/subjects.js';
import { has, type Word } from '../../text/words.js';
import { isPassedOver } from './follower.js';
import { WAYS } from './ways.js';

/** "Looks at the camera", "walks past the lens": who looks is not the camera. */
export function isLookedAt(words: readonly Word[], at: number): boolean {
  const camera = words.slice(0, at).findLastIndex((one) => has(one, 'camera', 'picture'));
  const lead = words.slice(0, camera).findLast((one) => !has(one, 'determiner'));
  return camera > 0 && /^(at|past|into|toward|towards|for)$/.test(lead?.word ?? '');
}

/** "Tilt the bottle", "push the button", "dolly the sheep": what moves is a thing. */
export function isOthersMove(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined) return false;
  if (has(word, 'arc', 'orbit', 'approach', 'pan', 'gaze') || word.lemma === 'zoom') return false;
  if (
    /^(follow|chase|scan|explore|skim|track|traverse|enter|cross|pass|circle|survey|trail|climb|ascend|descend)$/.test(
      word.lemma,
    )
  )
    return false;
  // "Sweep the shelves from right to left".
  if (word.lemma === 'sweep' && words.some((one) => has(one, 'left', 'right'))) return false;
  const first = words.findIndex((one, index) => index > at && !isPassedOver(one));
  if (!has(words[first], 'determiner', 'pronoun', 'person')) return false;
  const noun = words.slice(first).find((one) => !has(one, 'determiner', ...MANNER));
  return noun !== undefined && kindOf(noun) !== 'camera' && !has(noun, ...WAYS);
}
