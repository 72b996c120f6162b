import type { SizePx } from '../../contract/framing.js';
import { configuredSharp } from './configured-sharp.js';
import { toBuffer } from './rgb-image.js';

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

/**
 * A plane of luma reduced by libvips' Lanczos-3; as it is where the size is its own. Never to a larger size: enlarging, libvips shifts
 * a picture by half a sample.
 */
export async function reduceLuma(luma: Uint8Array, from: SizePx, to: SizePx): Promise<Uint8Array> {
  if (from.widthPx === to.widthPx && from.heightPx === to.heightPx) return luma;
  const raw = { width: from.widthPx, height: from.heightPx, channels: 1 } as const;
  return configuredSharp(toBuffer(luma), { raw })
    .resize(to.widthPx, to.heightPx, { fit: 'fill', kernel: 'lanczos3' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}
