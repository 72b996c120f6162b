// Sharp and blurred mixed sample by sample, by how far each part of the picture is out of focus. See reference/focus.ts.
import { ditherRow } from './dither';
import { eightFrom, stepsHigh, stepsLow } from './ramp';
import { firstBytes, times } from './rgb';

/** Where the subject begins to end and has ended: a sixteenth of the fourth power of the distance from its middle, in Q15. */
const INNER: i16 = 1024;
const OUTER: i16 = 6656;
/** 32767 over (their difference × 4), less one, in Q15. */
const TO_ONE: i16 = 14894;

// How far out of focus a sample is, is settled by twelve i32 at an address:
// where it lies from the subject's middle, across (start, per column, per row) and down, in Q24 of twice the subject's half size;
// the subject's blur, what the background has more, in Q15;
// from which blur this mix begins, over how much it runs, by how many bits that is shifted to fill Q15, what is then missing to one.
// @ts-ignore: decorator
@inline
function at(focus: usize, index: usize): i32 {
  return load<i32>(focus + (index << 2));
}

/** The distance's fourth power makes a box with round corners of the subject, and its edge soft. */
// @ts-ignore: decorator
@inline
function outside(across: v128, down: v128): v128 {
  const a = times(across, across);
  const d = times(down, down);
  const distance = i16x8.add_sat_s(times(a, a), times(d, d));
  const over = i16x8.max_s(i16x8.sub(distance, i16x8.splat(INNER)), i16x8.splat(0));
  const quarter = i16x8.shl(i16x8.min_s(over, i16x8.splat(OUTER - INNER)), 2);
  const share = i16x8.add_sat_s(quarter, times(quarter, i16x8.splat(TO_ONE)));
  const square = times(share, share);
  return i16x8.add_sat_s(square, i16x8.shl(i16x8.sub(square, times(square, share)), 1));
}

/** The blurred one's share in Q15, at eight samples of a row from `column` on. */
// @ts-ignore: decorator
@inline
function blurredShare(focus: usize, column: i32, row: i32): v128 {
  const perColumn = at(focus, 1);
  const perColumnDown = at(focus, 4);
  const across = eightFrom(at(focus, 0) + perColumn * column + at(focus, 2) * row, stepsLow(perColumn), stepsHigh(perColumn));
  const down = eightFrom(
    at(focus, 3) + perColumnDown * column + at(focus, 5) * row, stepsLow(perColumnDown), stepsHigh(perColumnDown),
  );
  const more = times(outside(across, down), i16x8.splat(<i16>at(focus, 7)));
  const blur = i16x8.add_sat_s(i16x8.splat(<i16>at(focus, 6)), more);
  const over = i16x8.max_s(i16x8.sub_sat_s(blur, i16x8.splat(<i16>at(focus, 8))), i16x8.splat(0));
  const ramp = i16x8.shl(i16x8.min_s(over, i16x8.splat(<i16>at(focus, 9))), at(focus, 10));
  return i16x8.add_sat_s(ramp, times(ramp, i16x8.splat(<i16>at(focus, 11))));
}

// @ts-ignore: decorator
@inline
function towards(from: v128, to: v128, share: v128): v128 {
  return i16x8.add(from, times(i16x8.sub(to, from), share));
}

/** One level over another, both in Q6. Writes up to 7 samples past a row's end. */
export function mixLevels(
  source: usize, target: usize, stride: i32, width: i32, height: i32, focus: usize,
): void {
  for (let row = 0; row < height; row++) {
    const offset = <usize>(row * stride << 1);
    for (let x = 0; x < width; x += 8) {
      const to = target + offset + (<usize>x << 1);
      const over = v128.load(source + offset + (<usize>x << 1));
      v128.store(to, towards(v128.load(to), over, blurredShare(focus, x, row)));
    }
    const first = target + offset;
    const end = first + (<usize>width << 1);
    store<i16>(first - 2, load<i16>(first));
    store<i16>(end, load<i16>(end - 2));
  }
}

/** A level of the plane's own size over the plane. Nothing is written beyond a row's end. */
export function defocusPlane(
  level: usize, levelStride: i32, target: usize, stride: i32, width: i32, height: i32, focus: usize,
): void {
  for (let row = 0; row < height; row++) {
    const dither = ditherRow(row);
    for (let x = 0; x < width; x += 16) {
      const from = level + <usize>((row * levelStride + x) << 1);
      const to = target + <usize>(row * stride + x);
      const sharp = v128.load(to);
      const low = mixed(i16x8.extend_low_i8x16_u(sharp), v128.load(from), blurredShare(focus, x, row), dither);
      const high = mixed(i16x8.extend_high_i8x16_u(sharp), v128.load(from, 16), blurredShare(focus, x + 8, row), dither);
      v128.store(to, v128.bitselect(i8x16.narrow_i16x8_u(low, high), sharp, firstBytes(width - x)));
    }
  }
}

// @ts-ignore: decorator
@inline
function mixed(codes: v128, blurred: v128, share: v128, dither: v128): v128 {
  return i16x8.shr_s(i16x8.add(towards(i16x8.shl(codes, 6), blurred, share), dither), 6);
}

/** Three parts of the nearer and one of the further, rounded to nearest. */
// @ts-ignore: decorator
@inline
function between(near: v128, far: v128): v128 {
  return i16x8.add(near, i16x8.shr_s(i16x8.add(i16x8.sub(far, near), i16x8.splat(2)), 2));
}

/** A level of half the plane's size over the plane, drawn out between its samples. Nothing is written beyond a row's end. */
export function defocusDoubled(
  level: usize, levelStride: i32, target: usize, stride: i32, width: i32, height: i32, focus: usize,
): void {
  for (let row = 0; row < height; row++) {
    const dither = ditherRow(row);
    const half = row >> 1;
    const further = (row & 1) == 0 ? max(0, half - 1) : min((height >> 1) - 1, half + 1);
    for (let x = 0; x < width; x += 16) {
      const near = level + <usize>((half * levelStride + (x >> 1)) << 1);
      const far = level + <usize>((further * levelStride + (x >> 1)) << 1);
      const left = between(v128.load(near - 2), v128.load(far - 2));
      const middle = between(v128.load(near), v128.load(far));
      const right = between(v128.load(near + 2), v128.load(far + 2));
      const even = between(middle, left);
      const odd = between(middle, right);
      const to = target + <usize>(row * stride + x);
      const sharp = v128.load(to);
      const low = mixed(
        i16x8.extend_low_i8x16_u(sharp), v128.shuffle<i16>(even, odd, 0, 8, 1, 9, 2, 10, 3, 11),
        blurredShare(focus, x, row), dither,
      );
      const high = mixed(
        i16x8.extend_high_i8x16_u(sharp), v128.shuffle<i16>(even, odd, 4, 12, 5, 13, 6, 14, 7, 15),
        blurredShare(focus, x + 8, row), dither,
      );
      v128.store(to, v128.bitselect(i8x16.narrow_i16x8_u(low, high), sharp, firstBytes(width - x)));
    }
  }
}
