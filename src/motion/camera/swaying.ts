import type { LoopClock, Tick } from '../loop-clock.js';
import { createShake } from '../shake.js';
import type { Leg } from './leaving-home.js';
import { withinLimit } from './within-limit.js';
import type { RoomPoint } from './zooming.js';

/** How far an unsteady hand is off at one moment, in the frame of a steady one. */
export interface Swayed extends RoomPoint {
  /** The push that makes the room for it. */
  readonly zoom: number;
  readonly rollRad: number;
}

/** What the unsteady hands of a clip make together. */
export interface Swaying {
  swayedAt(tick: Tick): readonly Swayed[];
  /** Whether they were asked to sway further than they do. */
  readonly isLimited: boolean;
}

/** The push that several hands at once may need, all in all; more, and the room for them would be a push-in of its own. */
const MAX_ZOOM = 1.25;
/** The share of its time in which unsteadiness comes, or goes. */
const FADE_SHARE = 0.4;

/**
 * Slow sway in position and a little roll, inside the room of a slight push. It comes up from rest, but where the clip begins in the midst
 * of it; it goes where it is over before the clip is, where the whole still is to come after it, and where the move says so. Where
 * several at once need too much room, all of them sway less.
 */
export function createSwaying(legs: readonly Leg[], clock: LoopClock, aspectRatio: number): Swaying {
  const longSide = Math.max(aspectRatio, 1 / aspectRatio);
  const hands = legs.flatMap((leg) =>
    leg.move.kind === 'handheld'
      ? [{ leg, move: leg.move, shake: createShake(leg.move.seed, clock.swayPeriodSec) }]
      : [],
  );
  const askedZooms = (moment: number): readonly number[] =>
    hands.map(({ leg, move }) => 1 + (move.zoom - 1) * fadeAt(leg, move.fadesOut === true, moment, clock));
  const logs = clock.ticks.map(({ moment }) => askedZooms(moment).reduce((sum, zoom) => sum + Math.log(zoom), 0));
  const { share, isLimited } = withinLimit(Math.max(0, ...logs), Math.log(MAX_ZOOM));
  return {
    isLimited,
    swayedAt({ moment, swaySec }) {
      const zooms = askedZooms(moment);
      return hands.map(({ shake }, index) => {
        const zoom = (zooms[index] ?? 1) ** share;
        const sway = shake(swaySec);
        // Of the room, 0.55 goes to position and 0.4 to roll: together they stay inside (see the tests).
        const reach = (0.55 * (1 - 1 / zoom)) / 2;
        return { zoom, x: reach * sway.x, y: reach * sway.y, rollRad: ((0.4 * (zoom - 1)) / longSide) * sway.roll };
      });
    },
  };
}

function fadeAt(leg: Leg, fadesOut: boolean, moment: number, clock: LoopClock): number {
  const span = FADE_SHARE * (leg.to - leg.from);
  const comes = leg.from > 0 || !leg.isHomeward;
  const goes = leg.to < 1 || leg.isHomeward || fadesOut;
  const up = comes ? clock.progress({ from: leg.from, to: leg.from + span, easing: 'ease' }, moment) : 1;
  const down = goes ? clock.progress({ from: leg.to - span, to: leg.to, easing: 'ease' }, moment) : 0;
  return up * (1 - down);
}
