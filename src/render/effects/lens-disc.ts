/** A disc of whole samples: half the width of each of its rows, from the first to the last, and how many samples are in it. */
export interface LensDisc {
  readonly halves: readonly number[];
  readonly samples: number;
}

/** Squares of radii up to this are tried: discs of 31 samples across. */
const SQUARE_MAX = 240;

/** The disc that spreads light as far as asked, or nearly so: `variance` in samples² along one axis, ¼ radius² for a true disc. */
export function discOf(variance: number): LensDisc {
  let best = discWithin(1);
  for (let square = 2; square <= SQUARE_MAX; square++) {
    const disc = discWithin(square);
    if (Math.abs(varianceOf(disc) - variance) < Math.abs(varianceOf(best) - variance)) best = disc;
  }
  return best;
}

/** All samples no further from the middle than the square root. */
function discWithin(square: number): LensDisc {
  const reach = Math.floor(Math.sqrt(square));
  const halves = Array.from({ length: 2 * reach + 1 }, (_, row) =>
    Math.floor(Math.sqrt(square - (row - reach) * (row - reach))),
  );
  return { halves, samples: halves.reduce((sum, half) => sum + 2 * half + 1, 0) };
}

function varianceOf({ halves, samples }: LensDisc): number {
  const reach = (halves.length - 1) / 2;
  const squares = halves.reduce((sum, half, row) => sum + (2 * half + 1) * (row - reach) * (row - reach), 0);
  return squares / samples;
}
