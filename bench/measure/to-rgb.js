/** Decoded frames as pictures to look at. */

/**
 * A BT.709 limited-range 4:2:0 frame as interleaved R, G, B of 0–255 (ITU-R BT.709-6, items 3.2–3.4, turned round); chroma is that of the
 * nearest sample, good enough for the eye.
 * @param {{ y: Uint8Array, u: Uint8Array, v: Uint8Array, widthPx: number, heightPx: number }} frame of even size
 */
export function toRgb({ y, u, v, widthPx, heightPx }) {
  const rgb = new Uint8ClampedArray(3 * widthPx * heightPx);
  for (let row = 0, i = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++, i++) {
      const chroma = (row >> 1) * (widthPx / 2) + (column >> 1);
      const luma = ((y[i] ?? 0) - 16) / 219;
      const blue = ((u[chroma] ?? 0) - 128) / 224;
      const red = ((v[chroma] ?? 0) - 128) / 224;
      rgb[3 * i] = 255 * (luma + 1.5748 * red);
      rgb[3 * i + 1] = 255 * (luma - (0.2126 * 1.5748 * red + 0.0722 * 1.8556 * blue) / 0.7152);
      rgb[3 * i + 2] = 255 * (luma + 1.8556 * blue);
    }
  }
  return rgb;
}
