import { amountOf } from '../grammar/manner.js';
import type { Piece } from '../said.js';
import { sidesOf } from '../grammar/sides.js';
import { kindOf, MANNER, subjectBefore } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';
import type { Context, Reader } from './reader.js';

/** A turn of what is in the picture: "the product rotates a quarter turn", "spin the bottle", "on a turntable". */
export const readTurn: Reader = (words, context) => {
  const at = words.findIndex((_, index) => isTurn(words, index, context));
  if (at === -1) return undefined;
  const wish = { kind: 'turn', sides: sidesOf(words), amount: amountOf(words) } as const;
  return { from: 0, to: words.length, reads: 'turn', meaning: '', wishes: [wish] } satisfies Piece;
};

function isTurn(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  if (has(word, 'turning') || (word?.measure !== undefined && has(word, 'spin')))
    return !isCameras(words, at, context) && !words.some((one) => has(one, 'living', 'partSpinning'));
  if (word === undefined || word.form === 'ed' || !(has(word, 'spin') || word.lemma === 'revolve')) return false;
  const rest = words.slice(at + 1);
  // It turns gold, into a swan, off; a page is turned.
  if (
    word.lemma === 'turn' &&
    (has(rest[0], 'warm', 'cool', 'bright', 'dim', 'key') ||
      (/^(into|off|on|to|toward|towards|out|up|away|back)$/.test(rest[0]?.word ?? '') &&
        !has(rest[1], 'left', 'right', 'determiner')))
  )
    return false;
  const subject = subjectBefore(words, at);
  const doer = subject?.kind === 'it' ? context.it : subject?.kind;
  if (doer === 'camera' || doer === 'light' || doer === 'living') return false;
  if (rest.some((one) => has(one, 'partSpinning')) || has(subject?.head, 'partSpinning', 'event', 'sound', 'overlay'))
    return false;
  if (doer !== undefined) return isAlone(rest, word);
  const noun = rest.find(
    (one) =>
      !has(one, ...MANNER, 'determiner') &&
      one.measure === undefined &&
      !has(one, 'left', 'right', 'clockwise', 'counterclockwise'),
  );
  // "A spinning bottle", "rotate the product"; "rotating around the bottle" is the camera's.
  if (
    has(noun, 'around') &&
    rest.indexOf(noun!) < rest.length - 1 &&
    !/^(its|itself)$/.test(rest[rest.indexOf(noun!) + 1]?.word ?? '')
  )
    return false;
  if (noun !== undefined && (kindOf(noun) === 'camera' || kindOf(noun) === 'living' || kindOf(noun) === 'light'))
    return false;
  if (word.form !== 'base' && context.subject !== undefined && word.form === 's')
    return context.subject === 'thing' || context.subject === 'it';
  return !isCameras(words, at, context);
}

function isCameras(words: readonly Word[], at: number, context: Context): boolean {
  const isNamed = words.some((one, index) => has(one, 'camera', 'orbit', 'arc') || (has(one, 'we') && index < at));
  return isNamed || (context.subject === 'camera' && subjectBefore(words, at) === undefined);
}

/** "She turns her head": what is turned is not what turns. */
function isAlone(rest: readonly Word[], word: Word): boolean {
  return !(word.lemma === 'turn' && has(rest[0], 'determiner') && has(rest[1], 'living'));
}
