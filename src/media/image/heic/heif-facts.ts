import type { FileBytes } from '../file-bytes.js';
import { ISO_BOX_HEADER_BYTES, readIsoBoxHeader } from '../iso-boxes.js';
import type { Orientation } from '../orientation.js';
import { isDisplayP3, unreadPrimaries, unreadTransfer } from './coded-colour.js';
import { readHeifItems } from './heif-items.js';
import { findColour, findIcc, findOrientation } from './item-properties.js';

/** What is done to a HEIC or AVIF on its way that sharp does, or leaves undone, without a word. */
export interface HeifFacts {
  /** How it is turned; the size that sharp tells of it is that of the turned picture. */
  readonly orientation: Orientation;
  /** Display P3 by its numbers alone. */
  readonly isDisplayP3: boolean;
  /** What its colours are when they cannot be brought to sRGB here: `HDR (PQ)`… */
  readonly unreadColour: string | undefined;
}

/** A table of items is a few kilobytes. */
const TABLE_BYTES_MAX = 8 * 1024 * 1024;
const BOXES_MAX = 50;

/** Reads {@link HeifFacts} from the table of items: no pixel. Of a damaged table nothing is known. */
export async function readHeifFacts(format: 'heic' | 'avif', file: FileBytes): Promise<HeifFacts> {
  try {
    const items = readHeifItems(await readTable(file));
    const { primary } = items;
    const tile = primary === undefined ? undefined : items.get(primary.parts[0] ?? -1);
    const known = [primary, tile].flatMap((item) => item ?? []);
    const colour = known.flatMap((item) => findColour(item) ?? [])[0];
    const hasProfile = known.some((item) => findIcc(item) !== undefined);
    // AVIF is decoded elsewhere, which knows nothing of primaries either: there only what would look broken is refused.
    const isP3 = format === 'heic' && colour !== undefined && !hasProfile && isDisplayP3(colour);
    const isOwn = format === 'heic' && !hasProfile && !isP3;
    return {
      orientation: primary === undefined ? 1 : findOrientation(primary),
      isDisplayP3: isP3,
      unreadColour: colour && (unreadTransfer(colour) ?? (isOwn ? unreadPrimaries(colour) : undefined)),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { orientation: 1, isDisplayP3: false, unreadColour: undefined };
  }
}

/** The file up to the end of its table of items. */
async function readTable(file: FileBytes): Promise<Buffer> {
  let at = 0;
  for (let count = 0; count < BOXES_MAX; count++) {
    const header = readIsoBoxHeader(await file.read(at, ISO_BOX_HEADER_BYTES), file.sizeBytes - at);
    if (header === undefined || header.sizeBytes > file.sizeBytes - at) break;
    if (header.type === 'meta' && header.sizeBytes <= TABLE_BYTES_MAX) return file.read(at, header.sizeBytes);
    at += header.sizeBytes;
  }
  return Buffer.alloc(0);
}
