import type { Match } from '../match.js';
import { evenContrast, type LumaPlane } from '../luma-plane.js';

/** Half the side of a patch, in cells. */
const REACH = 5;
/** How far a patch is looked for, as shares of the rows. */
const SEARCH = { across: 0.33, down: 0.2 };
/** Cells from one patch to the next. */
const STEP = 6;
/** The least likeness (normalised correlation) that counts, and the least variance of a patch that can be found again. */
const LIKENESS_MIN = 0.6;
const VARIANCE_MIN = 400;
/** How many cells off the way back may end. */
const RETURN = 2.5;

/**
 * Looks for small patches of the first still in the last one, wherever `wanted` says (1 a cell): slow and sure to a cell or two, for
 * what has no corners or turns too far for feature matching. Only what is found again from both sides counts. Small planes: 240×135.
 */
export function matchPatches(first: LumaPlane, last: LumaPlane, wanted: Uint8Array): readonly Match[] {
  const { columns, rows } = first;
  const [here, there] = [evenContrast(first, REACH), evenContrast(last, REACH)];
  const toFrame = (x: number, y: number): Place => ({
    x: (x + 0.5 - columns / 2) / rows,
    y: (y + 0.5 - rows / 2) / rows,
  });
  const matches: Match[] = [];
  for (let y = REACH + 1; y < rows - REACH - 1; y += STEP) {
    for (let x = REACH + 1; x < columns - REACH - 1; x += STEP) {
      if (wanted[y * columns + x] !== 1) continue;
      const found = findPatch(here, there, x, y);
      const back = found === undefined ? undefined : findPatch(there, here, found.x, found.y);
      if (found === undefined || back === undefined || Math.hypot(back.x - x, back.y - y) > RETURN) continue;
      matches.push({ from: toFrame(x, y), to: toFrame(found.x, found.y) });
    }
  }
  return matches;
}

function findPatch(here: LumaPlane, there: LumaPlane, x: number, y: number): Place | undefined {
  const { columns, rows } = here;
  const side = 2 * REACH + 1;
  const patch = new Float32Array(side * side);
  let energy = 0;
  for (let row = 0, at = 0; row < side; row++) {
    for (let column = 0; column < side; column++, at++) {
      const value = here.values[(y + row - REACH) * columns + x + column - REACH] ?? 0;
      patch[at] = value;
      energy += value * value;
    }
  }
  if (energy < VARIANCE_MIN * patch.length) return undefined;
  const likenessAt = (u: number, v: number): number => {
    let product = 0;
    let other = 0;
    for (let row = 0, at = 0; row < side; row++) {
      let from = (v + row - REACH) * columns + u - REACH;
      for (let column = 0; column < side; column++, at++, from++) {
        const value = there.values[from] ?? 0;
        product += (patch[at] ?? 0) * value;
        other += value * value;
      }
    }
    return product / Math.sqrt(energy * other + 1);
  };
  let best: Place | undefined;
  let most = 0;
  const look = (centre: Place, reachX: number, reachY: number, step: number): void => {
    for (let v = Math.max(REACH, centre.y - reachY); v <= Math.min(rows - 1 - REACH, centre.y + reachY); v += step) {
      for (
        let u = Math.max(REACH, centre.x - reachX);
        u <= Math.min(columns - 1 - REACH, centre.x + reachX);
        u += step
      ) {
        const likeness = likenessAt(u, v);
        if (likeness > most) [most, best] = [likeness, { x: u, y: v }];
      }
    }
  };
  // Peaks of likeness are as wide as what is in the patch: every other cell finds them, then their neighbours.
  look({ x, y }, Math.round(SEARCH.across * rows), Math.round(SEARCH.down * rows), 2);
  if (best !== undefined) look(best, 1, 1, 1);
  return most > LIKENESS_MIN ? best : undefined;
}

interface Place {
  readonly x: number;
  readonly y: number;
}
