import { isMobile } from '../../grammar/mobile.js';
import { isNoun, subjectBefore } from '../../grammar/subjects.js';
import { has, type Word } from '../../text/words.js';
import { FILM, PLAIN } from './film-senses.js';
import { followerOf } from './follower.js';
import { isLight } from './lead.js';

/** "From the sky tilt down to the market": what it comes from stands before the order. */
export function isFromThere(words: readonly Word[], at: number): boolean {
  const [word, before] = [words[at], words[at - 1]];
  if (words[0]?.word !== 'from' || at < 2 || word?.form !== 'base' || !word.isVerb || !has(word, ...FILM, ...PLAIN))
    return false;
  if (
    before === undefined ||
    !isNoun(words, at - 1) ||
    has(before, 'living', 'event', 'partSpinning') ||
    isMobile(before)
  )
    return false;
  const isAlone = !words.slice(1, at).some((one) => one.isVerb && one.form !== 'ed' && has(one, ...FILM, ...PLAIN));
  return isAlone && !/[^su]s$/.test(before.word) && followerOf(words, at) === 'way';
}

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
