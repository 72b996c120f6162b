import { subjectBefore } from '../../grammar/subjects.js';
import { has, type Word } from '../../text/words.js';
import { FILM, PLAIN } from './film-senses.js';
import { isLight } from './lead.js';

/** "Closer, closer", "forward": no verb, and yet a move. */
export function isNearer(words: readonly Word[], at: number): boolean {
  const word = words[at]?.word ?? '';
  if (/^(forwards?|backwards?|inwards?|outwards?)$/.test(word))
    return (
      (words.every(isLight) ||
        (at === 0 && /^(through|along|into|towards?|down|across|over)$/.test(words[1]?.word ?? ''))) &&
      !words.some((one) => has(one, ...FILM, ...PLAIN))
    );
  if (/^(bigger|larger)$/.test(word)) return words.some((one) => has(one, 'picture', 'pronoun') || one.word === 'it');
  // "Bring the ring closer".
  if (/^(closer|nearer)$/.test(word) && /^(bring|get|draw)$/.test(words[0]?.lemma ?? '')) return true;
  if (!/^(closer|nearer|tighter|wider)\b/.test(word)) return false;
  // "The shot grows tighter".
  const isGrowing = (one: Word): boolean =>
    one.isVerb && has(one, 'become') && subjectBefore(words, at)?.kind === 'camera';
  const isOther = (one: Word): boolean => has(one, ...FILM, ...PLAIN) && !isGrowing(one);
  return words.slice(0, at).every((one) => isLight(one) || isGrowing(one)) && !words.some(isOther);
}
