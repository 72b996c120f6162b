// Planes made smaller or softer, into Q6, for what is out of focus. See reference/focus.ts.

/** Samples of room before a row of scratch. */
const LEAD: i32 = 8;

/** Both reach one sample over the ends of a row, which go on there. */
// @ts-ignore: decorator
@inline
function repeatEnds(row: usize, count: i32): void {
  store<i16>(row - 2, load<i16>(row));
  store<i16>(row + (<usize>count << 1), load<i16>(row + (<usize>count << 1) - 2));
}

// @ts-ignore: decorator
@inline
function clampRow(row: i32, height: i32): i32 {
  return row < 0 ? 0 : row < height ? row : height - 1;
}

/** a + 3 b + 3 c + d */
// @ts-ignore: decorator
@inline
function oneThree(a: v128, b: v128, c: v128, d: v128): v128 {
  const middle = i16x8.add(b, c);
  return i16x8.add(i16x8.add(i16x8.add(a, d), middle), i16x8.add(middle, middle));
}

/**
 * Half as wide and high (sides are even): 1 3 3 1 down, then along. Writes up to 7 samples past a row's last one, and one before and
 * behind it. `scratch` holds a row in i16 and 32 samples more.
 */
export function halvePlane(
  source: usize, stride: i32, width: i32, height: i32, target: usize, targetStride: i32, scratch: usize,
): void {
  const row = scratch + <usize>(LEAD << 1);
  const rising = i32x4.splat(1 | (3 << 16));
  const falling = i32x4.splat(3 | (1 << 16));
  for (let j = 0; j < height >> 1; j++) {
    const first = source + <usize>(clampRow(2 * j - 1, height) * stride);
    const second = source + <usize>(2 * j * stride);
    const third = second + <usize>stride;
    const fourth = source + <usize>(clampRow(2 * j + 2, height) * stride);
    for (let x = 0; x < width; x += 16) {
      const a = v128.load(first + <usize>x);
      const b = v128.load(second + <usize>x);
      const c = v128.load(third + <usize>x);
      const d = v128.load(fourth + <usize>x);
      const to = row + (<usize>x << 1);
      v128.store(to, oneThree(
        i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b), i16x8.extend_low_i8x16_u(c), i16x8.extend_low_i8x16_u(d),
      ));
      v128.store(to, oneThree(
        i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b), i16x8.extend_high_i8x16_u(c), i16x8.extend_high_i8x16_u(d),
      ), 16);
    }
    repeatEnds(row, width);
    const to = target + <usize>(j * targetStride << 1);
    for (let i = 0; i < width >> 1; i += 8) {
      const from = row + (<usize>i << 2);
      const low = i32x4.add(i32x4.dot_i16x8_s(v128.load(from - 2), rising), i32x4.dot_i16x8_s(v128.load(from + 2), falling));
      const high = i32x4.add(i32x4.dot_i16x8_s(v128.load(from + 14), rising), i32x4.dot_i16x8_s(v128.load(from + 18), falling));
      v128.store(to + (<usize>i << 1), i16x8.narrow_i32x4_s(low, high));
    }
    repeatEnds(to, width >> 1);
  }
}

/** a + 2 b + c */
// @ts-ignore: decorator
@inline
function oneTwo(a: v128, b: v128, c: v128): v128 {
  return i16x8.add(i16x8.add(a, c), i16x8.add(b, b));
}

/** The same size: 1 2 1 down, then along. Writes and needs what halvePlane does. */
export function softenPlane(
  source: usize, stride: i32, width: i32, height: i32, target: usize, targetStride: i32, scratch: usize,
): void {
  const row = scratch + <usize>(LEAD << 1);
  for (let j = 0; j < height; j++) {
    const above = source + <usize>(clampRow(j - 1, height) * stride);
    const at = source + <usize>(j * stride);
    const below = source + <usize>(clampRow(j + 1, height) * stride);
    for (let x = 0; x < width; x += 16) {
      const a = v128.load(above + <usize>x);
      const b = v128.load(at + <usize>x);
      const c = v128.load(below + <usize>x);
      const to = row + (<usize>x << 1);
      v128.store(to, oneTwo(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b), i16x8.extend_low_i8x16_u(c)));
      v128.store(to, oneTwo(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b), i16x8.extend_high_i8x16_u(c)), 16);
    }
    repeatEnds(row, width);
    const to = target + <usize>(j * targetStride << 1);
    for (let i = 0; i < width; i += 8) {
      const from = row + (<usize>i << 1);
      const four = oneTwo(v128.load(from - 2), v128.load(from), v128.load(from + 2));
      v128.store(to + (<usize>i << 1), i16x8.shl(four, 2));
    }
    repeatEnds(to, width);
  }
}
