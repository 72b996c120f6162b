// Where a layer's samples lie in a still, and what they are. See reference/passage.ts.

/** Positions are held to 1/512 of a sample. */
const PHASE_BITS: i32 = 9;
const PHASE_MASK: i32 = 511;
/** Samples past the edges that a position may lie: with the filter's reach, within what planes have beyond their edges. */
const REACH: i32 = 2;

/** The farthest out on an axis that a position may lie. */
export function mostOf(size: i32): i32 {
  return (size - 1 + REACH) << PHASE_BITS;
}

/** Where the four samples from `x` on lie on an axis, from 1/128 of a phase, and not farther out than a filter may go. */
// @ts-ignore: decorator
@inline
export function place(from: i32, step: i32, x: i32, most: i32): v128 {
  const start = i32x4.splat(from + step * x);
  const at = i32x4.shr_s(i32x4.add(start, i32x4.mul(i32x4.splat(step), i32x4(0, 1, 2, 3))), 7);
  return i32x4.max_s(i32x4.min_s(at, i32x4.splat(most)), i32x4.splat(-REACH << PHASE_BITS));
}

/** Whether places are beyond a still's outermost samples. */
// @ts-ignore: decorator
@inline
export function isOutside(x: v128, y: v128, mostX: i32, mostY: i32): v128 {
  const reach = REACH << PHASE_BITS;
  const columns = v128.or(i32x4.gt_s(x, i32x4.splat(mostX - reach)), i32x4.lt_s(x, i32x4.splat(0)));
  return v128.or(columns, v128.or(i32x4.gt_s(y, i32x4.splat(mostY - reach)), i32x4.lt_s(y, i32x4.splat(0))));
}

/** The same place on a plane of half the size. */
// @ts-ignore: decorator
@inline
export function halved(at: v128, half: i32): v128 {
  return half ? i32x4.shr_s(i32x4.sub(at, i32x4.splat(256)), 1) : at;
}

// @ts-ignore: decorator
@inline
function offsets(stride: i32, xs: v128, ys: v128): v128 {
  return i32x4.add(i32x4.mul(i32x4.shr_s(ys, PHASE_BITS), i32x4.splat(stride)), i32x4.shr_s(xs, PHASE_BITS));
}

/** Between four samples of a cover each. */
// @ts-ignore: decorator
@inline
export function covers(cover: usize, stride: i32, xs: v128, ys: v128): v128 {
  const at = offsets(stride, xs, ys);
  const a = cover + <usize>i32x4.extract_lane(at, 0);
  const b = cover + <usize>i32x4.extract_lane(at, 1);
  const c = cover + <usize>i32x4.extract_lane(at, 2);
  const d = cover + <usize>i32x4.extract_lane(at, 3);
  const next = <usize>stride;
  const upper = v128.load_lane<u16>(d, v128.load_lane<u16>(c, v128.load_lane<u16>(b, v128.load_lane<u16>(a, i32x4.splat(0), 0), 1), 2), 3);
  const lower = v128.load_lane<u16>(
    d + next, v128.load_lane<u16>(c + next, v128.load_lane<u16>(b + next, v128.load_lane<u16>(a + next, i32x4.splat(0), 0), 1), 2), 3,
  );
  const one = i32x4.splat(1 << PHASE_BITS);
  const right = v128.and(xs, i32x4.splat(PHASE_MASK));
  const down = v128.and(ys, i32x4.splat(PHASE_MASK));
  const across = v128.or(i32x4.sub(one, right), i32x4.shl(right, 16));
  const value = i32x4.add(
    i32x4.mul(i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(upper), across), i32x4.sub(one, down)),
    i32x4.mul(i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(lower), across), down),
  );
  return i32x4.shr_s(i32x4.add(value, i32x4.splat(1 << 17)), 18);
}

/** Four columns of four samples, each weighted down into Q6. */
// @ts-ignore: decorator
@inline
function columnsAt(from: usize, stride: usize, down: usize): v128 {
  const upper = v128.shuffle<i8>(
    v128.load32_zero(from), v128.load32_zero(from + stride), 0, 16, 1, 17, 2, 18, 3, 19, 4, 4, 4, 4, 4, 4, 4, 4,
  );
  const next = from + (stride << 1);
  const lower = v128.shuffle<i8>(
    v128.load32_zero(next), v128.load32_zero(next + stride), 0, 16, 1, 17, 2, 18, 3, 19, 4, 4, 4, 4, 4, 4, 4, 4,
  );
  const sum = i32x4.add(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(upper), v128.load32_splat(down)),
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(lower), v128.load32_splat(down + 4)),
  );
  return i32x4.shr_s(i32x4.add(sum, i32x4.splat(128)), 8);
}

/** Four samples, each from the four by four about its place. */
// @ts-ignore: decorator
@inline
export function samplesAt(plane: usize, stride: i32, weights: usize, xs: v128, ys: v128): v128 {
  const corner = plane - <usize>(stride + 1);
  const at = offsets(stride, xs, ys);
  const across = i32x4.shl(v128.and(xs, i32x4.splat(PHASE_MASK)), 3);
  const down = i32x4.shl(v128.and(ys, i32x4.splat(PHASE_MASK)), 3);
  const next = <usize>stride;
  const left = i32x4.dot_i16x8_s(
    i16x8.narrow_i32x4_s(
      columnsAt(corner + <usize>i32x4.extract_lane(at, 0), next, weights + <usize>i32x4.extract_lane(down, 0)),
      columnsAt(corner + <usize>i32x4.extract_lane(at, 1), next, weights + <usize>i32x4.extract_lane(down, 1)),
    ),
    v128.load_lane<u64>(
      weights + <usize>i32x4.extract_lane(across, 1), v128.load64_zero(weights + <usize>i32x4.extract_lane(across, 0)), 1,
    ),
  );
  const right = i32x4.dot_i16x8_s(
    i16x8.narrow_i32x4_s(
      columnsAt(corner + <usize>i32x4.extract_lane(at, 2), next, weights + <usize>i32x4.extract_lane(down, 2)),
      columnsAt(corner + <usize>i32x4.extract_lane(at, 3), next, weights + <usize>i32x4.extract_lane(down, 3)),
    ),
    v128.load_lane<u64>(
      weights + <usize>i32x4.extract_lane(across, 3), v128.load64_zero(weights + <usize>i32x4.extract_lane(across, 2)), 1,
    ),
  );
  const total = i32x4.add(v128.shuffle<i32>(left, right, 0, 2, 4, 6), v128.shuffle<i32>(left, right, 1, 3, 5, 7));
  const samples = i32x4.shr_s(i32x4.add(total, i32x4.splat(1 << 19)), 20);
  return i32x4.max_s(i32x4.min_s(samples, i32x4.splat(255)), i32x4.splat(0));
}
