import type { Easing } from '../../timing.js';
import { amountOf } from '../grammar/manner.js';
import { type Sides, sidesOf } from '../grammar/sides.js';
import type { MoveWish, Said, Wish } from '../said.js';
import type { TimeSaid } from '../text/times.js';
import { has, type Word } from '../text/words.js';

/** What words of manner add to a wish; what it says itself stays, but for its easing: the last word counts. */
export function refine(
  said: Said,
  words: readonly Word[],
  easing: Easing | undefined,
  time: TimeSaid | undefined,
): Pick<Said, 'wish' | 'easing' | 'time'> {
  return { wish: refineWish(said.wish, words), easing: easing ?? said.easing, time: said.time ?? time };
}

function refineWish(wish: Wish, words: readonly Word[]): Wish {
  if (!('amount' in wish)) return wish;
  const more = amountOf(words);
  const factor = more.factor === 1 ? wish.amount.factor : more.factor;
  const measure = more.measure ?? wish.amount.measure;
  const sized = { ...wish, amount: { factor, ...(measure === undefined ? {} : { measure }) } };
  return 'sides' in sized ? { ...sized, sides: { ...sidesOf(words), ...sized.sides } } : sized;
}

/** The same move another way: "pan left, then right", "zoom in and out". */
export function anotherWay(wish: MoveWish, words: readonly Word[]): MoveWish {
  const sides = sidesOf(words);
  const isTurning = wish.move === 'arc' || wish.move === 'roll';
  const isIn = words.some((word) => has(word, 'inward') || word.word === 'in');
  const straight = sides.x !== undefined ? 'pan' : sides.y !== undefined ? 'tilt' : isIn ? 'push_in' : 'pull_out';
  const { amount, shortfall } = wish;
  return {
    kind: 'move',
    move: isTurning ? wish.move : straight,
    sides,
    amount,
    ...(shortfall === undefined ? {} : { shortfall }),
  };
}

/** The way back from where a wish has led; undefined where there is none. */
export function wayBack(wish: Wish): Wish | undefined {
  if (wish.kind === 'focus_pull')
    return { ...wish, from: wish.to, to: wish.from ?? (wish.to === 'background' ? 'subject' : 'everything') };
  if (wish.kind !== 'move' || wish.move === 'handheld') return undefined;
  const { x, y, turn } = wish.sides;
  const sides: Sides = {
    x: (x ?? 'right') === 'right' ? 'left' : 'right',
    y: (y ?? 'up') === 'up' ? 'down' : 'up',
    ...(turn === undefined ? {} : { turn: turn === 'clockwise' ? 'counterclockwise' : 'clockwise' }),
  };
  return {
    ...wish,
    sides,
    move: wish.move === 'push_in' ? 'pull_out' : wish.move === 'pull_out' ? 'push_in' : wish.move,
  };
}

/** Whether two wishes can be one and the same: the same move the same way, one turn, one pull of focus. */
export function isSameWish(one: Wish, other: Wish): boolean {
  if (one.kind === 'move' && other.kind === 'move') return one.move === other.move && agree(one.sides, other.sides);
  if (one.kind === 'focus_pull' && other.kind === 'focus_pull') return one.to === other.to;
  if (one.kind === 'light_sweep' && other.kind === 'light_sweep') return agree(one.sides, other.sides);
  if (one.kind === 'light_change' && other.kind === 'light_change') return one.change.join() === other.change.join();
  return one.kind === 'turn' && other.kind === 'turn' && agree(one.sides, other.sides);
}

/** Whether two moves undo each other: side by side they would be none. */
export function isOpposed(one: Wish, other: Wish): boolean {
  if (one.kind !== 'move' || other.kind !== 'move') return false;
  const isInAndOut = [one.move, other.move].sort().join() === 'pull_out,push_in';
  const isApart = (side: string | undefined, another: string | undefined): boolean =>
    side !== undefined && another !== undefined && side !== another;
  const [sides, others] = [one.sides, other.sides];
  const isAgainst = isApart(sides.x, others.x) || isApart(sides.y, others.y) || isApart(sides.turn, others.turn);
  return isInAndOut || (one.move === other.move && isAgainst);
}

function agree(one: Sides, other: Sides): boolean {
  return (['x', 'y', 'turn'] as const).every(
    (axis) => one[axis] === undefined || other[axis] === undefined || one[axis] === other[axis],
  );
}
