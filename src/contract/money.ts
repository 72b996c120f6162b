/** A dollar in micro-dollars: what every amount is kept, added and compared in, as whole numbers. */
const MICRO = 1_000_000;

/** Dollars as the wire tells them: a number with at most six places. Only for telling: never add what this answers with. */
export function usdOf(microUsd: number): number {
  return microUsd / MICRO;
}

/** Dollars that somebody wrote, in whole micro-dollars; what is finer is rounded to the nearest. */
export function microUsdOf(usd: number): number {
  return Math.round(usd * MICRO);
}

/** Whole micro-dollars, rounded up: no price is made smaller than it is. What floats add below a thousandth of one is not counted. */
export function ceilMicroUsd(usd: number): number {
  return Math.ceil(Number((usd * MICRO).toFixed(3)));
}

/** For people: `$5.00`, `$0.7623`, `-$0.10`. At least two places, at most six, nothing rounded away. */
export function sayUsd(microUsd: number): string {
  const [whole = '0', places = ''] = (Math.abs(microUsd) / MICRO).toFixed(6).split('.');
  return `${microUsd < 0 ? '-' : ''}$${whole}.${places.replace(/0+$/, '').padEnd(2, '0')}`;
}
