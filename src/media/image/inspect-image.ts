import type { Metadata } from 'sharp';
import type { SizePx } from '../../contract/framing.js';
import type { JobContext } from '../job.js';
import { readContainerFacts, type ContainerFacts } from './container-facts.js';
import { withFileBytes } from './file-bytes.js';
import { readHeifFacts, type HeifFacts } from './heic/heif-facts.js';
import { iccProfileName } from './icc-profile-name.js';
import { hasLocation } from './location-metadata.js';
import { bitsPerChannel, decodingLoad, openStill, readHeader } from './open-still.js';
import { toOrientation, turnSize, type Orientation } from './orientation.js';
import { pixelsMaxOf } from './pixel-limit.js';
import { isOpenable, SNIFF_BYTES, sniffImage, type FileFormat, type OpenableFormat } from './sniff-image.js';

/** How far to look. */
export interface InspectImageInput {
  /** Decode every pixel to be sure that it can be done. Costs about 10 ms a megapixel. */
  readonly decode: boolean;
}

/** An image as it was found. */
export interface ImageFacts {
  readonly kind: 'image';
  /** By its bytes, not by its name. */
  readonly format: OpenableFormat;
  readonly sizeBytes: number;
  readonly stored: SizePx;
  /** What a viewer shows: after the orientation. */
  readonly display: SizePx;
  readonly orientation: Orientation;
  /** What its colours are when they cannot be brought to sRGB here (`HDR (PQ)`); such a still is not decoded. */
  readonly unreadColour?: string;
  /** As stored: `srgb` (any RGB of 8 bits), `rgb16`, `b-w`, `grey16`, `cmyk`, `lab`…; libvips' words. */
  readonly colourSpace: string;
  /** The name the ICC profile gives itself; `unnamed` for one without; undefined without a profile. */
  readonly profile?: string;
  /** `opaque`: there is an alpha channel, and no pixel makes use of it. */
  readonly alpha: 'none' | 'opaque' | 'transparent';
  readonly bitsPerChannel: number;
  /** Frames of an animation, or pages, or pictures kept in one file; 1 for an ordinary still. */
  readonly frameCount: number;
  /** Whether those frames follow each other in time. */
  readonly animated: boolean;
  /** Whether it holds EXIF, XMP or IPTC, which a prepared still does not. */
  readonly hasMetadata: boolean;
  /** Whether that metadata says where the picture was taken. */
  readonly hasLocation: boolean;
  /** Whether its pixels can be read to the end; `untried` when it was not asked and nothing looked wrong. */
  readonly decodes: 'yes' | 'no' | 'untried';
}

/** A file that is not opened, an image whose header cannot be read, or a sequence that holds no still. */
export type UnopenedFile = { readonly format: FileFormat; readonly sizeBytes: number } & (
  { readonly kind: 'not_opened' | 'damaged' } | { readonly kind: 'sequence'; readonly frameCount: number }
);

/**
 * The job that says what the file `still` is; judging is left to the parent. Reads headers only, unless asked to decode, an
 * alpha channel is there, or the end of the file is not where it should be. Never decodes more pixels than {@link pixelsMaxOf} it.
 */
export async function inspectImage(input: InspectImageInput, context: JobContext): Promise<ImageFacts | UnopenedFile> {
  context.step('inspect');
  const path = context.file('still');
  return withFileBytes(path, async (file) => {
    const { sizeBytes } = file;
    const format = sniffImage(await file.read(0, SNIFF_BYTES));
    if (!isOpenable(format)) return { kind: 'not_opened', format, sizeBytes };
    const container = await readContainerFacts(format, file);
    const metadata = await readHeader(path).catch(() => undefined);
    if (metadata === undefined) {
      const { frameCount = 1 } = container;
      const unopened = { format, sizeBytes };
      return frameCount > 1 ? { kind: 'sequence', frameCount, ...unopened } : { kind: 'damaged', ...unopened };
    }
    const heif = format === 'heic' || format === 'avif' ? await readHeifFacts(format, file) : undefined;
    const facts = describe(format, metadata, container, heif);
    const decode = input.decode || metadata.hasAlpha || !container.reachesEnd;
    const isAllowed = metadata.width * metadata.height <= pixelsMaxOf(decodingLoad(format, metadata));
    const isDecoded = decode && isAllowed && facts.unreadColour === undefined;
    const transparent = isDecoded ? await findTransparency(path).catch(() => undefined) : metadata.hasAlpha;
    return {
      ...facts,
      sizeBytes,
      decodes: !isDecoded ? 'untried' : transparent === undefined ? 'no' : 'yes',
      alpha: !metadata.hasAlpha ? 'none' : transparent === false ? 'opaque' : 'transparent',
    };
  });
}

/** Reads the still to its end and says whether any of it is not opaque. Rejects when it cannot be read to the end. */
async function findTransparency(path: string): Promise<boolean> {
  const { metadata, read } = await openStill(path);
  if (metadata.hasAlpha)
    return (await read('without').extractChannel('alpha').raw().toBuffer()).some((alpha) => alpha < 255);
  await read('without').resize(64, 64, { fit: 'fill' }).raw().toBuffer();
  return false;
}

function describe(
  format: OpenableFormat,
  metadata: Metadata,
  container: ContainerFacts,
  heif: HeifFacts | undefined,
): Omit<ImageFacts, 'sizeBytes' | 'decodes' | 'alpha'> {
  const size = { widthPx: metadata.width, heightPx: metadata.height };
  // libheif turns what it opens, and leaves no orientation to be told of.
  const isTurned = heif !== undefined && heif.orientation !== 1;
  const orientation = isTurned ? heif.orientation : toOrientation(metadata.orientation);
  const profile = metadata.icc === undefined ? undefined : (iccProfileName(metadata.icc) ?? 'unnamed');
  const named = profile ?? (heif?.isDisplayP3 === true ? 'Display P3' : undefined);
  const frameCount = Math.max(container.frameCount ?? 1, metadata.pages ?? 1);
  return {
    kind: 'image',
    format,
    stored: isTurned ? turnSize(size, orientation) : size,
    display: isTurned ? size : turnSize(size, orientation),
    orientation,
    colourSpace: metadata.space,
    ...(named === undefined ? {} : { profile: named }),
    ...(heif?.unreadColour === undefined ? {} : { unreadColour: heif.unreadColour }),
    bitsPerChannel: bitsPerChannel(metadata),
    frameCount,
    animated: frameCount > 1 && (format === 'webp' || format === 'gif' || container.frameCount === frameCount),
    hasMetadata: [metadata.exif, metadata.xmp, metadata.iptc].some((block) => block !== undefined),
    hasLocation: hasLocation(metadata.exif, metadata.xmpAsString),
  };
}
