import type { Piece } from '../said.js';
import { isNoun, kindOf, type SubjectKind } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';
import type { Reader } from './reader.js';

/** What must not happen: "no zoom", "without shaking", "never leaves the frame". No movement at all is a camera that stands. */
export const readNegation: Reader = (words, context) => {
  const at = words.findIndex((word) => has(word, 'negation'));
  if (at === -1) return undefined;
  if (isStandstill(words, at, context.it ?? 'camera')) {
    return { from: 0, to: words.length, reads: 'camera', meaning: '', wishes: [{ kind: 'hold', isStep: false }] };
  }
  const hasSubject = words.slice(0, at).some((_, index) => isNoun(words, index));
  const from = hasSubject && !words.slice(0, at).some((word) => word.isVerb && word.form !== 'base') ? 0 : at;
  return { from, to: words.length, reads: 'negation', meaning: 'must not happen', wishes: [] } satisfies Piece;
};

const MOVES = /^(move|movement|motion|camera move|camera movement|camera motion|camerawork|camera work|budge)$/;

/** "No camera movement", "the camera doesn't move", "nothing moves": and nothing else is named. */
function isStandstill(words: readonly Word[], at: number, it: SubjectKind): boolean {
  const rest = words.slice(at + 1);
  const moves = rest.findIndex(
    ({ lemma }) => MOVES.test(lemma) || (words[at]?.word === 'nothing' && /^(happen|change)$/.test(lemma)),
  );
  if (moves === -1) return false;
  const named = words.filter(
    (word, index) => isNoun(words, index) && !MOVES.test(word.lemma) && !/^(nothing|anything)$/.test(word.word),
  );
  if (named.some((word) => (kindOf(word) === 'it' ? it : kindOf(word)) !== 'camera')) return false;
  const isKind = rest
    .slice(0, moves)
    .some((word) => word.senses.size === 0 || has(word, 'snap', 'fast', 'strong') || /^(other|else)$/.test(word.word));
  const isWay = rest.some((word) =>
    has(word, 'left', 'right', 'around', 'inward', 'outward', 'up', 'down', 'vertically'),
  );
  return !isKind && !isWay;
}
