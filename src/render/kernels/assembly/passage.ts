// Layers on their way between two stills, weighed against each other sample by sample. See paintPassage in reference/passage.ts.

/** Luma samples on a side of a cell of the mesh. */
const SIDE: i32 = 8;
/** Positions are held to 1/512 of a sample. */
const PHASE_BITS: i32 = 9;
const PHASE_MASK: i32 = 511;
/** Samples past the edges that a position may lie: with the filter's reach and one more, within what planes have beyond their edges. */
const REACH: i32 = 2;

/** What a layer counts that is seen in one still only, beside some 2^18 where it is seen in both. Keep these equal to the reference. */
const LONE_WEIGHT: i32 = 1000;

/** Five i32. */
const LAYER_BYTES: i32 = 20;
const IN_FIRST: i32 = 1;
const IN_LAST: i32 = 2;
const SOLID: i32 = 4;
const RESTING: i32 = 8;

/** Sums of one cell: weighted samples, then weights, 8×8 i32 each. */
const SUMS: usize = memory.data(512, 16);
const WEIGHTS: usize = SUMS + 256;

/**
 * `layers` has for each layer four addresses, its nodes, its cells, its cover in the first and in the last still, and its depth. Target
 * cell (c, r) takes `SIDE >> half` samples from each side; nodes are (columns + 1) to a row. `half` is 1 for planes of half the size.
 */
export function paintPassage(
  layers: usize, layerCount: i32, columns: i32, share: i32, weights: usize,
  coverStride: i32, coverWidth: i32, coverHeight: i32,
  first: usize, last: usize, stride: i32, underFirst: usize, underLast: usize,
  target: usize, targetStride: i32, width: i32, height: i32, half: i32,
): void {
  const side = SIDE >> half;
  const rows = (height + side - 1) / side;
  const mostX = i32x4.splat((coverWidth - 1 + REACH) << PHASE_BITS);
  const mostY = i32x4.splat((coverHeight - 1 + REACH) << PHASE_BITS);
  const end = layers + <usize>(layerCount * LAYER_BYTES);
  for (let row = 0; row < rows; row++) {
    const lines = min(side, height - row * side);
    for (let column = 0; column < columns; column++) {
      const cell = <usize>(row * columns + column);
      const samples = min(side, width - column * side);
      if (samples <= 0) continue;
      let isGround = true;
      for (let layer = layers; layer < end; layer += LAYER_BYTES) {
        const kind = <i32>load<u8>(<usize>load<u32>(layer, 4) + cell);
        if (kind != 0 && (kind & (SOLID | RESTING)) != (SOLID | RESTING)) isGround = false;
      }
      const offset = <usize>(row * side * targetStride + column * side);
      if (!isGround) memory.fill(SUMS, 0, 512);
      for (let layer = layers; layer < end; layer += LAYER_BYTES) {
        if (isGround) break;
        const kind = <i32>load<u8>(<usize>load<u32>(layer, 4) + cell);
        if (kind == 0) continue;
        const nodes = <usize>load<u32>(layer) + (<usize>(row * (columns + 1) + column) << 4);
        const below = nodes + (<usize>(columns + 1) << 4);
        const coverFirst = <usize>load<u32>(layer, 8);
        const coverLast = <usize>load<u32>(layer, 12);
        const behind = 10 + (load<i32>(layer, 16) << 2);
        for (let y = 0; y < lines; y++) {
          // In 1/16 cell; a half-size plane's rows lie between two of the others.
          const down = half ? 4 * y + 1 : 2 * y;
          const left = between(v128.load(nodes), v128.load(below), down);
          const right = between(v128.load(nodes, 16), v128.load(below, 16), down);
          const step = i32x4.shl(i32x4.sub(right, left), half);
          const from = i32x4.add(i32x4.shl(left, 3), i32x4.splat(64));
          for (let x = 0; x < samples; x += 4) {
            const along = i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(x));
            const over = offset + <usize>(y * targetStride + x);
            let first4 = i32x4.splat(0);
            let last4 = i32x4.splat(0);
            let inFirst = i32x4.splat(0);
            let inLast = i32x4.splat(0);
            const firstX = place(i32x4.splat(i32x4.extract_lane(from, 0)), i32x4.splat(i32x4.extract_lane(step, 0)), along, mostX);
            const firstY = place(i32x4.splat(i32x4.extract_lane(from, 1)), i32x4.splat(i32x4.extract_lane(step, 1)), along, mostY);
            const lastX = place(i32x4.splat(i32x4.extract_lane(from, 2)), i32x4.splat(i32x4.extract_lane(step, 2)), along, mostX);
            const lastY = place(i32x4.splat(i32x4.extract_lane(from, 3)), i32x4.splat(i32x4.extract_lane(step, 3)), along, mostY);
            if (kind & SOLID) {
              inFirst = i32x4.splat(255);
              inLast = inFirst;
            } else {
              if (kind & IN_FIRST) inFirst = covers(coverFirst, coverStride, firstX, firstY);
              if (kind & IN_LAST) inLast = covers(coverLast, coverStride, lastX, lastY);
              if (!v128.any_true(v128.or(inFirst, inLast))) continue;
            }
            if (kind & RESTING) {
              first4 = wide(underFirst + over);
              last4 = wide(underLast + over);
            } else {
              if (kind & IN_FIRST) first4 = samplesAt(first, stride, weights, halved(firstX, half), halved(firstY, half));
              if (kind & IN_LAST) last4 = samplesAt(last, stride, weights, halved(lastX, half), halved(lastY, half));
            }
            // Outside of a still nothing speaks against what the other one says.
            const both = i32x4.shr_s(i32x4.mul(
              v128.bitselect(inLast, inFirst, isOutside(firstX, firstY, mostX, mostY)),
              v128.bitselect(inFirst, inLast, isOutside(lastX, lastY, mostX, mostY)),
            ), 2);
            const weight = i32x4.add(i32x4.shr_s(i32x4.mul(both, both), behind), i32x4.splat(LONE_WEIGHT));
            const firstWeight = shareOf(weight, inFirst, (16384 - share) >> 2);
            const lastWeight = shareOf(weight, inLast, share >> 2);
            const sums = SUMS + <usize>((y << 5) + (x << 2));
            const weighted = i32x4.add(i32x4.mul(firstWeight, first4), i32x4.mul(lastWeight, last4));
            v128.store(sums, i32x4.add(v128.load(sums), weighted));
            v128.store(sums, i32x4.add(v128.load(sums, 256), i32x4.add(firstWeight, lastWeight)), 256);
          }
        }
      }
      for (let y = 0; y < lines; y++) {
        for (let x = 0; x < samples; x += 4) {
          const over = offset + <usize>(y * targetStride + x);
          const mixed = i32x4.add(
            i32x4.mul(wide(underFirst + over), i32x4.splat(16384 - share)),
            i32x4.mul(wide(underLast + over), i32x4.splat(share)),
          );
          let painted = i32x4.shr_s(i32x4.add(mixed, i32x4.splat(8192)), 14);
          if (!isGround) {
            const sums = SUMS + <usize>((y << 5) + (x << 2));
            // The ground counts 1: it decides only where no layer is seen.
            painted = quotients(i32x4.add(v128.load(sums), painted), i32x4.add(v128.load(sums, 256), i32x4.splat(1)));
          }
          put(target + over, painted, samples - x);
        }
      }
    }
  }
}

/** Sixteen times what is so many sixteenths of the way from one to the other. */
// @ts-ignore: decorator
@inline
function between(upper: v128, lower: v128, sixteenths: i32): v128 {
  return i32x4.add(i32x4.mul(upper, i32x4.splat(16 - sixteenths)), i32x4.mul(lower, i32x4.splat(sixteenths)));
}

/** Where samples lie, from 128ths, and not farther out than a filter may go. */
// @ts-ignore: decorator
@inline
function place(from: v128, step: v128, along: v128, most: v128): v128 {
  const at = i32x4.shr_s(i32x4.add(from, i32x4.mul(step, along)), 7);
  return i32x4.max_s(i32x4.min_s(at, most), i32x4.splat(-REACH << PHASE_BITS));
}

/** Whether places are beyond a still's outermost samples. */
// @ts-ignore: decorator
@inline
function isOutside(x: v128, y: v128, mostX: v128, mostY: v128): v128 {
  const reach = i32x4.splat(REACH << PHASE_BITS);
  const columns = v128.or(i32x4.gt_s(i32x4.add(x, reach), mostX), i32x4.lt_s(x, i32x4.splat(0)));
  return v128.or(columns, v128.or(i32x4.gt_s(i32x4.add(y, reach), mostY), i32x4.lt_s(y, i32x4.splat(0))));
}

/** The same place on a plane of half the size. */
// @ts-ignore: decorator
@inline
function halved(at: v128, half: i32): v128 {
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
function covers(cover: usize, stride: i32, xs: v128, ys: v128): v128 {
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
function samplesAt(plane: usize, stride: i32, weights: usize, xs: v128, ys: v128): v128 {
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

/** Four samples side by side. */
// @ts-ignore: decorator
@inline
function wide(from: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
}

/** What one still's sample counts. By the square of its cover: of two samples the one that is surely the layer's own is to decide. */
// @ts-ignore: decorator
@inline
function shareOf(weight: v128, cover: v128, share: i32): v128 {
  const square = i32x4.shr_s(i32x4.mul(cover, cover), 8);
  return i32x4.shr_s(i32x4.mul(i32x4.shr_s(i32x4.mul(weight, square), 8), i32x4.splat(share)), 12);
}

/** Rounded to nearest. Whole numbers below 2^31 have their exact quotient's floor in f64. */
// @ts-ignore: decorator
@inline
function quotients(sums: v128, divisor: v128): v128 {
  const dividend = i32x4.add(sums, i32x4.shr_s(divisor, 1));
  const low = f64x2.div(f64x2.convert_low_i32x4_s(dividend), f64x2.convert_low_i32x4_s(divisor));
  const high = f64x2.div(
    f64x2.convert_low_i32x4_s(v128.shuffle<i32>(dividend, dividend, 2, 3, 2, 3)),
    f64x2.convert_low_i32x4_s(v128.shuffle<i32>(divisor, divisor, 2, 3, 2, 3)),
  );
  return v128.shuffle<i32>(i32x4.trunc_sat_f64x2_s_zero(low), i32x4.trunc_sat_f64x2_s_zero(high), 0, 1, 4, 5);
}

/** Up to four samples; not one more, for the next row's may be painted already. */
// @ts-ignore: decorator
@inline
function put(to: usize, samples: v128, count: i32): void {
  const words = i16x8.narrow_i32x4_s(samples, samples);
  const bytes = i8x16.narrow_i16x8_u(words, words);
  if (count >= 4) {
    v128.store_lane<u32>(to, bytes, 0);
  } else {
    const four = i32x4.extract_lane(bytes, 0);
    for (let i = 0; i < count; i++) store<u8>(to + <usize>i, <u8>(four >> (i << 3)));
  }
}
