import type { SizePx } from '../../contract/framing.js';
import { readRgb, type RgbImage } from './rgb-image.js';

/**
 * An image's luma (BT.709, limited range, 8 bits) at another size, reduced by libvips' Lanczos-3: what a clip's frame should look like,
 * found without the renderer.
 */
export async function lumaOf(image: RgbImage, size: SizePx): Promise<Uint8Array> {
  const rgb = await readRgb(image)
    .resize(size.widthPx, size.heightPx, { fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
  const luma = new Uint8Array(size.widthPx * size.heightPx);
  for (let pixel = 0; pixel < luma.length; pixel++) {
    const at = 3 * pixel;
    const sum = 0.2126 * (rgb[at] ?? 0) + 0.7152 * (rgb[at + 1] ?? 0) + 0.0722 * (rgb[at + 2] ?? 0);
    luma[pixel] = 16.5 + (sum * 219) / 255;
  }
  return luma;
}
