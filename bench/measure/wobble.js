/** Trembling of a clip, from where its patches were found. */

/** @typedef {import('./tracker.js').Shift} Shift */

/**
 * The RMS length of the second differences of residual displacements, in px/frame². A steady offset or drift counts
 * nothing; what the eye sees as trembling does.
 * @param {readonly (readonly Shift[])[]} tracks one a patch, with a shift a frame
 */
export function wobbleOf(tracks) {
  let sum = 0;
  let count = 0;
  for (const track of tracks) {
    track.forEach((here, index) => {
      const before = track[index - 1];
      const after = track[index + 1];
      if (before === undefined || after === undefined) return;
      sum += (before.xPx - 2 * here.xPx + after.xPx) ** 2 + (before.yPx - 2 * here.yPx + after.yPx) ** 2;
      count++;
    });
  }
  return Math.sqrt(sum / count);
}
