import { type Homography, project } from '../../homography.js';
import { type LumaPlane, offCells, onCells, sampleAt, slopesOf } from '../luma-plane.js';
import { type Hypothesis, isPlane } from './find-homographies.js';
import { solveSymmetric } from './solve.js';

/** Cells looked at, at most: more do not make it truer, only slower. */
const CELLS_MAX = 30_000;
const ROUNDS = 8;
/** Differences of brightness much larger than this are not of the layer (its shadow, its highlight). */
const ROBUST = 10;
/** Parameters: eight of the homography, a gain and an offset of the light. */
const SIZE = 10;
/** A refinement that carries matches further than this (frame heights) has run away. */
const DRIFT_MAX = 4 / 540;

/**
 * A hypothesis brought to where the two pictures themselves agree best, about its matches: Gauss–Newton on their brightness, light let go
 * its own way. Answers with the hypothesis as it was where that leads nowhere.
 */
export function refineHypothesis(hypothesis: Hypothesis, first: LumaPlane, last: LumaPlane): Hypothesis {
  const { columns, rows } = first;
  const slopes = slopesOf(last);
  const box = boxOf(hypothesis, first);
  const area = Math.max(0, box.right - box.left) * Math.max(0, box.bottom - box.top);
  const step = Math.max(1, Math.ceil(Math.sqrt(area / CELLS_MAX)));
  let cells = onCells(hypothesis.homography, first);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(SIZE * SIZE);
    const right = new Float64Array(SIZE);
    const row = new Float64Array(SIZE);
    const [a, b, c, d, e, f, g, h, i] = cells;
    for (let y = box.top; y < box.bottom; y += step) {
      for (let x = box.left; x < box.right; x += step) {
        const w = g * x + h * y + i;
        const u = (a * x + b * y + c) / w;
        const v = (d * x + e * y + f) / w;
        if (!(w > 0 && u > 1 && v > 1 && u < columns - 2 && v < rows - 2)) continue;
        const value = sampleAt(last.values, columns, rows, u, v);
        const slopeX = sampleAt(slopes.x, columns, rows, u, v) / w;
        const slopeY = sampleAt(slopes.y, columns, rows, u, v) / w;
        const miss = (first.values[y * columns + x] ?? 0) - value;
        const along = -(slopeX * u + slopeY * v);
        row[0] = slopeX * x;
        row[1] = slopeX * y;
        row[2] = slopeX;
        row[3] = slopeY * x;
        row[4] = slopeY * y;
        row[5] = slopeY;
        row[6] = along * x;
        row[7] = along * y;
        row[8] = value / 100;
        row[9] = 1;
        const weight = 1 / (1 + (miss / ROBUST) ** 2);
        for (let k = 0; k < SIZE; k++) {
          const weighted = weight * (row[k] ?? 0);
          right[k] = (right[k] ?? 0) + weighted * miss;
          for (let j = 0; j <= k; j++) sums[SIZE * k + j] = (sums[SIZE * k + j] ?? 0) + weighted * (row[j] ?? 0);
        }
      }
    }
    for (let k = 0; k < SIZE; k++) sums[SIZE * k + k] = (sums[SIZE * k + k] ?? 0) * (1 + 1e-6);
    const change = solveSymmetric(sums, right);
    if (change === undefined) break;
    cells = cells.map((value, index) => value + (index < 8 ? (change[index] ?? 0) : 0)) as unknown as Homography;
  }
  const refined = offCells(cells, first);
  const next = { ...hypothesis, homography: refined };
  return isNear(refined, hypothesis) && isPlane(next) ? next : hypothesis;
}

function boxOf({ matches }: Hypothesis, { columns, rows }: LumaPlane): Box {
  const margin = 0.022 * rows;
  const xs = matches.map(({ from }) => from.x * rows + columns / 2 - 0.5);
  const ys = matches.map(({ from }) => from.y * rows + rows / 2 - 0.5);
  return {
    left: Math.max(1, Math.floor(Math.min(...xs) - margin)),
    right: Math.min(columns - 1, Math.ceil(Math.max(...xs) + margin)),
    top: Math.max(1, Math.floor(Math.min(...ys) - margin)),
    bottom: Math.min(rows - 1, Math.ceil(Math.max(...ys) + margin)),
  };
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function isNear(refined: Homography, { homography, matches }: Hypothesis): boolean {
  return matches.every(({ from }) => {
    const [now, before] = [project(refined, from.x, from.y), project(homography, from.x, from.y)];
    return Math.hypot(now.x - before.x, now.y - before.y) < DRIFT_MAX;
  });
}
