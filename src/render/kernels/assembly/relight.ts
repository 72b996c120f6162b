// Another light over the whole picture. See relight in reference/light.ts.
import { ditherRow } from './dither';
import { eightFrom, stepsHigh, stepsLow } from './ramp';
import {
  blueOver, by, evens, firstBytes, greenOver, loadChroma, lumaChange, lumaOf, lumaOfBlocks, redOver, storeChroma, times, toLuma,
  twiceHigh, twiceLow, uChange, vChange,
} from './rgb';

/** 0.055 × 219 × 64. */
const FOOT: i16 = 771;
/** From Q6 of a code to Q15 of white, halved and less one. */
const TO_SHARE: i16 = 5538;
/** Where a colour of light shows most, in Q15 of white, and how fast it fades from there, halved. */
const COLOUR_CREST: i16 = 19661;
const COLOUR_FALL: i16 = 25067;

/** Luma as a share of white in Q15, 0 to 1. */
// @ts-ignore: decorator
@inline
function shareOfWhite(luma: v128): v128 {
  const twice = i16x8.add_sat_s(i16x8.max_s(luma, i16x8.splat(0)), i16x8.max_s(luma, i16x8.splat(0)));
  return i16x8.add_sat_s(twice, by(twice, TO_SHARE));
}

/** Factor on a sample's light, less one: that of its place, the contrast's, and what the brightest hold on to. */
// @ts-ignore: decorator
@inline
function factorOf(white: v128, place: v128, contrast: v128, hold: v128): v128 {
  const rest = i16x8.sub(i16x8.splat(32767), white);
  const square = times(white, white);
  const held = times(times(square, square), hold);
  return i16x8.add_sat_s(i16x8.add_sat_s(place, times(times(rest, i16x8.sub(white, rest)), contrast)), held);
}

/** How much of the light's colour a sample takes: most of it a little above the middle, less in the dark and towards white. */
// @ts-ignore: decorator
@inline
function colourOf(white: v128): v128 {
  const off = i16x8.sub(white, i16x8.splat(COLOUR_CREST));
  return i16x8.sub(i16x8.splat(32767), i16x8.shl(by(times(off, off), COLOUR_FALL), 1));
}

/** Change of a channel. */
// @ts-ignore: decorator
@inline
function changed(
  channel: v128, factor: v128, colour: v128, tint: v128, foot: v128, knee: v128, ceiling: v128, bend: v128,
): v128 {
  const rise = times(channel, foot);
  const lift = i16x8.max_s(i16x8.min_s(i16x8.add_sat_s(rise, rise), i16x8.splat(FOOT)), i16x8.splat(-FOOT));
  const tinted = times(colour, tint);
  const by = i16x8.add_sat_s(i16x8.add_sat_s(factor, tinted), times(factor, tinted));
  const lit = i16x8.min_s(i16x8.add_sat_s(channel, times(i16x8.add_sat_s(channel, lift), by)), ceiling);
  const over = i16x8.max_s(i16x8.sub_sat_s(lit, knee), i16x8.splat(0));
  const taken = i16x8.shl(times(times(over, over), bend), 2);
  return i16x8.sub_sat_s(i16x8.sub_sat_s(lit, taken), channel);
}

/** `place` of sample (0, 0) is `start`, in Q24, and grows by `perColumn` and `perRow`; see RelightJob for the rest. */
export function relight(
  y: usize, stride: i32, u: usize, v: usize, chromaStride: i32, width: i32, height: i32,
  start: i32, perColumn: i32, perRow: i32, level: i32, slope: i32, curve: i32,
  contrastBy: i32, holdBy: i32, redTint: i32, greenTint: i32, blueTint: i32,
  redFootBy: i32, greenFootBy: i32, blueFootBy: i32, kneeAt: i32, ceilingAt: i32, bendBy: i32, saturationBy: i32,
): void {
  const low = stepsLow(perColumn);
  const high = stepsHigh(perColumn);
  const contrast = i16x8.splat(<i16>contrastBy);
  const hold = i16x8.splat(<i16>holdBy);
  const redBy = i16x8.splat(<i16>redTint);
  const greenBy = i16x8.splat(<i16>greenTint);
  const blueBy = i16x8.splat(<i16>blueTint);
  const redFoot = i16x8.splat(<i16>redFootBy);
  const greenFoot = i16x8.splat(<i16>greenFootBy);
  const blueFoot = i16x8.splat(<i16>blueFootBy);
  const knee = i16x8.splat(<i16>kneeAt);
  const ceiling = i16x8.splat(<i16>ceilingAt);
  const bend = i16x8.splat(<i16>bendBy);
  for (let row = 0; row < height; row += 2) {
    const chromaDither = ditherRow(row >> 1);
    for (let x = 0; x < width; x += 16) {
      const at = start + perRow * row + perColumn * x;
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
      const left = placed(eightFrom(at, low, high), level, slope, curve);
      const right = placed(eightFrom(at + perColumn * 8, low, high), level, slope, curve);
      const mask = firstBytes(width - x);

      const luma = lumaOfBlocks(above, below);
      const white = shareOfWhite(luma);
      const factor = factorOf(white, evens(left, right), contrast, hold);
      const colour = colourOf(white);
      const redMore = changed(i16x8.add(luma, red), factor, colour, redBy, redFoot, knee, ceiling, bend);
      const greenMore = changed(i16x8.add(luma, green), factor, colour, greenBy, greenFoot, knee, ceiling, bend);
      const blueMore = changed(i16x8.add(luma, blue), factor, colour, blueBy, blueFoot, knee, ceiling, bend);
      const lumaMore = lumaChange(redMore, greenMore, blueMore);
      const newU = i16x8.add_sat_s(cb, uChange(blueMore, lumaMore));
      const newV = i16x8.add_sat_s(cr, vChange(redMore, lumaMore));
      const chromaMask = firstBytes((width - x) >> 1);
      const saturation = i16x8.splat(<i16>saturationBy);
      storeChroma(u + offset, i16x8.add_sat_s(newU, times(newU, saturation)), chromaDither, chromaMask);
      storeChroma(v + offset, i16x8.add_sat_s(newV, times(newV, saturation)), chromaDither, chromaMask);

      for (let side = 0; side < 2; side++) {
        const codes = side == 0 ? above : below;
        const dither = ditherRow(row + side);
        const place = at + perRow * side;
        const leftPlace = placed(eightFrom(place, low, high), level, slope, curve);
        const rightPlace = placed(eightFrom(place + perColumn * 8, low, high), level, slope, curve);
        const lit = i8x16.narrow_i16x8_u(
          toLuma(relit(lumaOf(i16x8.extend_low_i8x16_u(codes)), twiceLow(red), twiceLow(green), twiceLow(blue),
            leftPlace, contrast, hold, redBy, greenBy, blueBy, redFoot, greenFoot, blueFoot, knee, ceiling, bend), dither),
          toLuma(relit(lumaOf(i16x8.extend_high_i8x16_u(codes)), twiceHigh(red), twiceHigh(green), twiceHigh(blue),
            rightPlace, contrast, hold, redBy, greenBy, blueBy, redFoot, greenFoot, blueFoot, knee, ceiling, bend), dither),
        );
        v128.store(side == 0 ? upper : lower, v128.bitselect(lit, codes, mask));
      }
    }
  }
}

/** The light's factor at eight places, less one: level + slope·p + curve·p². */
// @ts-ignore: decorator
@inline
function placed(place: v128, level: i32, slope: i32, curve: i32): v128 {
  const even = i16x8.add_sat_s(i16x8.splat(<i16>level), by(place, <i16>slope));
  return i16x8.add_sat_s(even, by(times(place, place), <i16>curve));
}

// @ts-ignore: decorator
@inline
function relit(
  luma: v128, red: v128, green: v128, blue: v128, place: v128, contrast: v128, hold: v128,
  redBy: v128, greenBy: v128, blueBy: v128, redFoot: v128, greenFoot: v128, blueFoot: v128, knee: v128, ceiling: v128, bend: v128,
): v128 {
  const white = shareOfWhite(luma);
  const factor = factorOf(white, place, contrast, hold);
  const colour = colourOf(white);
  return i16x8.add_sat_s(luma, lumaChange(
    changed(i16x8.add(luma, red), factor, colour, redBy, redFoot, knee, ceiling, bend),
    changed(i16x8.add(luma, green), factor, colour, greenBy, greenFoot, knee, ceiling, bend),
    changed(i16x8.add(luma, blue), factor, colour, blueBy, blueFoot, knee, ceiling, bend),
  ));
}
