import { clampWord, times } from './arithmetic.js';

/** Red, green and blue, or changes of them, in Q6 of a code of luma, counted from black. */
export interface Channels {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** A pixel in Q6: luma from black, chroma from grey. */
export interface Pixel {
  readonly luma: number;
  readonly u: number;
  readonly v: number;
}

/** Codes to Q6. */
export function pixelOf(luma: number, u: number, v: number): Pixel {
  return { luma: (luma - 16) * 64, u: (u - 128) * 64, v: (v - 128) * 64 };
}

/** What each channel has (Rec. ITU-R BT.709-6, 3.2, limited range), by weights in Q15. */
export function channelsOf({ luma, u, v }: Pixel): Channels {
  return {
    red: luma + v + times(v, 17_683),
    green: luma - (times(u, 6001) + times(v, 14_997)),
    blue: luma + u + times(u, 26_679),
  };
}

/** The pixel after its channels have changed. */
export function changedPixel(pixel: Pixel, { red, green, blue }: Channels): Pixel {
  const luma = times(red, 6966) + times(green, 23_436) + times(blue, 2366);
  return {
    luma: clampWord(pixel.luma + luma),
    u: clampWord(pixel.u + times(clampWord(blue - luma), 18_062)),
    v: clampWord(pixel.v + times(clampWord(red - luma), 21_283)),
  };
}
