import type { Piece } from '../said.js';
import { MANNER } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';
import type { Reader } from './reader.js';

const STAYS = /^(hold|stay|remain|keep|rest|stand|stand still|freeze|maintain|preserve|retain)$/;
const AS_IT_IS =
  /^(still|steady|motionless|place|position|put|centred|centered|unchanged|intact|stable|constant|consistent|visible|undisturbed|untouched|frozen|identical|fixed|static|stationary|level|same|soft|blurred|unmoving|immobile|calm|anchored|rigid|dominant|accurate|recognizable|recognisable|undistorted)$/;

/** What stays as it is: "the label stays sharp", "the subject holds steady and in focus". It does so anyway. */
export const readStillness: Reader = (words) => {
  if (isOnlyLight(words))
    return { from: 0, to: words.length, reads: 'stillness', meaning: 'nothing else changes', wishes: [] };
  const stays = words.findIndex((word) => STAYS.test(word.lemma) && word.form !== 'ed');
  const isStill = words.some((word) => AS_IT_IS.test(word.word) || has(word, 'sharp'));
  const isMoving = words.some((word, at) => at > stays && isHappening(word));
  if (isMoving || (stays === -1 && !isQuality(words))) return undefined;
  if (stays !== -1 && !isStill && !isKept(words, stays)) return undefined;
  return { from: 0, to: words.length, reads: 'stillness', meaning: 'as in the still', wishes: [] } satisfies Piece;
};

/** "Only the light changes": how, other words say. */
function isOnlyLight(words: readonly Word[]): boolean {
  return (
    words[0]?.word === 'only' && words.some((word) => has(word, 'light', 'lit')) && words.at(-1)?.lemma === 'change'
  );
}

/** "In focus", "everything sharp", "the product perfectly still". */
function isQuality(words: readonly Word[]): boolean {
  if (words.some((word) => word.isVerb && (word.form === 's' || word.form === 'ing') && !has(word, 'posture', 'hold')))
    return false;
  const last = words.findLast((word) => !has(word, 'filler', 'list') && word.time === undefined);
  return last !== undefined && (has(last, 'sharp') || AS_IT_IS.test(last.word));
}

/** "The bottle remains on the table", "stays in the centre". */
function isKept(words: readonly Word[], at: number): boolean {
  const next = words[at + 1];
  return (
    next === undefined || has(next, 'preposition', 'filler', 'be', ...MANNER, 'determiner') || next.time !== undefined
  );
}

function isHappening(word: Word): boolean {
  return word.isVerb && word.form === 'ing' && has(word, 'happens') && !has(word, 'posture');
}
