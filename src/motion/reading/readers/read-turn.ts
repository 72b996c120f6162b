import { amountOf } from '../grammar/manner.js';
import { sidesOf } from '../grammar/sides.js';
import { isColour } from '../grammar/hues.js';
import { kindOf, MANNER, subjectBefore } from '../grammar/subjects.js';
import { has, type Word } from '../text/words.js';
import { isListedThing } from '../account/thing-table.js';
import type { Context, Reader } from './reader.js';

/** A turn of what is in the picture: "the product rotates a quarter turn", "spin the bottle", "on a turntable". */
export const readTurn: Reader = (words, context) => {
  const isSaid = words.some((_, at) => isTurnByName(words, at, context) || isTurnByVerb(words, at, context));
  if (!isSaid) return undefined;
  const wish = { kind: 'turn', sides: sidesOf(words), amount: amountOf(words) } as const;
  return { from: 0, to: words.length, reads: 'turn', meaning: '', wishes: [wish] };
};

/** "A quarter turn", "slow rotation", "turntable". */
function isTurnByName(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  if (!has(word, 'turning') && !(word?.measure !== undefined && has(word, 'spin'))) return false;
  return !isCameras(words, at, context) && !words.some((one) => has(one, 'living', 'partSpinning'));
}

/** "The vase rotates", "a spinning bottle", "rotate the product". */
function isTurnByVerb(words: readonly Word[], at: number, context: Context): boolean {
  const word = words[at];
  if (
    word === undefined ||
    word.form === 'ed' ||
    !(has(word, 'spin') || /^(revolve|swivel|pirouette)$/.test(word.lemma)) ||
    // "Twist up animation of the lipstick".
    (word.form === 'base' && words[at + 1]?.word === 'up')
  )
    return false;
  const rest = words.slice(at + 1);
  const subject = subjectBefore(words, at);
  const doer = subject?.kind === 'it' ? context.it : subject?.kind;
  // "She turns around".
  const isAbout = doer === 'living' && word.lemma === 'turn' && has(rest[0], 'around');
  if (isAbout && (rest[1] === undefined || !has(rest[1], 'determiner'))) return true;
  if (doer === 'camera' || doer === 'light' || doer === 'living' || isOtherTurn(word, rest)) return false;
  // What spins as a part of the scene is not its subject.
  if (
    [subject?.head, ...rest].some((one) => has(one, 'partSpinning') && !isGlobe(words, one)) ||
    has(subject?.head, 'event', 'sound', 'overlay')
  ) {
    return false;
  }
  if (doer !== undefined) return true;
  // "Turns a switch": something else.
  if (word.form === 's' && has(rest[0], 'determiner') && isListedThing(rest[1]?.word ?? '')) return false;
  if (word.form === 's' && context.subject !== undefined)
    return context.subject === 'thing' || context.subject === 'it';
  const object = objectOf(rest);
  const isThing = object === undefined || !['camera', 'living', 'light'].includes(kindOf(object));
  return isThing && !isRoundSomething(rest) && !isCameras(words, at, context);
}

/** "Planet rotating": the one thing of a picture, and no part of it. */
function isGlobe(words: readonly Word[], one: Word | undefined): boolean {
  const at = words.findIndex((word) => word === one);
  return /^(planet|earth)$/.test(one?.word ?? '') && at <= 2;
}

/** It turns gold, into a swan, off, or to look; she turns her head. */
function isOtherTurn(word: Word, rest: readonly Word[]): boolean {
  if (word.lemma !== 'turn') return false;
  if (rest.some((one) => one.word === 'into')) return true;
  if (isColour(rest[0]) || has(rest[0], 'key')) return true;
  // "The grass turns from green to brown".
  if (rest[0]?.word === 'from' && isColour(rest[1])) return true;
  // "Turn everything blue".
  if (has(rest[0], 'lit') && has(rest[1], 'warm', 'cool', 'bright', 'dim')) return true;
  if (has(rest[0], 'determiner') && has(rest[1], 'living')) return true;
  if (rest[0]?.word === 'off') return true;
  const isAway = /^(into|off|on|to|toward|towards|out|up|away|back)$/.test(rest[0]?.word ?? '');
  return isAway && !has(rest[1], 'left', 'right', 'determiner');
}

function objectOf(rest: readonly Word[]): Word | undefined {
  const isSmall = (one: Word): boolean =>
    has(one, ...MANNER, 'determiner', 'left', 'right', 'clockwise', 'counterclockwise') || one.measure !== undefined;
  return rest.find((one) => !isSmall(one));
}

/** "Rotating around the bottle" is the camera's; "around its axis" is the bottle's. */
function isRoundSomething(rest: readonly Word[]): boolean {
  const around = rest.findIndex((one) => has(one, 'around'));
  const next = rest[around + 1];
  return around !== -1 && next !== undefined && !/^(its|itself)$/.test(next.word);
}

function isCameras(words: readonly Word[], at: number, context: Context): boolean {
  const isNamed = words.some((one, index) => has(one, 'camera', 'orbit', 'arc') || (has(one, 'we') && index < at));
  // "360 spin of the headphones".
  const isOfThing = words[at + 1]?.word === 'of';
  return isNamed || (!isOfThing && context.subject === 'camera' && subjectBefore(words, at) === undefined);
}
