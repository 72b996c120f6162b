/** Share of the way at each end that is spent gathering speed, and losing it. */
const RAMP = 0.35;

/**
 * Progress 0…1 at moment 0…1: from rest to rest, its speed rising and falling by a smoothstep with an even stretch between.
 * Speed and acceleration are continuous, and zero at both ends. `ramp` (0 < ramp ≤ 0.5) is the share of each end.
 */
export function ease(moment: number, ramp: number = RAMP): number {
  if (moment <= 0) return 0;
  if (moment >= 1) return 1;
  if (moment > 1 - ramp) return 1 - ease(1 - moment, ramp);
  if (moment >= ramp) return (moment - ramp / 2) / (1 - ramp);
  const share = moment / ramp;
  return (ramp * share * share * share * (1 - share / 2)) / (1 - ramp);
}
