import { isAdverb, MANNER } from '../../grammar/subjects.js';
import { has, type Word } from '../../text/words.js';
import { THINGS } from '../../words/camera-words.js';
import type { Sense } from '../../words/lexicon.js';
import { WAYS } from './ways.js';

/** A word that may stand before a move without making it a thing. */
export function isLight(word: Word): boolean {
  if (word.time !== undefined || word.measure !== undefined || isAdverb(word)) return true;
  const small: readonly Sense[] = [
    'determiner',
    'filler',
    'carrier',
    'opening',
    'auxiliary',
    'be',
    'camera',
    'picture',
    'we',
    'rig',
    'list',
    'purpose',
  ];
  const manner: readonly Sense[] = [
    ...MANNER,
    'settle',
    'speedup',
    'handheld',
    'static',
    'vertically',
    'diagonally',
    'along',
  ];
  // "A slow creeping zoom", "in one motion".
  if (has(word, 'travel') && (word.form === 'ing' || /^(motion|movement|move)$/.test(word.word))) return true;
  return has(word, ...small, ...manner, ...WAYS) || /^(to|from|in|with|via|using|by|into|side)$/.test(word.word);
}

/** Whether only words of manner lie before it, and no preposition that makes a place of it. */
export function isReachable(words: readonly Word[], at: number): boolean {
  const word = words[at];
  if (word === undefined) return false;
  const before = words.slice(0, at);
  // "A gentle breathing zoom".
  const isKind = (one: Word, index: number): boolean => index === at - 1 && one.form === 'ing' && word.form === 'base';
  if (!before.every((one, index) => isLight(one) || isKind(one, index))) return false;
  const lead = before.findLast((one) => !has(one, 'determiner', ...MANNER) && !isAdverb(one));
  if (lead === undefined || !/^(in|with|by|from|into|to|via|using)$/.test(lead.word)) return true;
  // "In a slow arc" is a way to move; "in the pan" is a place.
  return word.form === 'ing' || !THINGS.has(word.lemma) || before.some((one) => has(one, ...MANNER, 'camera'));
}
