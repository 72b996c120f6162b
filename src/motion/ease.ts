/** Share of the way at each end that is spent gathering speed, and losing it. */
const RAMP = 0.35;

/** Progress 0…1 at moment 0…1 from rest to rest, with an even stretch between: {@link evenly} with a ramp at both ends. */
export function ease(moment: number): number {
  return evenly(moment, RAMP, RAMP);
}

/**
 * Progress 0…1 at moment 0…1 at an even speed. `opening` and `closing` (their sum at most 1) are the shares of the time in which
 * that speed is gathered from rest, and lost again; 0: it begins, or ends, in motion. Speed rises and falls by a smoothstep, so it
 * is continuous with its first derivative, which is zero at either end of a ramp.
 */
export function evenly(moment: number, opening: number, closing: number): number {
  if (moment <= 0) return 0;
  if (moment >= 1) return 1;
  const whole = 1 - opening / 2 - closing / 2;
  if (moment < opening) return gathered(moment, opening) / whole;
  if (moment > 1 - closing) return 1 - gathered(1 - moment, closing) / whole;
  return (moment - opening / 2) / whole;
}

/**
 * Progress 0…1 at moment 0…1 of a thing that is thrown and comes to rest: at its full speed after `rise`, a share of the time, then
 * slower and slower. The larger `haste`, a whole number from 2 up, the sooner most of the way is done.
 */
export function settling(moment: number, rise: number, haste: number): number {
  if (moment <= 0) return 0;
  if (moment >= 1) return 1;
  // Speed falls as w^n (1 + n (1 − w)), w being the share of the fall that is left: level where it starts, flat where it ends.
  const whole = rise / 2 + ((1 - rise) * 2) / (haste + 2);
  if (moment < rise) return gathered(moment, rise) / whole;
  const left = (1 - moment) / (1 - rise);
  return 1 - ((1 - rise) * Math.pow(left, haste + 1) * (1 - (haste * left) / (haste + 2))) / whole;
}

/** The way made while speed rises from 0 to 1 by a smoothstep that takes `ramp`. */
function gathered(time: number, ramp: number): number {
  const share = time / ramp;
  return ramp * share * share * share * (1 - share / 2);
}
