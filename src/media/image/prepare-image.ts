import { stat } from 'node:fs/promises';
import type { SizePx } from '../../contract/framing.js';
import type { JobContext } from '../job.js';
import { decodeStill, type DecodeStillOptions } from './decode-still.js';
import { readRgb } from './rgb-image.js';

/** How a prepared still is written. PNG loses nothing; JPEG is always 4:4:4, and models see artefacts below about 95. */
export type ImageEncoding = { readonly kind: 'png' } | { readonly kind: 'jpeg'; readonly quality: number };

/** What to prepare: the framing and raster of {@link decodeStill}, and how to write it. */
export interface PrepareImageInput extends DecodeStillOptions {
  readonly encoding: ImageEncoding;
}

/** A prepared still as it was written. */
export interface PreparedImage extends SizePx {
  readonly sizeBytes: number;
}

/**
 * The job that brings the file `still` onto a raster and writes it to `prepared`, tagged as sRGB and with no other metadata: no
 * EXIF, no place, no thumbnail of what was cropped away.
 */
export async function prepareImage(input: PrepareImageInput, context: JobContext): Promise<PreparedImage> {
  context.step('decode');
  const image = await decodeStill(context.file('still'), input);
  context.step('encode');
  const path = context.output('prepared');
  // Only writes the tag: from sRGB to sRGB no number changes.
  const tagged = readRgb(image).withIccProfile('srgb');
  const { encoding } = input;
  const encoded =
    encoding.kind === 'png'
      ? tagged.png({ compressionLevel: 6 })
      : tagged.jpeg({ quality: encoding.quality, chromaSubsampling: '4:4:4' });
  await encoded.toFile(path);
  const { size: sizeBytes } = await stat(path);
  return { sizeBytes, widthPx: image.widthPx, heightPx: image.heightPx };
}
