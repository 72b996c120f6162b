/** The plainest way from one still to another, which any other has to beat. */

/** @typedef {import('./plane.js').Plane} Plane */

/**
 * A dissolve, linear in code values: of luma, that is the luma of a dissolve in R, G and B.
 * @param {Plane} first
 * @param {Plane} last of the same size
 * @param {number} share of the last, 0 to 1
 * @returns {Plane}
 */
export function dissolve(first, last, share) {
  const { widthPx, heightPx } = first;
  if (last.widthPx !== widthPx || last.heightPx !== heightPx)
    throw new Error('Only planes of one size can be dissolved.');
  const data = first.data.map((value, i) => value + share * ((last.data[i] ?? 0) - value));
  return { data, widthPx, heightPx };
}
