import { type Homography, IDENTITY, invert, multiply, type Point } from '../../homography.js';
import type { Match } from '../match.js';
import { solveSymmetric } from './solve.js';

/**
 * The homography that takes the matches' first places to their second ones, by least squares (R. Hartley, A. Zisserman: Multiple View
 * Geometry, 2nd edition, 4.1 and 4.4.4: centred and scaled first). Undefined for fewer than four, or for four that are nearly in line.
 */
export function fitHomography(matches: readonly Match[]): Homography | undefined {
  if (matches.length < 4) return undefined;
  const from = normalising(matches.map((match) => match.from));
  const to = normalising(matches.map((match) => match.to));
  const sums = new Float64Array(64);
  const right = new Float64Array(8);
  const row = new Float64Array(8);
  const addRow = (value: number): void => {
    for (let i = 0; i < 8; i++) {
      right[i] = (right[i] ?? 0) + (row[i] ?? 0) * value;
      for (let j = 0; j <= i; j++) sums[8 * i + j] = (sums[8 * i + j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
    }
  };
  for (const match of matches) {
    const [x, y] = [from[0] * match.from.x + from[2], from[4] * match.from.y + from[5]];
    const [u, v] = [to[0] * match.to.x + to[2], to[4] * match.to.y + to[5]];
    row.set([x, y, 1, 0, 0, 0, -x * u, -y * u]);
    addRow(u);
    row.set([0, 0, 0, x, y, 1, -x * v, -y * v]);
    addRow(v);
  }
  const solved = solveSymmetric(sums, right);
  if (solved === undefined) return undefined;
  const between = [...solved, 1] as unknown as Homography;
  return scaled(multiply(multiply(invert(to), between), from));
}

/** The affine map that takes the matches' first places to their second ones. Undefined for fewer than three, or three in line. */
export function fitAffine(matches: readonly Match[]): Homography | undefined {
  if (matches.length < 3) return undefined;
  const from = normalising(matches.map((match) => match.from));
  const sums = new Float64Array(9);
  const [forX, forY] = [new Float64Array(3), new Float64Array(3)];
  for (const match of matches) {
    const row = [from[0] * match.from.x + from[2], from[4] * match.from.y + from[5], 1];
    for (let i = 0; i < 3; i++) {
      forX[i] = (forX[i] ?? 0) + (row[i] ?? 0) * match.to.x;
      forY[i] = (forY[i] ?? 0) + (row[i] ?? 0) * match.to.y;
      for (let j = 0; j <= i; j++) sums[3 * i + j] = (sums[3 * i + j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
    }
  }
  const [x, y] = [solveSymmetric(sums.slice(), forX), solveSymmetric(sums, forY)];
  if (x === undefined || y === undefined) return undefined;
  return multiply([...x, ...y, 0, 0, 1] as unknown as Homography, from);
}

/** How much larger an area becomes about a point; negative where it is turned over. */
export function growthAt(homography: Homography, { x, y }: Point): number {
  const [a, b, c, d, e, f, g, h, i] = homography;
  const w = g * x + h * y + i;
  const [u, v] = [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
  return ((a - g * u) * (e - h * v) - (b - h * u) * (d - g * v)) / (w * w);
}

/** Centre to the origin, mean distance from it to √2. */
function normalising(points: readonly Point[]): Homography {
  const x = points.reduce((sum, point) => sum + point.x, 0) / points.length;
  const y = points.reduce((sum, point) => sum + point.y, 0) / points.length;
  const reach = points.reduce((sum, point) => sum + Math.hypot(point.x - x, point.y - y), 0) / points.length;
  if (!(reach > 0)) return IDENTITY;
  const scale = Math.SQRT2 / reach;
  return [scale, 0, -scale * x, 0, scale, -scale * y, 0, 0, 1];
}

function scaled(homography: Homography): Homography | undefined {
  const scale = 1 / homography[8];
  return Number.isFinite(scale) ? (homography.map((value) => value * scale) as unknown as Homography) : undefined;
}
