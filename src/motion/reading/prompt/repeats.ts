import type { Said } from '../said.js';
import { has, type Word } from '../text/words.js';
import type { Clause } from '../text/clauses.js';
import { isOpposed } from './refine.js';
import type { Transcript } from './transcript.js';

const NO_REPEAT = 'What is said once happens once; say each of them (“zoom in, then out, then in”).';
/** How often, where a word says so by itself. */
const COUNTS: Readonly<Record<string, number>> = { twice: 2, thrice: 3, 'a couple of times': 2 };
/** More often is not counted. */
const MOST = 9;

/** Words that say that something happens more than once. */
export interface Repeat {
  readonly word: Word;
  /** How often in all; undefined where no number is said ("over and over"). */
  readonly count: number | undefined;
}

/** The repeats among the words of a clause: "twice", "again and again", and "three times" where that is no size. */
export function repeatsIn(words: readonly Word[]): readonly Repeat[] {
  return words.flatMap((word): readonly Repeat[] => {
    // "Twice its size".
    const next = words[words.indexOf(word) + 1];
    if (has(word, 'repeat') && (has(next, 'determiner') || next?.word === 'as')) return [];
    if (has(word, 'repeat')) return [{ word, count: COUNTS[word.word] }];
    const count = timesOf(words, word);
    return count === undefined ? [] : [{ word, count }];
  });
}

/** "Pan left and right three times"; "zoom in three times" is a zoom to three times the size. */
function timesOf(words: readonly Word[], word: Word): number | undefined {
  const { measure } = word;
  if (measure?.unit !== 'times' || !word.word.endsWith('times') || words.at(-1) !== word) return undefined;
  if (words.some((one) => has(one, 'zoom', 'push', 'approach'))) return undefined;
  return Number.isInteger(measure.value) && measure.value > 1 && measure.value <= MOST ? measure.value : undefined;
}

/** "Zoom in and out twice": what a clause was read for is made again, where it can be and its number is named. */
export function makeRepeats(transcript: Transcript, { words, sentence }: Clause): void {
  const repeats = repeatsIn(words);
  const isCounted = repeats.some(({ count }) => count !== undefined);
  const group = isCounted ? repeatedBy(transcript.said, sentence) : [];
  for (const { word, count = 1 } of repeats) {
    const last = transcript.said.at(-1);
    // "She blinks twice": neither once nor twice.
    if (last?.wish.kind === 'other' && last.sentence === sentence) {
      transcript.put([word], 'timing', 'how often', [last.id]);
      continue;
    }
    if (group.length === 0) transcript.leaveOut([word], NO_REPEAT, sentence);
    const ids = Array.from({ length: count - 1 }, () => group.map((one) => transcript.again(one, {}))).flat();
    if (group.length > 0) transcript.put([word], 'timing', 'how often', ids);
  }
}

/**
 * What a repeat is said of: the last wish of its sentence, with the one that it takes back ("zoom in and out twice"). Empty where
 * that cannot be made again: an arc has gone as far as it can the first time.
 */
function repeatedBy(said: readonly Said[], sentence: number): readonly Said[] {
  const here = said.filter((one) => one.sentence === sentence && one.wish.kind !== 'other');
  const [first, last] = [here.at(-2), here.at(-1)];
  if (last === undefined || !isRepeatable(last)) return [];
  return first !== undefined && isOpposed(first.wish, last.wish) ? [first, last] : [last];
}

function isRepeatable({ wish, time }: Said): boolean {
  if (time !== undefined) return false;
  return wish.kind === 'light_sweep' || (wish.kind === 'move' && /^(push_in|pull_out|pan|tilt)$/.test(wish.move));
}
