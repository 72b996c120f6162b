/**
 * Light as codes tell it. sRGB's curve (IEC 61966-2-1) is a power of 2.4 of code + 0.055: a factor g on linear light is the factor
 * g^(1/2.4) on code + 0.055, on each channel, and so on luma and chroma alike. Only below a code of 0.04 it is g itself.
 */
export const CODE_POWER = 1 / 2.4;

/** White's luma code over black's, in Q6, as the light kernels count. */
export const WHITE = 219 * 64;
/** The curve's 0.055 in the same. */
export const FOOT = 0.055 * WHITE;

/** Weights of red, green and blue in luminance (Rec. ITU-R BT.709-6, 3.2). */
export const LUMINANCE = { red: 0.2126, green: 0.7152, blue: 0.0722 };

/** Linear light of a code, both as shares of white; below black it is black. */
export function linearOf(code: number): number {
  return code <= 0.040_45 ? Math.max(0, code) / 12.92 : Math.pow((code + 0.055) / 1.055, 2.4);
}

/** Light of three colours, or factors on it. */
export interface LightColour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** The same colour at a luminance of one. */
export function evenLight({ red, green, blue }: LightColour): LightColour {
  const luminance = LUMINANCE.red * red + LUMINANCE.green * green + LUMINANCE.blue * blue;
  return { red: red / luminance, green: green / luminance, blue: blue / luminance };
}
