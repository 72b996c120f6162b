/** Luma of interleaved sRGB (3 bytes a pixel): BT.709, limited range, rounded to 8 bits. */
export function lumaOf(rgb: Uint8Array): Uint8Array {
  const luma = new Uint8Array(rgb.length / 3);
  for (let pixel = 0; pixel < luma.length; pixel++) {
    const at = 3 * pixel;
    const sum = 0.2126 * (rgb[at] ?? 0) + 0.7152 * (rgb[at + 1] ?? 0) + 0.0722 * (rgb[at + 2] ?? 0);
    luma[pixel] = 16.5 + (sum * 219) / 255;
  }
  return luma;
}
