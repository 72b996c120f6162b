// Interleaved sRGB → planar BT.709 limited range, 4:2:0. See rgbToYuv420 in reference/painting.ts.

// Q15 weights; keep equal to reference/painting.ts.
const Y_R: i32 = 5983;
const Y_G: i32 = 20127;
const Y_B: i32 = 2032;
const U_R: i32 = -3298;
const U_G: i32 = -11094;
const U_B: i32 = 14392;
const V_R: i32 = 14392;
const V_G: i32 = -13073;
const V_B: i32 = -1319;

/** Pairs two Q15 weights for i32x4.dot_i16x8_s. */
// @ts-ignore: decorator
@inline
function pair(low: i32, high: i32): v128 {
  return i32x4.splat((low & 0xffff) | (high << 16));
}

/** R and G of four pixels as i16 pairs; 0x80 and above picks a zero. */
// @ts-ignore: decorator
@inline
function redGreen(pixels: v128): v128 {
  return i8x16.swizzle(pixels, i8x16(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1));
}

/** B of four pixels, paired with zero. */
// @ts-ignore: decorator
@inline
function blue(pixels: v128): v128 {
  return i8x16.swizzle(pixels, i8x16(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1));
}

/**
 * Rows of `rgb` are 3·width bytes; reads up to 4 bytes past the last pixel. Plane rows are `stride` (luma) and
 * `chromaStride` bytes; writes up to 3 bytes past a row's last sample.
 */
export function rgbToYuv420(
  rgb: usize, width: i32, height: i32,
  y: usize, stride: i32, u: usize, v: usize, chromaStride: i32,
): void {
  for (let row = 0; row < height; row++) {
    lumaRow(rgb + <usize>(row * width * 3), width, y + <usize>(row * stride));
  }
  const chromaHeight = (height + 1) >> 1;
  for (let row = 0; row < chromaHeight; row++) {
    const top = rgb + <usize>(2 * row * width * 3);
    const bottom = 2 * row + 1 < height ? top + <usize>(width * 3) : top;
    const offset = <usize>(row * chromaStride);
    chromaRow(top, bottom, width, u + offset, v + offset);
  }
}

function lumaRow(rgb: usize, width: i32, y: usize): void {
  const fromRedGreen = pair(Y_R, Y_G);
  const fromBlue = pair(Y_B, 0);
  const offset = i32x4.splat((16 << 15) + (1 << 14));
  for (let x = 0; x < width; x += 4) {
    const pixels = v128.load(rgb);
    let sum = i32x4.add(i32x4.dot_i16x8_s(redGreen(pixels), fromRedGreen), i32x4.dot_i16x8_s(blue(pixels), fromBlue));
    sum = i32x4.shr_s(i32x4.add(sum, offset), 15);
    const words = i16x8.narrow_i32x4_s(sum, sum);
    v128.store_lane<u32>(y, i8x16.narrow_i16x8_u(words, words), 0);
    rgb += 12;
    y += 4;
  }
}

/** Two pixels of two rows make one sample: sums of four, so the weights act in Q17. */
function chromaRow(top: usize, bottom: usize, width: i32, u: usize, v: usize): void {
  const uRedGreen = pair(U_R, U_G);
  const uBlue = pair(U_B, 0);
  const vRedGreen = pair(V_R, V_G);
  const vBlue = pair(V_B, 0);
  const offset = i32x4.splat((128 << 17) + (1 << 16));
  let x = 0;
  for (; x + 4 <= width; x += 4) {
    const above = v128.load(top);
    const below = v128.load(bottom);
    const rg = i16x8.add(redGreen(above), redGreen(below));
    const b = i16x8.add(blue(above), blue(below));
    const us = pairSums(i32x4.add(i32x4.dot_i16x8_s(rg, uRedGreen), i32x4.dot_i16x8_s(b, uBlue)));
    const vs = pairSums(i32x4.add(i32x4.dot_i16x8_s(rg, vRedGreen), i32x4.dot_i16x8_s(b, vBlue)));
    v128.store_lane<u16>(u, toBytes(i32x4.shr_s(i32x4.add(us, offset), 17)), 0);
    v128.store_lane<u16>(v, toBytes(i32x4.shr_s(i32x4.add(vs, offset), 17)), 0);
    top += 12;
    bottom += 12;
    u += 2;
    v += 2;
  }
  for (; x < width; x += 2) {
    const right: usize = x + 1 < width ? 3 : 0;
    const r = four(top, bottom, right);
    const g = four(top + 1, bottom + 1, right);
    const b = four(top + 2, bottom + 2, right);
    store<u8>(u, clampByte((r * U_R + g * U_G + b * U_B + (128 << 17) + (1 << 16)) >> 17));
    store<u8>(v, clampByte((r * V_R + g * V_G + b * V_B + (128 << 17) + (1 << 16)) >> 17));
    top += 6;
    bottom += 6;
    u += 1;
    v += 1;
  }
}

// @ts-ignore: decorator
@inline
function four(top: usize, bottom: usize, right: usize): i32 {
  return <i32>load<u8>(top) + <i32>load<u8>(top + right) + <i32>load<u8>(bottom) + <i32>load<u8>(bottom + right);
}

/** [a, b, c, d] → [a + b, c + d, …]. */
// @ts-ignore: decorator
@inline
function pairSums(sums: v128): v128 {
  return i32x4.add(v128.shuffle<i32>(sums, sums, 0, 2, 0, 2), v128.shuffle<i32>(sums, sums, 1, 3, 1, 3));
}

// @ts-ignore: decorator
@inline
function toBytes(words: v128): v128 {
  const narrow = i16x8.narrow_i32x4_s(words, words);
  return i8x16.narrow_i16x8_u(narrow, narrow);
}

// @ts-ignore: decorator
@inline
function clampByte(value: i32): i32 {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
