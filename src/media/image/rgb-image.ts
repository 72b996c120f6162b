import type { Sharp } from 'sharp';
import type { SizePx } from '../../contract/framing.js';
import { configuredSharp } from './configured-sharp.js';

/** Pixels in sRGB: rows from the top, three bytes a pixel. */
export interface RgbImage extends SizePx {
  readonly rgb: Uint8Array;
}

/** A pipeline over decoded pixels. */
export function readRgb(image: RgbImage): Sharp {
  return configuredSharp(toBuffer(image.rgb), { raw: { width: image.widthPx, height: image.heightPx, channels: 3 } });
}

/** The same bytes as the kind of array that sharp takes; nothing is copied. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
