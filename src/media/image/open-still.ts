import type { Metadata, Sharp } from 'sharp';
import { readFile } from 'node:fs/promises';
import { MediaError } from '../../contract/errors.js';
import type { SizePx } from '../../contract/framing.js';
import { configuredSharp } from './configured-sharp.js';
import { withFileBytes } from './file-bytes.js';
import { unreadColourError } from './heic/coded-colour.js';
import { readHeifFacts } from './heic/heif-facts.js';
import { toOrientation, turnOf, turnSize, type Orientation } from './orientation.js';
import { PIXELS_MAX, pixelsMaxOf, type DecodingLoad } from './pixel-limit.js';
import { isOpenable, sniffFile, type OpenableFormat } from './sniff-image.js';

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
 * @throws MediaError `unreadable` when it is none of the formats decoded here, is in colours that are not read here, or its header
 *   is damaged; `limit` when it has more pixels than {@link pixelsMaxOf} such a still.
 */
export async function openStill(path: string): Promise<OpenStill> {
  const format = await sniffFile(path);
  if (!isOpenable(format)) throw unreadable(`the still is ${format}, which is not decoded here`);
  const header = await readHeader(path).catch((cause: unknown) => {
    throw unreadable(`the still has a damaged ${format} header`, cause);
  });
  const pixelsMax = pixelsMaxOf(decodingLoad(format, header));
  if (header.width * header.height > pixelsMax) {
    throw new MediaError(
      `the still has ${header.width}×${header.height} pixels, over the limit of ${pixelsMax / 1e6} megapixels for ${format}`,
      { reason: 'limit', step: 'open', todo: 'Export it smaller; a clip needs 4 megapixels at most.' },
    );
  }
  if (format === 'heic' || format === 'avif') {
    const { unreadColour } = await withFileBytes(path, (file) => readHeifFacts(format, file));
    if (unreadColour !== undefined) throw unreadColourError(unreadColour);
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

/** What decides how much decoding takes, by a still's header. */
export function decodingLoad(format: OpenableFormat, header: Metadata): DecodingLoad {
  return { format, bitsPerChannel: bitsPerChannel(header), hasAlpha: header.hasAlpha };
}

/** Bits of each channel, as stored. */
export function bitsPerChannel({ bitsPerSample, depth }: Metadata): number {
  return bitsPerSample ?? BITS_OF_DEPTH[depth] ?? 8;
}

const BITS_OF_DEPTH: Readonly<Record<string, number>> = { uchar: 8, ushort: 16, float: 32, double: 64 };

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
    throw cause instanceof MediaError ? cause : unreadable('the still is a HEIC that is truncated or damaged', cause);
  });
  if (tiff === undefined) throw unreadable('the still is a kind of HEIC that is not decoded here');
  return tiff;
}
