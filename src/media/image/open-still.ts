import type { Metadata, Sharp } from 'sharp';
import { MediaError } from '../../contract/errors.js';
import type { SizePx } from '../../contract/framing.js';
import { configuredSharp } from './configured-sharp.js';
import { toOrientation, turnOf, turnSize, type Orientation } from './orientation.js';
import { isOpenable, sniffFile } from './sniff-image.js';

/**
 * The most pixels a still may have. It bounds memory and time: what a decoder that must hold the whole picture
 * (WebP, AVIF, progressive JPEG) takes for this many is near all that a media process is given.
 */
export const PIXELS_MAX = 100_000_000;

/** A still whose header was read and found fit to decode. */
export interface OpenStill {
  readonly stored: SizePx;
  readonly display: SizePx;
  readonly orientation: Orientation;
  readonly metadata: Metadata;
  /** A fresh pipeline over its first page, stored way up. */
  readonly read: () => Sharp;
}

/**
 * Opens a still for decoding. Nothing of its pixels is read yet.
 * @throws MediaError `unreadable` when it is none of the formats decoded here or its header is damaged; `limit` when
 *   it has more than {@link PIXELS_MAX} pixels.
 */
export async function openStill(path: string): Promise<OpenStill> {
  const format = await sniffFile(path);
  if (!isOpenable(format)) {
    throw new MediaError(`the still is ${format}, which is not decoded here`, {
      reason: 'unreadable',
      step: 'open',
      todo: 'Export it as JPEG or PNG.',
    });
  }
  const metadata = await readHeader(path).catch((cause: unknown) => {
    throw new MediaError(`the still has a damaged ${format} header`, { reason: 'unreadable', step: 'open', cause });
  });
  const stored = { widthPx: metadata.width, heightPx: metadata.height };
  if (stored.widthPx * stored.heightPx > PIXELS_MAX) {
    throw new MediaError(
      `the still has ${stored.widthPx}×${stored.heightPx} pixels, over the limit of 100 megapixels`,
      {
        reason: 'limit',
        step: 'open',
        todo: 'Export it smaller.',
      },
    );
  }
  const orientation = toOrientation(metadata.orientation);
  return {
    stored,
    display: turnSize(stored, orientation),
    orientation,
    metadata,
    read: () => configuredSharp(path, { failOn: 'error', limitInputPixels: PIXELS_MAX, sequentialRead: true }),
  };
}

/**
 * Reads a still's header and no pixel, so of a still of any size. Give it only what was sniffed as openable.
 * Rejects when the header is damaged.
 */
export async function readHeader(path: string): Promise<Metadata> {
  return configuredSharp(path, { failOn: 'error', limitInputPixels: false }).metadata();
}

/** Turns a pipeline's result from stored to shown; after its resize, so that only the small result is held to be turned. */
export function turnPixels(pipeline: Sharp, orientation: Orientation): Sharp {
  const { flip, flop, degrees } = turnOf(orientation);
  return pipeline.flip(flip).flop(flop).rotate(degrees);
}
