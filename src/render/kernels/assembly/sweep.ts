// A band of light over a picture. See sweepLight in reference/light.ts.
import { ditherRow } from './dither';
import { eightFrom, stepsHigh, stepsLow } from './ramp';
import {
  blueOver, by, evens, firstBytes, greenOver, loadChroma, lumaChange, lumaOf, lumaOfBlocks, redOver, storeChroma, times, toLuma,
  twiceHigh, twiceLow, uChange, vChange,
} from './rgb';

/** White with the foot under it, in Q6; the foot: 0.055 × 219 × 64; 1.4 in Q15, less one. */
const WHITE: i16 = 14787;
const FOOT: i16 = 771;
const FOOT_SLOPE: i16 = 13107;
/** What the darkest gets of the band, in Q15, and what luma adds to it up to white. */
const EMPHASIS_DARK: i16 = 24576;
const EMPHASIS_PER_LUMA: i16 = 19150;

const EDGE: i32 = 1 << 24;

/** How much of the band eight samples get, in Q15, from where they lie in it: (1 − t²)², nothing at its edges and beyond. */
// @ts-ignore: decorator
@inline
function share(t: v128, gain: v128): v128 {
  const bell = i16x8.sub(i16x8.splat(32767), times(t, t));
  return times(times(bell, bell), gain);
}

// @ts-ignore: decorator
@inline
function emphasised(amount: v128, luma: v128): v128 {
  return times(amount, i16x8.add_sat_s(i16x8.splat(EMPHASIS_DARK), by(luma, EMPHASIS_PER_LUMA)));
}

/** What a channel gains. A negative one (chroma spilt over an edge) is its own mirror image. */
// @ts-ignore: decorator
@inline
function gained(channel: v128, amount: v128, knee: v128, bend: v128): v128 {
  const rise = i16x8.add_sat_s(channel, by(channel, FOOT_SLOPE));
  const foot = i16x8.max_s(i16x8.min_s(rise, i16x8.splat(FOOT)), i16x8.splat(-FOOT));
  const light = i16x8.min_s(i16x8.add_sat_s(channel, foot), i16x8.splat(WHITE));
  const over = i16x8.shl(i16x8.max_s(i16x8.sub_sat_s(light, knee), i16x8.splat(0)), 1);
  const taken = i16x8.shl(times(times(over, over), bend), 3);
  return times(times(light, i16x8.sub(i16x8.splat(32767), taken)), amount);
}

// @ts-ignore: decorator
@inline
function litLuma(luma: v128, red: v128, green: v128, blue: v128, band: v128, knee: v128, bend: v128): v128 {
  const amount = emphasised(band, luma);
  return i16x8.add_sat_s(luma, lumaChange(
    gained(i16x8.add(luma, red), amount, knee, bend),
    gained(i16x8.add(luma, green), amount, knee, bend),
    gained(i16x8.add(luma, blue), amount, knee, bend),
  ));
}

/** `t` of sample (0, 0) is `start`, in Q24, and grows by `perColumn` and `perRow`. Sides are even. Nothing is written beyond a row's end. */
export function sweepLight(
  y: usize, stride: i32, u: usize, v: usize, chromaStride: i32, width: i32, height: i32,
  start: i32, perColumn: i32, perRow: i32, gain: i32, kneeAt: i32, bendBy: i32,
): void {
  const low = stepsLow(perColumn);
  const high = stepsHigh(perColumn);
  const most = i16x8.splat(<i16>gain);
  const knee = i16x8.splat(<i16>kneeAt);
  const bend = i16x8.splat(<i16>bendBy);
  const across = perColumn * 15;
  for (let row = 0; row < height; row += 2) {
    const upperDither = ditherRow(row);
    const lowerDither = ditherRow(row + 1);
    const chromaDither = ditherRow(row >> 1);
    for (let x = 0; x < width; x += 16) {
      const t = start + perRow * row + perColumn * x;
      const nearest = min(min(t, t + across), min(t + perRow, t + perRow + across));
      const furthest = max(max(t, t + across), max(t + perRow, t + perRow + across));
      if (nearest >= EDGE || furthest <= -EDGE) continue;

      const upper = y + <usize>(row * stride + x);
      const lower = upper + <usize>stride;
      const offset = <usize>((row >> 1) * chromaStride + (x >> 1));
      const above = v128.load(upper);
      const below = v128.load(lower);
      const cb = loadChroma(u + offset);
      const cr = loadChroma(v + offset);
      const red = redOver(cr);
      const green = greenOver(cb, cr);
      const blue = blueOver(cb);
      const left = share(eightFrom(t, low, high), most);
      const right = share(eightFrom(t + perColumn * 8, low, high), most);
      const mask = firstBytes(width - x);

      const luma = lumaOfBlocks(above, below);
      const amount = emphasised(evens(left, right), luma);
      const redMore = gained(i16x8.add(luma, red), amount, knee, bend);
      const greenMore = gained(i16x8.add(luma, green), amount, knee, bend);
      const blueMore = gained(i16x8.add(luma, blue), amount, knee, bend);
      const lumaMore = lumaChange(redMore, greenMore, blueMore);
      const chromaMask = firstBytes((width - x) >> 1);
      storeChroma(u + offset, i16x8.add_sat_s(cb, uChange(blueMore, lumaMore)), chromaDither, chromaMask);
      storeChroma(v + offset, i16x8.add_sat_s(cr, vChange(redMore, lumaMore)), chromaDither, chromaMask);

      const redLow = twiceLow(red);
      const greenLow = twiceLow(green);
      const blueLow = twiceLow(blue);
      const redHigh = twiceHigh(red);
      const greenHigh = twiceHigh(green);
      const blueHigh = twiceHigh(blue);
      const aboveLow = litLuma(lumaOf(i16x8.extend_low_i8x16_u(above)), redLow, greenLow, blueLow, left, knee, bend);
      const aboveHigh = litLuma(lumaOf(i16x8.extend_high_i8x16_u(above)), redHigh, greenHigh, blueHigh, right, knee, bend);
      const lit = i8x16.narrow_i16x8_u(toLuma(aboveLow, upperDither), toLuma(aboveHigh, upperDither));
      v128.store(upper, v128.bitselect(lit, above, mask));
      const belowT = t + perRow;
      const belowLeft = share(eightFrom(belowT, low, high), most);
      const belowRight = share(eightFrom(belowT + perColumn * 8, low, high), most);
      const lowerLow = litLuma(lumaOf(i16x8.extend_low_i8x16_u(below)), redLow, greenLow, blueLow, belowLeft, knee, bend);
      const lowerHigh = litLuma(lumaOf(i16x8.extend_high_i8x16_u(below)), redHigh, greenHigh, blueHigh, belowRight, knee, bend);
      const litBelow = i8x16.narrow_i16x8_u(toLuma(lowerLow, lowerDither), toLuma(lowerHigh, lowerDither));
      v128.store(lower, v128.bitselect(litBelow, below, mask));
    }
  }
}
