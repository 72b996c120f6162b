/** Three lobes on each side. */
export const LOBES = 3;

/** One in Q14: the weights of a sample sum to exactly this. */
const ONE = 16_384;
/** Entries of the table for one sample's width; linear between them, well under a Q14 step off. */
const RESOLUTION = 1024;
const TABLE = Float64Array.from({ length: LOBES * RESOLUTION + 2 }, (_, index) => lanczos(index / RESOLUTION));

/** Lanczos-3 at a distance in samples (not negative, at most 3). */
export function lanczosAt(distance: number): number {
  const position = distance * RESOLUTION;
  const index = Math.floor(position);
  const low = TABLE[index] ?? 0;
  return low + ((TABLE[index + 1] ?? 0) - low) * (position - index);
}

/**
 * Writes weights in Q14 that sum to one; what rounding lost or gained goes to the largest, so that a flat field stays flat. Plain
 * loops, and not a closure among them: this runs for every column and row of every frame.
 */
export function quantiseWeights(exact: Float64Array, weights: Int16Array, offset: number): void {
  let sum = 0;
  for (const weight of exact) sum += weight;
  const scale = ONE / sum;
  let missing = ONE;
  let largest = 0;
  let most = 0;
  for (let tap = 0; tap < exact.length; tap++) {
    const weight = Math.floor((exact[tap] ?? 0) * scale + 0.5);
    weights[offset + tap] = weight;
    missing -= weight;
    if (weight > most) {
      most = weight;
      largest = tap;
    }
  }
  weights[offset + largest] = most + missing;
}

function lanczos(distance: number): number {
  if (distance === 0) return 1;
  if (distance >= LOBES) return 0;
  const angle = Math.PI * distance;
  return (LOBES * Math.sin(angle) * Math.sin(angle / LOBES)) / (angle * angle);
}
