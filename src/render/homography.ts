/** Nine numbers, row by row: (x, y, 1) → (X·w, Y·w, w). */
export type Homography = readonly [number, number, number, number, number, number, number, number, number];

/** A place, in whatever coordinates its user says. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Everything stays where it is. */
export const IDENTITY: Homography = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** First `second`, then `first`. */
export function multiply(first: Homography, second: Homography): Homography {
  const [a, b, c, d, e, f, g, h, i] = first;
  const [p, q, r, s, t, u, v, w, x] = second;
  return [
    ...[a * p + b * s + c * v, a * q + b * t + c * w, a * r + b * u + c * x],
    ...[d * p + e * s + f * v, d * q + e * t + f * w, d * r + e * u + f * x],
    ...[g * p + h * s + i * v, g * q + h * t + i * w, g * r + h * u + i * x],
  ] as unknown as Homography;
}

/** The way back. Of a homography that flattens the plane to a line it is not finite. */
export function invert([a, b, c, d, e, f, g, h, i]: Homography): Homography {
  const [p, q, r] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const scale = 1 / (a * p + b * q + c * r);
  return [
    ...[p * scale, (c * h - b * i) * scale, (b * f - c * e) * scale],
    ...[q * scale, (a * i - c * g) * scale, (c * d - a * f) * scale],
    ...[r * scale, (b * g - a * h) * scale, (a * e - b * d) * scale],
  ] as unknown as Homography;
}

/** Where a homography takes a point. */
export function project(homography: Homography, x: number, y: number): Point {
  const [a, b, c, d, e, f, g, h, i] = homography;
  const w = g * x + h * y + i;
  return { x: (a * x + b * y + c) / w, y: (d * x + e * y + f) / w };
}
