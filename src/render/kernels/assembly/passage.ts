// Layers on their way between two stills, weighed against each other sample by sample. See paintPassage in reference/passage.ts.
import { covers, halved, isOutside, mostOf, place, samplesAt } from './passage-samples';

/** Luma samples on a side of a cell of the mesh. */
const SIDE: i32 = 8;
/** Six i32. */
const LAYER_BYTES: i32 = 24;
/** What a layer counts that is seen in one still only, beside some 2^18 where it is seen in both. Keep equal to the reference. */
const LONE_WEIGHT: i32 = 1004;

const IN_FIRST: i32 = 1;
const IN_LAST: i32 = 2;
const SOLID: i32 = 4;
const RESTING: i32 = 8;

/** What counts less than the most that counts, shifted by so much, is left out: sampling is what takes the time. As the reference has it. */
const NEGLIGIBLE: i32 = 8;

/** Sums of one cell: weighted samples, then weights, 8×8 i32 each. */
const SUMS: usize = memory.data(512, 16);
/** What counts most in each of a cell's samples. */
const MOST: usize = memory.data(256, 16);
/** How far those that came before hide what one still alone shows, in each of a cell's samples. */
const HIDDEN: usize = memory.data(256, 16);
/** What each layer's sample in the first still counts, then in the last; for as many layers as there may be. */
const WEIGHTS: usize = memory.data(15872, 16);
const WEIGHTS_BYTES: usize = 512;

// What the call being run was given, and the part of its target that it is at: a cell's left upper sample from the plane's, its
// lines and the samples in each.
let first: usize = 0;
let last: usize = 0;
let stride: i32 = 0;
let underFirst: usize = 0;
let underLast: usize = 0;
let target: usize = 0;
let targetStride: i32 = 0;
let half: i32 = 0;
let share: i32 = 0;
let weights: usize = 0;
let coverStride: i32 = 0;
let mostX: i32 = 0;
let mostY: i32 = 0;
let corner: i32 = 0;
let lines: i32 = 0;
let samples: i32 = 0;

/**
 * `layers` has for each layer four addresses, its nodes, its cells, its cover in the first and in the last still, its depth and whether it hides. Target
 * cell (c, r) takes `SIDE >> half` samples from each side; nodes are (columns + 1) to a row. `half` is 1 for planes of half the size.
 */
export function paintPassage(
  layers: usize, layerCount: i32, columns: i32, lastShare: i32, filter: usize,
  coversStride: i32, coversWidth: i32, coversHeight: i32,
  firstPlane: usize, lastPlane: usize, planeStride: i32, firstGround: usize, lastGround: usize,
  to: usize, toStride: i32, width: i32, height: i32, isHalf: i32,
): void {
  first = firstPlane;
  last = lastPlane;
  stride = planeStride;
  underFirst = firstGround;
  underLast = lastGround;
  target = to;
  targetStride = toStride;
  half = isHalf;
  share = lastShare;
  weights = filter;
  coverStride = coversStride;
  mostX = mostOf(coversWidth);
  mostY = mostOf(coversHeight);
  const side = SIDE >> half;
  const end = layers + <usize>(layerCount * LAYER_BYTES);
  for (let row = 0; row * side < height; row++) {
    lines = min(side, height - row * side);
    for (let column = 0; column * side < width; column++) {
      samples = min(side, width - column * side);
      corner = row * side * targetStride + column * side;
      const cell = row * columns + column;
      const node = row * (columns + 1) + column;
      let seen = 0;
      let only: usize = 0;
      let isGround = true;
      for (let layer = layers; layer < end; layer += LAYER_BYTES) {
        const kind = kindOf(layer, cell);
        if (kind == 0) continue;
        only = layer;
        seen++;
        if ((kind & (SOLID | RESTING)) != (SOLID | RESTING)) isGround = false;
      }
      if (isGround) {
        mixGrounds();
      } else if (seen == 1 && kindOf(only, cell) & SOLID) {
        mixLayer(only, node, columns);
      } else {
        for (let at: usize = 0; at < 512; at += 16) v128.store(SUMS + at, i32x4.splat(0));
        for (let at: usize = 0; at < 256; at += 16) {
          v128.store(MOST + at, i32x4.splat(0));
          v128.store(HIDDEN + at, i32x4.splat(0));
        }
        let weighed = WEIGHTS;
        for (let layer = layers; layer < end; layer += LAYER_BYTES) {
          const kind = kindOf(layer, cell);
          if (kind == 0) continue;
          weighLayer(layer, kind, node, columns, weighed);
          weighed += WEIGHTS_BYTES;
        }
        weighed = WEIGHTS;
        for (let layer = layers; layer < end; layer += LAYER_BYTES) {
          const kind = kindOf(layer, cell);
          if (kind == 0) continue;
          addLayer(layer, kind, node, columns, weighed);
          weighed += WEIGHTS_BYTES;
        }
        divideSums();
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function kindOf(layer: usize, cell: i32): i32 {
  return <i32>load<u8>(<usize>load<u32>(layer, 4) + <usize>cell);
}

/** A cell that is one still over the other. */
function mixGrounds(): void {
  for (let y = 0; y < lines; y++) {
    for (let x = 0; x < samples; x += 4) {
      const over = <usize>(corner + y * targetStride + x);
      put(target + over, mixed(wide(underFirst + over), wide(underLast + over), share), samples - x);
    }
  }
}

/** A cell of one layer that is all over it. */
function mixLayer(layer: usize, node: i32, columns: i32): void {
  for (let y = 0; y < lines; y++) {
    const from = lineStart(layer, node, columns, y);
    const step = lineStep(layer, node, columns, y);
    for (let x = 0; x < samples; x += 4) {
      const first4 = samplesAt(
        first, stride, weights,
        halved(place(i32x4.extract_lane(from, 0), i32x4.extract_lane(step, 0), x, mostX), half),
        halved(place(i32x4.extract_lane(from, 1), i32x4.extract_lane(step, 1), x, mostY), half),
      );
      const last4 = samplesAt(
        last, stride, weights,
        halved(place(i32x4.extract_lane(from, 2), i32x4.extract_lane(step, 2), x, mostX), half),
        halved(place(i32x4.extract_lane(from, 3), i32x4.extract_lane(step, 3), x, mostY), half),
      );
      put(target + <usize>(corner + y * targetStride + x), mixed(first4, last4, share), samples - x);
    }
  }
}

/** Finds what a layer's samples in a cell count in each still. */
function weighLayer(layer: usize, kind: i32, node: i32, columns: i32, weighed: usize): void {
  const coverFirst = <usize>load<u32>(layer, 8);
  const coverLast = <usize>load<u32>(layer, 12);
  const behind = 10 + (load<i32>(layer, 16) << 2);
  const hides = load<i32>(layer, 20) != 0;
  for (let y = 0; y < lines; y++) {
    const from = lineStart(layer, node, columns, y);
    const step = lineStep(layer, node, columns, y);
    for (let x = 0; x < samples; x += 4) {
      const firstX = place(i32x4.extract_lane(from, 0), i32x4.extract_lane(step, 0), x, mostX);
      const firstY = place(i32x4.extract_lane(from, 1), i32x4.extract_lane(step, 1), x, mostY);
      const lastX = place(i32x4.extract_lane(from, 2), i32x4.extract_lane(step, 2), x, mostX);
      const lastY = place(i32x4.extract_lane(from, 3), i32x4.extract_lane(step, 3), x, mostY);
      let inFirst = i32x4.splat(kind & SOLID ? 255 : 0);
      let inLast = inFirst;
      if (!(kind & SOLID)) {
        if (kind & IN_FIRST) inFirst = covers(coverFirst, coverStride, firstX, firstY);
        if (kind & IN_LAST) inLast = covers(coverLast, coverStride, lastX, lastY);
      }
      // Outside of a still nothing speaks against what the other one says.
      const both = i32x4.shr_s(i32x4.mul(
        v128.bitselect(inLast, inFirst, isOutside(firstX, firstY, mostX, mostY)),
        v128.bitselect(inFirst, inLast, isOutside(lastX, lastY, mostX, mostY)),
      ), 2);
      const over = <usize>((y << 5) + (x << 2));
      const hidden = v128.load(HIDDEN + over);
      const lone = i32x4.shr_s(i32x4.mul(i32x4.sub(i32x4.splat(255), hidden), i32x4.splat(LONE_WEIGHT)), 8);
      if (hides) v128.store(HIDDEN + over, i32x4.max_s(hidden, i32x4.max_s(inFirst, inLast)));
      const weight = i32x4.add(i32x4.shr_s(i32x4.mul(both, both), behind), lone);
      const firstWeight = shareOf(weight, inFirst, (16384 - share) >> 2);
      const lastWeight = shareOf(weight, inLast, share >> 2);
      v128.store(weighed + over, firstWeight);
      v128.store(weighed + over, lastWeight, 256);
      v128.store(MOST + over, i32x4.max_s(v128.load(MOST + over), i32x4.max_s(firstWeight, lastWeight)));
    }
  }
}

/** Adds what a layer has in a cell to the cell's sums, where it counts. */
function addLayer(layer: usize, kind: i32, node: i32, columns: i32, weighed: usize): void {
  for (let y = 0; y < lines; y++) {
    const from = lineStart(layer, node, columns, y);
    const step = lineStep(layer, node, columns, y);
    for (let x = 0; x < samples; x += 4) {
      const at = <usize>((y << 5) + (x << 2));
      const least = i32x4.shr_s(v128.load(MOST + at), NEGLIGIBLE);
      const firstWeight = counted(v128.load(weighed + at), least);
      const lastWeight = counted(v128.load(weighed + at, 256), least);
      const isFirst = v128.any_true(firstWeight);
      const isLast = v128.any_true(lastWeight);
      if (!isFirst && !isLast) continue;
      let first4 = i32x4.splat(0);
      let last4 = i32x4.splat(0);
      if (kind & RESTING) {
        const over = <usize>(corner + y * targetStride + x);
        first4 = wide(underFirst + over);
        last4 = wide(underLast + over);
      } else {
        if (isFirst) {
          first4 = samplesAt(
            first, stride, weights,
            halved(place(i32x4.extract_lane(from, 0), i32x4.extract_lane(step, 0), x, mostX), half),
            halved(place(i32x4.extract_lane(from, 1), i32x4.extract_lane(step, 1), x, mostY), half),
          );
        }
        if (isLast) {
          last4 = samplesAt(
            last, stride, weights,
            halved(place(i32x4.extract_lane(from, 2), i32x4.extract_lane(step, 2), x, mostX), half),
            halved(place(i32x4.extract_lane(from, 3), i32x4.extract_lane(step, 3), x, mostY), half),
          );
        }
      }
      const sums = SUMS + at;
      const weighted = i32x4.add(i32x4.mul(firstWeight, first4), i32x4.mul(lastWeight, last4));
      v128.store(sums, i32x4.add(v128.load(sums), weighted));
      v128.store(sums, i32x4.add(v128.load(sums, 256), i32x4.add(firstWeight, lastWeight)), 256);
    }
  }
}

/** A weight, and 0 where it is less than the least that counts. */
// @ts-ignore: decorator
@inline
function counted(weight: v128, least: v128): v128 {
  return v128.and(weight, i32x4.ge_s(weight, least));
}

/** What a cell's sums come to. The ground counts 1: it decides only where no layer is seen. */
function divideSums(): void {
  for (let y = 0; y < lines; y++) {
    for (let x = 0; x < samples; x += 4) {
      const over = <usize>(corner + y * targetStride + x);
      const sums = SUMS + <usize>((y << 5) + (x << 2));
      const ground = mixed(wide(underFirst + over), wide(underLast + over), share);
      const divisor = i32x4.add(v128.load(sums, 256), i32x4.splat(1));
      const dividend = i32x4.add(i32x4.add(v128.load(sums), ground), i32x4.shr_s(divisor, 1));
      put(target + over, quotients(dividend, divisor), samples - x);
    }
  }
}

/** Where a line of a cell begins in both stills, in 1/128 of a node's unit, one half of it added. */
// @ts-ignore: decorator
@inline
function lineStart(layer: usize, node: i32, columns: i32, y: i32): v128 {
  const nodes = <usize>load<u32>(layer) + (<usize>node << 4);
  return i32x4.add(i32x4.shl(between(nodes, columns, y), 3), i32x4.splat(64));
}

/** From one sample of it to the next. */
// @ts-ignore: decorator
@inline
function lineStep(layer: usize, node: i32, columns: i32, y: i32): v128 {
  const nodes = <usize>load<u32>(layer) + (<usize>node << 4);
  return i32x4.shl(i32x4.sub(between(nodes + 16, columns, y), between(nodes, columns, y)), half);
}

/** Sixteen times what a line has of a node and the one below. A half-size plane's lines lie between two of the others. */
// @ts-ignore: decorator
@inline
function between(node: usize, columns: i32, y: i32): v128 {
  const down = half ? 4 * y + 1 : 2 * y;
  const below = v128.load(node + (<usize>(columns + 1) << 4));
  return i32x4.add(i32x4.mul(v128.load(node), i32x4.splat(16 - down)), i32x4.mul(below, i32x4.splat(down)));
}

/** What one still's sample counts. By the square of its cover: of two samples the one that is surely the layer's own is to decide. */
// @ts-ignore: decorator
@inline
function shareOf(weight: v128, cover: v128, part: i32): v128 {
  const square = i32x4.shr_s(i32x4.mul(cover, cover), 8);
  return i32x4.shr_s(i32x4.mul(i32x4.shr_s(i32x4.mul(weight, square), 8), i32x4.splat(part)), 12);
}

/** One still over the other. */
// @ts-ignore: decorator
@inline
function mixed(first4: v128, last4: v128, part: i32): v128 {
  const sum = i32x4.add(i32x4.mul(first4, i32x4.splat(16384 - part)), i32x4.mul(last4, i32x4.splat(part)));
  return i32x4.shr_s(i32x4.add(sum, i32x4.splat(8192)), 14);
}

/** Four samples side by side. */
// @ts-ignore: decorator
@inline
function wide(from: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
}

/** Rounded down. Whole numbers below 2^31 have their exact quotient's floor in f64. */
// @ts-ignore: decorator
@inline
function quotients(dividend: v128, divisor: v128): v128 {
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
function put(to: usize, four: v128, count: i32): void {
  const words = i16x8.narrow_i32x4_s(four, four);
  const bytes = i8x16.narrow_i16x8_u(words, words);
  if (count >= 4) {
    v128.store_lane<u32>(to, bytes, 0);
  } else {
    const all = i32x4.extract_lane(bytes, 0);
    for (let i = 0; i < count; i++) store<u8>(to + <usize>i, <u8>(all >> (i << 3)));
  }
}
