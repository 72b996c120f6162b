import type { Piece } from '../said.js';
import { isLimited } from '../grammar/manner.js';
import { isNoun, kindOf, subjectBefore, type SubjectKind } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';
import type { Sense } from '../words/lexicon.js';
import { movesOf } from './camera/camera-moves.js';
import type { Reader } from './reader.js';

/** What must not happen: "no zoom", "without shaking", "never leaves the frame". No movement at all is a camera that stands. */
export const readNegation: Reader = (words, context) => {
  const at = words.findIndex((word) => has(word, 'negation'));
  if (at === -1) return undefined;
  if (isLimited(words)) return limited(words);
  const to = endOf(words, at);
  if (isStandstill(words.slice(0, to), at, context.it ?? 'camera')) {
    return { from: 0, to, reads: 'camera', meaning: '', wishes: [{ kind: 'hold', isStep: false }] };
  }
  const hasSubject = words.slice(0, at).some((_, index) => isNoun(words, index));
  const from = hasSubject && !words.slice(0, at).some((word) => word.isVerb && word.form !== 'base') ? 0 : at;
  return { from, to, reads: 'negation', meaning: 'must not happen', wishes: [] } satisfies Piece;
};

/** "Don't pan left too fast": a move all the same, and a small one. */
function limited(words: readonly Word[]): Piece | undefined {
  const at = words.findIndex((word) => has(word, ...FILM));
  const wishes = at === -1 ? [] : movesOf(words, at);
  return wishes.length === 0 ? undefined : { from: 0, to: words.length, reads: 'camera', meaning: '', wishes };
}

/** Where it ends: "without any motion | the light turns blue", "instead of zooming in | pan up", "no zoom | just a pan". */
function endOf(words: readonly Word[], at: number): number {
  const isNamed = /^(no|without|without any|instead of|rather than|avoiding|minus|zero)$/.test(words[at]?.word ?? '');
  if (!isNamed) return words.length;
  const isOrder = (word: Word, index: number): boolean =>
    word.isVerb &&
    word.form === 'base' &&
    has(word, ...FILM) &&
    has(words[index - 1], 'zoom', 'pan', 'inward', 'outward', 'preposition', 'left', 'right');
  const next = words.findIndex((word, index) => {
    if (index < at + 2) return false;
    if (/^(just|only|simply)$/.test(word.word)) return true;
    if (/^(instead of|rather than)$/.test(words[at]?.word ?? '') && isOrder(word, index)) return true;
    const isClause =
      has(word, 'determiner') &&
      !has(words[index - 1], 'preposition', 'list', 'determiner') &&
      (words[index - 1]?.isVerb !== true || (index === at + 2 && words[at]?.word === 'no'));
    const verb = words.findIndex((one, place) => place > index + 1 && one.isVerb && one.form === 's');
    return isClause && verb !== -1 && !words.slice(at, verb).some((one) => has(one, 'relative'));
  });
  return next === -1 ? words.length : next;
}

const FILM: readonly Sense[] = ['zoom', 'push', 'pull', 'pan', 'tilt', 'truck', 'crane', 'roll', 'arc', 'orbit'];
const MOVES = /^(move|movement|motion|camera move|camera movement|camera motion|camerawork|camera work|budge)$/;

/** "No camera movement", "the camera doesn't move", "nothing moves": and nothing else is named. */
function isStandstill(words: readonly Word[], at: number, it: SubjectKind): boolean {
  const rest = words.slice(at + 1);
  if (words.length === at + 1 && words[at]?.word === 'nothing' && /^(do|does)$/.test(words[at - 1]?.word ?? ''))
    return true;
  // "Don't touch the camera".
  const isLeft = /^(touch|adjust|alter|change)$/.test(rest[0]?.lemma ?? '') && has(rest.at(-1), 'camera');
  if (isLeft && rest.length <= 3) return true;
  // "The camera doesn't do anything".
  if (rest[0]?.lemma === 'do' && rest[1]?.word === 'anything') return subjectBefore(words, at)?.kind === 'camera';
  const moves = rest.findIndex(
    ({ lemma }) =>
      MOVES.test(lemma) || (words[at]?.word === 'nothing' && /^(happens?|changes?|happening|changing)$/.test(lemma)),
  );
  if (moves === -1) return false;
  const named = words.filter(
    (word, index) =>
      isNoun(words, index) &&
      index !== at + 1 + moves &&
      !MOVES.test(word.lemma) &&
      !/^(nothing|anything)$/.test(word.word),
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
