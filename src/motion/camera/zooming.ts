import type { TimedMove } from '../directions.js';
import type { LoopClock } from '../loop-clock.js';
import type { Timing } from '../timing.js';

/** A point of the room a camera has, −1 (as far left or up as it can look) to 1; 0, 0 is the middle. */
export interface RoomPoint {
  readonly x: number;
  readonly y: number;
}

/** What the push-ins and pull-outs of a clip make together. */
export interface Zooming {
  /** The moment of the frame that is furthest away, the first of them: it shows the whole still. */
  readonly home: number;
  /** How much closer than at home, as the logarithm of a ratio; never below 0 at a frame. */
  logZoomAt(moment: number): number;
  /** Where in the room that this zoom makes the camera looks. */
  focusAt(moment: number): RoomPoint;
}

interface Zoom extends Timing {
  readonly log: number;
  readonly focus: RoomPoint;
}

/**
 * Adds up pushes and pulls: each by equal ratios in equal steps, as the eye judges it. What lies furthest away is the whole still, so
 * a pull-out alone starts close, and one after a push-in comes back.
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
  const home = clock.ticks[sums.findIndex((sum) => sum <= least + 1e-12)]?.moment ?? 0;
  const atHome = sumAt(home);
  return {
    home,
    logZoomAt: (moment) => sumAt(moment) - atHome,
    focusAt(moment) {
      let [all, x, y] = [0, 0, 0];
      for (const zoom of zooms) {
        const closer = zoom.log * (clock.progress(zoom, moment) - clock.progress(zoom, home));
        if (closer <= 0) continue;
        all += closer;
        x += closer * zoom.focus.x;
        y += closer * zoom.focus.y;
      }
      return all === 0 ? { x: 0, y: 0 } : { x: x / all, y: y / all };
    },
  };
}

function zoomOf({ move, ...timing }: TimedMove): Zoom[] {
  if (move.kind !== 'push_in' && move.kind !== 'pull_out') return [];
  const log = Math.log(move.zoom);
  const focus = { x: 2 * move.focusX - 1, y: 2 * move.focusY - 1 };
  return [{ ...timing, log: move.kind === 'push_in' ? log : -log, focus }];
}
