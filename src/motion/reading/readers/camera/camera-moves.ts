import type { MoveKind } from '../../../moves.js';
import { amountOf } from '../../grammar/manner.js';
import type { Wish } from '../../said.js';
import type { Sides } from '../../grammar/sides.js';
import { has, type Word } from '../../text/words.js';
import { isPassedOver } from './follower.js';
import { targetAfter } from './target.js';
import { particleAt, waysOf } from './ways.js';

const FLAT_SIDEWAYS = 'A flat still has no depth to travel past, so it is made as a pan.';
/** Why a climb is a tilt. */
export const FLAT_UPWARDS = 'A flat still has no depth to travel past, so it is made as a tilt.';
const FLAT_THROUGH = 'A flat still has no depth to travel through, so it is made as a push-in.';
const FLAT_VERTIGO = 'A flat still has no depth to stretch, so it is made as a push-in or a pull-out alone.';
const NO_OTHER_SIDE = 'One still does not show the sides of what is in it, so it is made as an arc of a few degrees.';

type Kind = Exclude<MoveKind, 'static'>;
type MoveWish = Extract<Wish, { readonly kind: 'move' }>;

/** The moves that a word of motion and the ways beside it make: "pulls back and up" is two. Empty where it says too little. */
export function movesOf(words: readonly Word[], at: number): readonly Wish[] {
  const word = words[at];
  if (word === undefined) return [];
  const ways = waysOf(words, at);
  const { sides } = ways;
  const make = makerOf(words, at, sides);
  const inOut = ways.isIn ? [make('push_in')] : ways.isOut ? [make('pull_out')] : [];
  const sideways = (isTrue: boolean): readonly Wish[] => {
    const across = sides.x === undefined ? [] : [make('pan', isTrue ? undefined : FLAT_SIDEWAYS)];
    const upward = sides.y === undefined ? [] : [make('tilt', isTrue ? undefined : FLAT_UPWARDS)];
    return isUpFirst(words) ? [...upward, ...across] : [...across, ...upward];
  };
  if (/^(bigger|larger)$/.test(word.word)) return [make('push_in')];
  if (word.word === 'wider') return [make('pull_out')];
  if (word.lemma === 'lean' && sides.x !== undefined && inOut.length === 0) return [make('roll')];
  if (/^(forwards?|inwards?)$/.test(word.word)) return [make('push_in')];
  if (/^(backwards?|outwards?)$/.test(word.word)) return [make('pull_out')];
  if (has(word, 'vertigo')) return [{ ...make(ways.isOut ? 'pull_out' : 'push_in', FLAT_VERTIGO), isEffect: true }];
  if (has(word, 'roll'))
    return [...(words.some((one) => /^(for|back)wards?$/.test(one.word)) ? inOut : []), make('roll')];
  if (has(word, 'spin') && words.some((one) => one.word === 'upside down')) return [make('roll')];
  if (word.lemma === 'revolve' && !ways.isAround) return [make('roll')];
  if (has(word, 'orbit'))
    return [
      make('arc', NO_OTHER_SIDE),
      ...(ways.isCloser || (word.lemma === 'spiral' && ways.isIn) ? [make('push_in')] : []),
      ...(word.lemma === 'spiral' && ways.isOut ? [make('pull_out')] : []),
    ];
  if (has(word, 'arc')) return [make('arc'), ...(ways.isCloser ? [make('push_in')] : [])];
  if (has(word, 'pan')) {
    const particle = particleAt(words, at + 1);
    if (particle !== undefined && words[at + 1]?.word !== 'back')
      return [make(particle === 'in' ? 'push_in' : 'pull_out')];
    if (ways.isAround && words.at(-1) !== words.find((one) => has(one, 'around'))) return [make('arc', NO_OTHER_SIDE)];
    const moves = sideways(true);
    // "Pans with it": where it goes was said.
    const isWith =
      moves.length === 0 && words[at + 1]?.word === 'with' && /^(it|him|her|them|the)$/.test(words[at + 2]?.word ?? '');
    if (isWith) return [{ ...make('pan'), isFollowing: true }];
    return moves.length > 0 ? moves : [make(words.some((one) => has(one, 'vertically')) ? 'tilt' : 'pan')];
  }
  if (has(word, 'tilt') && words.some((one) => has(one, 'roll'))) return [make('roll')];
  if (has(word, 'tilt')) {
    const isSideways = sides.turn !== undefined || (sides.x !== undefined && sides.y === undefined);
    if (isSideways || words.some((one) => /^(sideways|horizon)$/.test(one.word))) return [make('roll')];
    return [...(sides.x === undefined ? [] : [make('pan')]), make('tilt')];
  }
  if (has(word, 'crane', 'rise', 'descend')) {
    const y: Sides['y'] = has(word, 'descend') ? 'down' : (sides.y ?? 'up');
    if (has(word, 'crane') && sides.x !== undefined && sides.y === undefined)
      return [make('pan', FLAT_SIDEWAYS), ...inOut];
    const isInOnly =
      (has(word, 'crane') || word.lemma === 'soar') &&
      sides.y === undefined &&
      sides.x === undefined &&
      inOut.length > 0;
    const upward = makerOf(words, at, { ...sides, y })('tilt', FLAT_UPWARDS);
    return [...(isInOnly ? [] : [upward]), ...(sides.x === undefined ? [] : [make('pan', FLAT_SIDEWAYS)]), ...inOut];
  }
  if (has(word, 'retreat')) return [make('pull_out'), ...sideways(false)];
  if (has(word, 'pull')) return [...inOut, ...sideways(false)];
  if (has(word, 'zoom', 'push', 'approach')) {
    if (inOut.length > 0) return [...inOut, ...sideways(false)];
    if (ways.isAround) return [make('arc', NO_OTHER_SIDE)];
    if (word.lemma === 'dolly' && ways.isAlong)
      return sideways(false).length > 0 ? sideways(false) : [make('pan', FLAT_SIDEWAYS)];
    const moves = has(word, 'approach') ? [] : sideways(false);
    return moves.length > 0 ? moves : [make('push_in')];
  }
  if (has(word, 'turning')) return [make('roll')];
  if (has(word, 'spin', 'gaze') && sides.turn !== undefined) return [make('roll')];
  if (has(word, 'gaze')) return ways.isAround ? [make('pan')] : sideways(true);
  if (word.lemma === 'turn' && !ways.isAround)
    return sides.x === undefined && sides.y === undefined ? [make('pan')] : sideways(true);
  if (ways.isAround) return [make('arc', NO_OTHER_SIDE), ...(ways.isCloser ? [make('push_in')] : [])];
  if (has(word, 'spin')) return [make('roll')];
  const moves = sideways(false);
  if (moves.length > 0) return isOutFirst(words, at) ? [...inOut, ...moves] : [...moves, ...inOut];
  if (inOut.length > 0) return inOut;
  if (ways.isToward || /^(closer|nearer|tighter)/.test(word.word)) return [make('push_in')];
  // "Follows a paper plane gliding through the office": it is the plane that does.
  const isLed =
    /^(follow|chase|trail|accompany|track)$/.test(word.lemma) &&
    words.some((one, index) => index > at && one.form === 'ing');
  if (ways.isThrough && !isLed) return [make('push_in', FLAT_THROUGH)];
  if (isFlight(words, at)) return [make('push_in', FLAT_THROUGH)];
  if (/^(follow|chase|trail|accompany|track)$/.test(word.lemma))
    return [{ ...make('pan', FLAT_SIDEWAYS), isFollowing: true }];
  if (/^(survey|scan|explore|traverse)$/.test(word.lemma) || has(word, 'truck')) return [make('pan', FLAT_SIDEWAYS)];
  if (ways.isAlong && !/^(lean|step|come|get|bring)$/.test(word.lemma)) return [make('pan', FLAT_SIDEWAYS)];
  // "Goes inside the hall".
  const inside = words.findIndex((one, index) => index > at && !isPassedOver(one));
  if (word.lemma === 'enter' || /^(inside|indoors)$/.test(words[inside]?.word ?? ''))
    return [make('push_in', FLAT_THROUGH)];
  return goal(words, at) === undefined
    ? []
    : [goal(words, at) === 'pan' ? make('pan', FLAT_SIDEWAYS) : make('push_in')];
}

/** "Goes to the cake" leads there; "whips to the door" and "moves from the cup to the plate" lead over the picture. */
function goal(words: readonly Word[], at: number): 'pan' | 'push_in' | undefined {
  if (!words.some(({ word }, index) => index > at && word === 'to') || targetAfter(words, at) === undefined)
    return undefined;
  if (
    !/^(go|come|get|move|travel|drift|glide|walk|fly|float|advance|proceed|whip|flick|swish|jerk|snap|jump|dart|dash|rush|race)$/.test(
      words[at]?.lemma ?? '',
    )
  ) {
    return undefined;
  }
  const isAcross = words.some(({ word }, index) => index > at && word === 'from');
  return isAcross || /^(whip|flick|swish|jerk|snap)$/.test(words[at]?.lemma ?? '') ? 'pan' : 'push_in';
}

/** "Up and to the left": in the order in which it is said. */
function isUpFirst(words: readonly Word[]): boolean {
  const [up, across] = [
    words.findIndex((word) => has(word, 'up', 'down')),
    words.findIndex((word) => has(word, 'left', 'right')),
  ];
  return up !== -1 && up < across;
}

/** "Back and to the right". */
function isOutFirst(words: readonly Word[], at: number): boolean {
  const ways = words.slice(at + 1).filter((word) => has(word, 'inward', 'outward', 'left', 'right', 'up', 'down'));
  return has(ways[0], 'inward', 'outward');
}

function makerOf(words: readonly Word[], at: number, sides: Sides): (move: Kind, shortfall?: string) => MoveWish {
  const amount = amountOf(words);
  const target = targetAfter(words, at);
  return (move, shortfall) => ({
    kind: 'move',
    move,
    sides,
    amount,
    ...(target === undefined ? {} : { target }),
    ...(shortfall === undefined ? {} : { shortfall }),
  });
}

/** A flight over a city goes forward; a glide over a table goes along it. */
function isFlight(words: readonly Word[], at: number): boolean {
  return /^(fly|soar|sail|swoop|flyover|fly over)$/.test(words[at]?.lemma ?? '');
}
