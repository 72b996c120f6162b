import type { Metadata, Sharp } from 'sharp';
import { readFile } from 'node:fs/promises';
import { MediaError } from '../../contract/errors.js';
import type { SizePx } from '../../contract/framing.js';
import { configuredSharp } from './configured-sharp.js';
import { toOrientation, turnOf, turnSize, type Orientation } from './orientation.js';
import { PIXELS_MAX } from './pixel-limit.js';
import { isOpenable, sniffFile } from './sniff-image.js';

/** A still whose header was read and found fit to decode. */
export interface OpenStill {
  readonly stored: SizePx;
  readonly display: SizePx;
  readonly orientation: Orientation;
  readonly metadata: Metadata;
  /** A fresh pipeline over its first page, stored way up. Without its profile, where exact colours do not matter, it is faster. */
  readonly read: (profile?: 'with' | 'without') => Sharp;
}

/**
 * Opens a still for decoding. Nothing of its pixels is read yet, unless it is a HEIC, which is decoded here.
 * @throws MediaError `unreadable` when it is none of the formats decoded here or its header is damaged; `limit` when
 *   it has more than {@link PIXELS_MAX} pixels.
 */
export async function openStill(path: string): Promise<OpenStill> {
  const format = await sniffFile(path);
  if (!isOpenable(format)) throw unreadable(`the still is ${format}, which is not decoded here`);
  const header = await readHeader(path).catch((cause: unknown) => {
    throw unreadable(`the still has a damaged ${format} header`, cause);
  });
  if (header.width * header.height > PIXELS_MAX) {
    throw new MediaError(`the still has ${header.width}×${header.height} pixels, over the limit of 100 megapixels`, {
      reason: 'limit',
      step: 'open',
      todo: 'Export it smaller.',
    });
  }
  if (format !== 'heic') return describe(path, header);
  if (header.hasAlpha) throw unreadable('the still is a HEIC with transparency, which is not decoded here');
  const tiff = await decodeHeic(path);
  const still = describe(tiff, await configuredSharp(tiff).metadata());
  // Two readers of one file: where they disagree on its size, one of them was misled.
  if (still.display.widthPx !== header.width || still.display.heightPx !== header.height) {
    throw unreadable('the still is a HEIC that contradicts itself');
  }
  return still;
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

/** {@link MediaError} `unreadable` of a still that cannot be opened. */
function unreadable(message: string, cause?: unknown): MediaError {
  return new MediaError(message, {
    reason: 'unreadable',
    step: 'open',
    todo: 'Export it as JPEG or PNG.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function describe(input: string | Buffer, metadata: Metadata): OpenStill {
  const stored = { widthPx: metadata.width, heightPx: metadata.height };
  const orientation = toOrientation(metadata.orientation);
  return {
    stored,
    display: turnSize(stored, orientation),
    orientation,
    metadata,
    read: (profile = 'with') =>
      configuredSharp(input, {
        failOn: 'error',
        limitInputPixels: PIXELS_MAX,
        sequentialRead: true,
        ignoreIcc: profile === 'without',
      }),
  };
}

async function decodeHeic(path: string): Promise<Buffer> {
  // Loaded when it is needed: node-av takes longer to load than most stills take to decode.
  const { heicToTiff } = await import('./heic/heic-tiff.js');
  const tiff = await heicToTiff(await readFile(path)).catch((cause: unknown) => {
    throw unreadable('the still is a HEIC that is truncated or damaged', cause);
  });
  if (tiff === undefined) throw unreadable('the still is a kind of HEIC that is not decoded here');
  return tiff;
}
