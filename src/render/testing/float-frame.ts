/** Frames as red, green and blue in float, by the definitions alone: what tests hold the integer kernels against. */
import type { RenderedFrame } from '../renderer.js';
import type { Size } from '../view.js';

/** Red, green and blue as shares of white, in code. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The pixels of a frame, row by row; a chroma sample stands for its 2×2. Rec. ITU-R BT.709-6, limited range. */
export function rgbOf({ y, u, v }: RenderedFrame, { widthPx }: Size): Rgb[] {
  return Array.from(y, (luma, index) => {
    const at = Math.floor(Math.floor(index / widthPx) / 2) * (widthPx / 2) + Math.floor((index % widthPx) / 2);
    return fromYuv(luma, u[at]!, v[at]!);
  });
}

/** One pixel. */
export function fromYuv(y: number, u: number, v: number): Rgb {
  const luma = (y - 16) / 219;
  const [red, blue] = [luma + (1.5748 * (v - 128)) / 224, luma + (1.8556 * (u - 128)) / 224];
  return [red, (luma - 0.2126 * red - 0.0722 * blue) / 0.7152, blue];
}

/** Luma of a pixel as a code. */
export function lumaOf([red, green, blue]: Rgb): number {
  return 16 + 219 * (0.2126 * red + 0.7152 * green + 0.0722 * blue);
}

/** Linear light of a code (IEC 61966-2-1); below black its mirror image. */
export function linear(code: number): number {
  const size = Math.abs(code);
  return Math.sign(code) * (size <= 0.04045 ? size / 12.92 : ((size + 0.055) / 1.055) ** 2.4);
}

/** The way back. */
export function encoded(light: number): number {
  const size = Math.abs(light);
  return Math.sign(light) * (size <= 0.0031308 ? size * 12.92 : 1.055 * size ** (1 / 2.4) - 0.055);
}

/** PSNR in dB of codes. */
export function psnrDb(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let squares = 0;
  for (let index = 0; index < actual.length; index++) squares += (actual[index]! - expected[index]!) ** 2;
  return 10 * Math.log10(255 ** 2 / (squares / actual.length));
}
