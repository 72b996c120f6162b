import type { OpenableFormat } from './sniff-image.js';

/** The most pixels a still may have in any format. It bounds time as much as memory. */
export const PIXELS_MAX = 100_000_000;

/** What a still's decoding may take. A media process is stopped at 1.5 GiB, and is a tenth of that before its first pixel. */
const DECODED_BYTES_MAX = 1_400_000_000;

/** What of a still decides how much its decoding takes. */
export interface DecodingLoad {
  readonly format: OpenableFormat;
  readonly bitsPerChannel: number;
  readonly hasAlpha: boolean;
}

/**
 * The most pixels such a still may have: {@link PIXELS_MAX}, or as many as there is memory to decode. More would end the media
 * process half way, which tells a user nothing.
 */
export function pixelsMaxOf(load: DecodingLoad): number {
  return Math.min(PIXELS_MAX, Math.floor(DECODED_BYTES_MAX / bytesPerPixel(load) / 1e6) * 1e6);
}

/** Of the formats that must be held whole, measured on 12 to 38 megapixels; the others come in strips. */
function bytesPerPixel({ format, bitsPerChannel, hasAlpha }: DecodingLoad): number {
  switch (format) {
    case 'avif':
      return bitsPerChannel > 8 || hasAlpha ? 27 : 18;
    case 'webp':
      return 11;
    case 'heic':
      return 9;
    // When it is progressive.
    case 'jpeg':
      return 4;
    case 'png':
    case 'gif':
    case 'tiff':
      return 1;
  }
}
