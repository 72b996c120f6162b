import { isAdverb } from '../../grammar/subjects.js';
import { has, type Word } from '../../text/words.js';
import type { Sense } from '../../words/lexicon.js';
import { particleAt, WAYS } from './ways.js';

type Follower = 'nothing' | 'way' | 'preposition' | 'of' | 'object' | 'camera' | 'known' | 'unknown';

/** What comes after a move, over words that say how and how much. */
export function followerOf(words: readonly Word[], at: number): Follower {
  const index = words.findIndex((one, place) => place > at && !isPassedOver(one));
  const next = words[index];
  if (next === undefined) return 'nothing';
  if (particleAt(words, index) !== undefined || has(next, ...WAYS)) return 'way';
  if (next.word === 'of') return 'of';
  if (has(next, 'determiner', 'pronoun', 'person', 'we')) return 'object';
  if (has(next, 'preposition')) return 'preposition';
  if (/^(lens|operator)$/.test(next.word) || has(next, 'posture')) return 'unknown';
  if (has(next, 'camera', 'picture') || (has(next, 'travel') && next.form === 'base')) return 'camera';
  // "A zoom call", "a roll cake".
  if (has(next, 'happens') && next.form === 'base') return 'unknown';
  return next.senses.size === 0 || has(next, 'living', 'light', 'lit', 'background', 'sound', 'event')
    ? 'unknown'
    : 'known';
}

/** Words between a move and what it goes to: how, and how much. */
export function isPassedOver(word: Word): boolean {
  if (word.measure !== undefined) return true;
  const how: readonly Sense[] = [
    'slow',
    'fast',
    'slight',
    'soft',
    'smooth',
    'very',
    'filler',
    'even',
    'settle',
    'speedup',
    'middle',
  ];
  return !has(word, ...WAYS, 'determiner') && (has(word, ...how) || isAdverb(word));
}
