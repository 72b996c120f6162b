import type { LoopClock } from '../loop-clock.js';
import { awayAt, type Leg } from './leaving-home.js';
import { withinLimit } from './within-limit.js';
import type { RoomPoint, Zooming } from './zooming.js';

/** Where pans and tilts have led at one moment. */
export interface Travelled extends RoomPoint {
  /** The push that was made for them, as the logarithm of a ratio. */
  readonly logRoom: number;
  /** The share of the zoom of pushes and pulls whose room they use too. */
  readonly borrowed: number;
}

/** What the pans and tilts of a clip make together. */
export interface Travelling {
  travelledAt(moment: number): Travelled;
  /** Whether they were asked to lead further than they do. */
  readonly isLimited: boolean;
}

/** The share of its time in which a pan or tilt makes its room. */
const PUSH_SHARE = 0.7;
/** Enough looks at a zoom to know how far away it gets during a move. */
const LOOKS = 24;

interface Travel {
  readonly leg: Leg;
  readonly towards: RoomPoint;
  readonly logRoom: number;
  readonly borrowed: number;
}

/**
 * Adds up pans and tilts. Each needs the room of its own zoom: it takes what a push-in has already made and holds while it travels,
 * then what earlier pans and tilts made, and eases in for what is missing as it goes. Where several lead further than the
 * room goes, all of them go less far.
 */
export function createTravelling(legs: readonly Leg[], zooming: Zooming, clock: LoopClock): Travelling {
  const travels = [false, true].flatMap((isHomeward) =>
    makeRoom(
      legs.filter((leg) => leg.isHomeward === isHomeward),
      zooming,
    ),
  );
  const sumAt = (moment: number): Travelled => {
    let [x, y, logRoom, borrowed] = [0, 0, 0, 0];
    for (const { leg, towards, ...room } of travels) {
      const away = awayAt(leg, moment, clock);
      const made = roomMadeAt(leg, moment, clock);
      x += towards.x * away;
      y += towards.y * away;
      logRoom += room.logRoom * made;
      borrowed += room.borrowed * made;
    }
    return { x, y, logRoom, borrowed };
  };
  const sums = clock.ticks.map(({ moment }) => sumAt(moment));
  const furthest = sums.reduce(
    (most, { x, y }) => ({ x: Math.max(most.x, Math.abs(x)), y: Math.max(most.y, Math.abs(y)) }),
    { x: 0, y: 0 },
  );
  const [across, along] = [withinLimit(furthest.x, 1), withinLimit(furthest.y, 1)];
  return {
    isLimited: across.isLimited || along.isLimited,
    travelledAt(moment) {
      const sum = sumAt(moment);
      return { ...sum, x: sum.x * across.share, y: sum.y * along.share };
    },
  };
}

/** Room is made ahead of the way that needs it: in the first part of the time away from home, in the last part of the time to it. */
function roomMadeAt(leg: Leg, moment: number, clock: LoopClock): number {
  const span = PUSH_SHARE * (leg.to - leg.from);
  return leg.isHomeward
    ? 1 - clock.progress({ ...leg, from: leg.to - span }, moment)
    : clock.progress({ ...leg, to: leg.from + span }, moment);
}

function makeRoom(legs: readonly Leg[], zooming: Zooming): readonly Travel[] {
  let [made, lent] = [0, 0];
  return legs.flatMap((leg) => {
    const { move, from, to } = leg;
    if (move.kind !== 'pan' && move.kind !== 'tilt') return [];
    const sign = move.direction === 'right' || move.direction === 'down' ? 1 : -1;
    const towards = move.kind === 'pan' ? { x: sign, y: 0 } : { x: 0, y: sign };
    const missing = Math.max(0, Math.log(move.zoom) - made);
    const held = leastZoom(zooming, from, to);
    // A push-in to the right has used up some of the room that a pan to the right would borrow.
    const focus = zooming.focusAt((from + to) / 2);
    const free = Math.min(1, 1 - (focus.x * towards.x + focus.y * towards.y));
    const taken = Math.min(missing * free, held * (1 - lent));
    const borrowed = held > 0 ? taken / held : 0;
    made += missing;
    lent += borrowed;
    return [{ leg, towards, logRoom: missing - taken, borrowed }];
  });
}

function leastZoom(zooming: Zooming, from: number, to: number): number {
  const looks = Array.from({ length: LOOKS + 1 }, (_, look) => zooming.logZoomAt(from + ((to - from) * look) / LOOKS));
  return Math.max(0, Math.min(...looks));
}
