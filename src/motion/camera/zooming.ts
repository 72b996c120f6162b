import type { TimedMove } from '../directions.js';
import type { LoopClock } from '../loop-clock.js';
import { MAX_ADDED_ZOOM } from '../moves.js';
import type { Timing } from '../timing.js';
import { withinLimit } from './within-limit.js';

/** A point of the room a camera has, −1 (as far left or up as it can look) to 1; 0, 0 is the middle. */
export interface RoomPoint {
  readonly x: number;
  readonly y: number;
}

/** What the push-ins and pull-outs of a clip make together. */
export interface Zooming {
  /** The moment of the frame that is furthest away, the first of them: it shows the whole still. */
  readonly home: number;
  /** How much closer than at home, as the logarithm of a ratio; at a frame 0 at least, and {@link MAX_ADDED_ZOOM}'s at most. */
  logZoomAt(moment: number): number;
  /** Where in the room that this zoom makes the camera looks. */
  focusAt(moment: number): RoomPoint;
  /** Whether they were asked to come closer than they do. */
  readonly isLimited: boolean;
}

interface Zoom extends Timing {
  readonly log: number;
  readonly focus: RoomPoint;
}

/** How long before and after home, in shares of the clip, time is bent so that it stands still there. */
const REST_REACH = 0.12;

/**
 * Adds up pushes and pulls: each by equal ratios in equal steps, as the eye judges it. What lies furthest away is the whole still, so
 * a pull-out alone starts close, and one after a push-in comes back. Where they come closer than {@link MAX_ADDED_ZOOM}, all of them
 * go less far.
 *
 * Seen from home, a move that leads closer says where to, and one that leads back only undoes it. The points of those that lead closer
 * count by how much each has done: of one alone its point stays where it is in the frame.
 */
export function createZooming(moves: readonly TimedMove[], clock: LoopClock): Zooming {
  const zooms = moves.flatMap(zoomOf);
  const sumAt = (moment: number): number =>
    zooms.reduce((sum, zoom) => sum + zoom.log * clock.progress(zoom, moment), 0);
  const sums = clock.ticks.map(({ moment }) => sumAt(moment));
  const least = sums.reduce((low, sum) => Math.min(low, sum), Infinity);
  const homeIndex = sums.findIndex((sum) => sum <= least + 1e-12);
  const home = clock.ticks[homeIndex]?.moment ?? 0;
  const isPassed = zooms.some(({ from, to }) => from < home && home < to);
  // Between two frames it may be further away yet; the frame at home is to be the furthest of all.
  const turn = isPassed ? furthestAway(sumAt, home, 2 / clock.ticks.length) : home;
  const timeAt = isPassed ? restingAt(home, turn) : (moment: number): number => moment;
  const atHome = sumAt(turn);
  // Several that overlap may be furthest away at some other moment yet, between two frames: the bend of time can show it.
  const askedAt = (moment: number): number => Math.max(0, sumAt(timeAt(moment)) - atHome);
  const closest = clock.ticks.reduce((most, { moment }) => Math.max(most, askedAt(moment)), 0);
  const { share, isLimited } = withinLimit(closest, Math.log(MAX_ADDED_ZOOM));
  return {
    home,
    isLimited,
    logZoomAt: (moment) => share * askedAt(moment),
    focusAt(moment) {
      let [all, x, y] = [0, 0, 0];
      for (const zoom of zooms) {
        const closer = zoom.log * (clock.progress(zoom, timeAt(moment)) - clock.progress(zoom, turn));
        if (closer <= 0) continue;
        all += closer;
        x += closer * zoom.focus.x;
        y += closer * zoom.focus.y;
      }
      return all === 0 ? { x: 0, y: 0 } : { x: x / all, y: y / all };
    },
  };
}

/**
 * Time that is `turn` at home, stands still there, and soon is as it was again. A pull-out that turns into a push-in without a rest
 * may have another point to keep in its place from there on, which only a camera at rest can change.
 */
function restingAt(home: number, turn: number): (moment: number) => number {
  const reach = Math.min(REST_REACH, home, 1 - home);
  return (moment) => {
    const share = Math.abs(moment - home) / reach;
    if (share >= 1) return moment;
    // 0, with speed and acceleration 0, at home; 1, at the speed of time, at the end of its reach.
    const slowed = share ** 3 * (6 - 8 * share + 3 * share * share);
    const shift = (turn - home) * (1 - share ** 3 * (10 - 15 * share + 6 * share * share));
    return home + Math.sign(moment - home) * reach * slowed + shift;
  };
}

/** Where a sum is least around a moment, by leaving out thirds until only rounding is left. */
function furthestAway(sumAt: (moment: number) => number, around: number, within: number): number {
  let [low, high] = [Math.max(0, around - within), Math.min(1, around + within)];
  for (let round = 0; round < 60; round++) {
    const third = (high - low) / 3;
    if (sumAt(low + third) <= sumAt(high - third)) high -= third;
    else low += third;
  }
  return (low + high) / 2;
}

function zoomOf({ move, ...timing }: TimedMove): Zoom[] {
  if (move.kind !== 'push_in' && move.kind !== 'pull_out') return [];
  const log = Math.log(move.zoom);
  const focus = { x: 2 * move.focusX - 1, y: 2 * move.focusY - 1 };
  return [{ ...timing, log: move.kind === 'push_in' ? log : -log, focus }];
}
