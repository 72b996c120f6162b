import { fillingArcZoom, fillingRollZoom } from '../filling-zoom.js';
import type { LoopClock } from '../loop-clock.js';
import { MAX_ARC_RAD, MAX_ROLL_RAD } from '../moves.js';
import { awayAt, type Leg } from './leaving-home.js';
import { createTurnReach } from './turn-reach.js';
import { withinLimit } from './within-limit.js';

/** How far rolls and arcs have turned the camera at one moment. */
export interface Turned {
  readonly rollRad: number;
  readonly yawRad: number;
  /** The zoom that keeps the frame's corners filled. */
  readonly zoom: number;
}

/** What the rolls and arcs of a clip make together. */
export interface Turning {
  turnedAt(moment: number): Turned;
  /** Whether rolls, added up, were asked to go further than they do. */
  readonly isRollLimited: boolean;
  readonly isArcLimited: boolean;
}

/** What turns depend on beside the moves. */
export interface TurningSetting {
  readonly clock: LoopClock;
  readonly home: number;
  readonly aspectRatio: number;
}

/** Adds up rolls and arcs. Where they lead further round than {@link MAX_ROLL_RAD} and {@link MAX_ARC_RAD}, all of a kind go less far. */
export function createTurning(legs: readonly Leg[], setting: TurningSetting): Turning {
  const { clock, home, aspectRatio } = setting;
  const moments = clock.ticks.map(({ moment }) => moment);
  const sum = (moment: number, radOf: (leg: Leg) => number): number =>
    legs.reduce((rad, leg) => rad + radOf(leg) * awayAt(leg, moment, clock), 0);

  // The picture turns against the camera.
  const askedRollAt = (moment: number): number => sum(moment, ({ move }) => (move.kind === 'roll' ? -move.rollRad : 0));
  const askedYawAt = (moment: number): number => sum(moment, ({ move }) => (move.kind === 'arc' ? move.yawRad : 0));
  const furthest = (radAt: (moment: number) => number): number =>
    moments.reduce((most, moment) => Math.max(most, Math.abs(radAt(moment))), 0);
  const roll = withinLimit(furthest(askedRollAt), MAX_ROLL_RAD);
  const arc = withinLimit(furthest(askedYawAt), MAX_ARC_RAD);
  const rollAt = (moment: number): number => roll.share * askedRollAt(moment);
  const yawAt = (moment: number): number => arc.share * askedYawAt(moment);

  const rollReach = createTurnReach(
    moments.map((moment) => ({ moment, rad: rollAt(moment) })),
    home,
  );
  const yawReach = createTurnReach(
    moments.map((moment) => ({ moment, rad: yawAt(moment) })),
    home,
  );
  return {
    isRollLimited: roll.isLimited,
    isArcLimited: arc.isLimited,
    turnedAt(moment) {
      const rollRad = rollAt(moment);
      const yawRad = yawAt(moment);
      const fillsRoll = fillingRollZoom(rollReach({ moment, rad: rollRad }), aspectRatio);
      const fillsArc = fillingArcZoom(yawReach({ moment, rad: yawRad }));
      return { rollRad, yawRad, zoom: fillsRoll * fillsArc };
    },
  };
}
