import { fillingArcZoom, fillingRollZoom } from '../filling-zoom.js';
import type { LoopClock } from '../loop-clock.js';
import { MAX_ARC_RAD } from '../moves.js';
import { awayAt, type Leg } from './leaving-home.js';
import { createTurnReach } from './turn-reach.js';

/** How far rolls and arcs have turned the camera at one moment. */
export interface Turned {
  readonly rollRad: number;
  readonly yawRad: number;
  /** The zoom that keeps the frame's corners filled. */
  readonly zoom: number;
}

/** What turns depend on beside the moves. */
export interface TurningSetting {
  readonly clock: LoopClock;
  readonly home: number;
  readonly aspectRatio: number;
}

/** Adds up rolls and arcs. Where arcs lead further round than {@link MAX_ARC_RAD}, all of them go less far. */
export function createTurning(legs: readonly Leg[], setting: TurningSetting): (moment: number) => Turned {
  const { clock, home, aspectRatio } = setting;
  const moments = clock.ticks.map(({ moment }) => moment);
  const sum = (moment: number, radOf: (leg: Leg) => number): number =>
    legs.reduce((rad, leg) => rad + radOf(leg) * awayAt(leg, moment, clock), 0);

  // The picture turns against the camera.
  const rollAt = (moment: number): number => sum(moment, ({ move }) => (move.kind === 'roll' ? -move.rollRad : 0));
  const askedYawAt = (moment: number): number => sum(moment, ({ move }) => (move.kind === 'arc' ? move.yawRad : 0));
  const furthest = moments.reduce((most, moment) => Math.max(most, Math.abs(askedYawAt(moment))), 0);
  const share = furthest > MAX_ARC_RAD ? MAX_ARC_RAD / furthest : 1;
  const yawAt = (moment: number): number => share * askedYawAt(moment);

  const rollReach = createTurnReach(
    moments.map((moment) => ({ moment, rad: rollAt(moment) })),
    home,
  );
  const yawReach = createTurnReach(
    moments.map((moment) => ({ moment, rad: yawAt(moment) })),
    home,
  );
  return (moment) => {
    const rollRad = rollAt(moment);
    const yawRad = yawAt(moment);
    const fillsRoll = fillingRollZoom(rollReach({ moment, rad: rollRad }), aspectRatio);
    const fillsArc = fillingArcZoom(yawReach({ moment, rad: yawRad }));
    return { rollRad, yawRad, zoom: fillsRoll * fillsArc };
  };
}
