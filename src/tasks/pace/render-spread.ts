/** How long renders of a model take, in seconds: half are done by the first, nine of ten by the second. */
export interface UsualSec {
  readonly p50Sec: number;
  readonly p90Sec: number;
}

/** Nine of ten lie below so many standard deviations. */
const Z90 = 1.281_551_565_544_6;

/** Renders that all take the same, and such as take anything, are as good as unheard of; both would upset what goes by them. */
const SIGMA_MIN = 0.05;
const SIGMA_MAX = 1;

/** From here on the tail is so thin that its own shape, close to an exponential one, is more exact than its difference to 1. */
const Z_THIN = 5;

/**
 * The times that renders take, as a log-normal distribution: times are products of many things (queue, length, load), and what was
 * measured of hosted models is skewed that way.
 */
export interface RenderSpread {
  readonly meanSec: number;
  /** By when this share is done; 0 to 1, neither included. */
  quantileSec(share: number): number;
  /** The same of what is still to come, when a render has gone on for so long and is not done. Never below 0. */
  remainingSec(share: number, elapsedSec: number): number;
}

/** Reads a spread off its two known points. Whatever these are, what comes out are finite numbers above 0. */
export function spreadOf({ p50Sec, p90Sec }: UsualSec): RenderSpread {
  const middleSec = Math.max(p50Sec, 0.001);
  const raw = Math.log(Math.max(p90Sec, middleSec) / middleSec) / Z90;
  const sigma = Math.min(Math.max(raw, SIGMA_MIN), SIGMA_MAX);
  const timeAt = (z: number): number => middleSec * Math.exp(z * sigma);
  return {
    meanSec: middleSec * Math.exp(sigma ** 2 / 2),
    quantileSec: (share) => timeAt(-zBeyond(share)),
    remainingSec: (share, elapsedSec) => {
      if (elapsedSec <= 0) return timeAt(-zBeyond(share));
      const z = Math.log(elapsedSec / middleSec) / sigma;
      if (z > Z_THIN) return (-Math.log(1 - share) * sigma * elapsedSec) / z;
      return Math.max(0, timeAt(zBeyond((1 - share) * shareBeyond(z))) - elapsedSec);
    },
  };
}

/** The share of a normal distribution beyond `z`; Numerical Recipes' Chebyshev fit of erfc, relative error below 1.2e-7 everywhere. */
function shareBeyond(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  let sum = 0;
  for (const factor of ERFC) sum = sum * t + factor;
  const tail = (t * Math.exp(-x * x + sum)) / 2;
  return z >= 0 ? tail : 1 - tail;
}

/** From the ninth power of `t` down to none. */
const ERFC = [
  0.170_872_77, -0.822_152_23, 1.488_515_87, -1.135_203_98, 0.278_868_07, -0.186_288_06, 0.096_784_18, 0.374_091_96,
  1.000_023_68, -1.265_512_23,
];

/** Beyond which `z` this share lies: {@link shareBeyond} the other way round, by halving; a share of 0 is answered with the last `z` there is. */
function zBeyond(share: number): number {
  let low = -9;
  let high = 9;
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (shareBeyond(middle) > share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
