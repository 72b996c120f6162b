import { fillingArcZoom, fillingRollZoom } from '../filling-zoom.js';
import type { LoopClock } from '../loop-clock.js';
import { MAX_ARC_RAD } from '../moves.js';
import { awayAt, type Leg } from './leaving-home.js';

/** How far rolls and arcs have turned the camera at one moment. */
export interface Turned {
  readonly rollRad: number;
  readonly yawRad: number;
  /** The zoom that keeps the frame's corners filled. */
  readonly zoom: number;
}

/** Adds up rolls and arcs. Where arcs lead further round than {@link MAX_ARC_RAD}, all of them go less far. */
export function createTurning(legs: readonly Leg[], clock: LoopClock, aspectRatio: number): (moment: number) => Turned {
  const sumAt = (moment: number): { rollRad: number; yawRad: number } => {
    let [rollRad, yawRad] = [0, 0];
    for (const leg of legs) {
      const { move } = leg;
      // The picture turns against the camera.
      if (move.kind === 'roll') rollRad -= move.rollRad * awayAt(leg, moment, clock);
      if (move.kind === 'arc') yawRad += move.yawRad * awayAt(leg, moment, clock);
    }
    return { rollRad, yawRad };
  };
  const furthestRad = clock.ticks.reduce(
    (most, { moment }) => Math.max(most, Math.abs(sumAt(moment).yawRad)),
    MAX_ARC_RAD,
  );
  return (moment) => {
    const sum = sumAt(moment);
    const yawRad = furthestRad === MAX_ARC_RAD ? sum.yawRad : (sum.yawRad * MAX_ARC_RAD) / furthestRad;
    const zoom = fillingRollZoom(sum.rollRad, aspectRatio) * fillingArcZoom(yawRad);
    return { rollRad: sum.rollRad, yawRad, zoom };
  };
}
