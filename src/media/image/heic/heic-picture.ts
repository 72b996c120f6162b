import type { Rect, SizePx } from '../../../contract/framing.js';
import { isInside } from '../crop-rect.js';
import type { Orientation } from '../orientation.js';
import { createByteReader } from './byte-reader.js';
import { isDisplayP3, type CodedColour } from './coded-colour.js';
import { readHeifItems, type HeifItem, type HeifItems } from './heif-items.js';
import { findColour, findIcc, findOrientation, property } from './item-properties.js';

/** A picture coded by itself: what HEVC's decoder is given. */
export interface HevcTile {
  /** The decoder's configuration (`hvcC`). */
  readonly config: Buffer;
  /** Reads the coded picture when its turn comes: a hostile grid can name one long item a thousand times. */
  readonly read: () => Buffer;
}

/** The primary picture of a HEIC file, coded. */
export interface HeicPicture {
  /** Before it is cut and turned. */
  readonly size: SizePx;
  /** Row by row, from the top left; one column for a picture that is not tiled. */
  readonly tiles: readonly HevcTile[];
  readonly columns: number;
  /** What of it is the picture; the rest is there because coders work in blocks. */
  readonly clean: Rect;
  readonly orientation: Orientation;
  readonly icc: Buffer | undefined;
  /** Whether it is Display P3 without a profile that says so. */
  readonly isDisplayP3: boolean;
  /** Undefined where the file leaves it to the coded pictures. */
  readonly colour: CodedColour | undefined;
}

/**
 * Finds the primary picture of a HEIC file and everything needed to decode it: one HEVC picture, or a grid of them as phones
 * write it. Undefined for another kind of picture (overlays, other coders). Throws a RangeError for a damaged file.
 */
export function readHeicPicture(file: Buffer): HeicPicture | undefined {
  const items = readHeifItems(file);
  const { primary } = items;
  if (primary === undefined) return undefined;
  const layout = primary.type === 'grid' ? readGrid(primary, items) : readSingle(primary);
  if (layout === undefined) return undefined;
  // What the grid does not say of its colours its tiles do, all of them alike.
  const [icc, colour] = [findIcc(primary) ?? findIcc(layout.first), findColour(primary) ?? findColour(layout.first)];
  return {
    size: layout.size,
    columns: layout.columns,
    tiles: layout.items.map((item) => ({ config: property(item, 'hvcC') ?? Buffer.alloc(0), read: item.read })),
    clean: findClean(primary, layout.size),
    orientation: findOrientation(primary),
    icc,
    isDisplayP3: icc === undefined && colour !== undefined && isDisplayP3(colour),
    colour,
  };
}

interface Layout {
  readonly size: SizePx;
  readonly columns: number;
  readonly items: readonly HeifItem[];
  readonly first: HeifItem;
}

function readSingle(item: HeifItem): Layout | undefined {
  const ispe = property(item, 'ispe');
  if (item.type !== 'hvc1' || ispe === undefined) return undefined;
  const reader = createByteReader(ispe.subarray(4));
  const size = { widthPx: reader.number(4), heightPx: reader.number(4) };
  return { size, columns: 1, items: [item], first: item };
}

/** ISO/IEC 23008-12 §6.6.2.3.2. */
function readGrid(grid: HeifItem, items: HeifItems): Layout | undefined {
  const reader = createByteReader(grid.read());
  reader.skip(1);
  const sideBytes = (reader.number(1) & 1) === 1 ? 4 : 2;
  const rows = reader.number(1) + 1;
  const columns = reader.number(1) + 1;
  const size = { widthPx: reader.number(sideBytes), heightPx: reader.number(sideBytes) };
  const tiles = grid.parts.flatMap((id) => items.get(id) ?? []);
  const [first] = tiles;
  if (tiles.length !== rows * columns || first === undefined)
    throw new RangeError(`${tiles.length} tiles in a grid of ${rows}×${columns}`);
  return tiles.every(({ type }) => type === 'hvc1') ? { size, columns, items: tiles, first } : undefined;
}

/** ISO/IEC 14496-12 §12.1.4: the clean aperture, as fractions around the middle. */
function findClean(item: HeifItem, size: SizePx): Rect {
  const clap = property(item, 'clap');
  if (clap === undefined) return { leftPx: 0, topPx: 0, ...size };
  const reader = createByteReader(clap);
  const signed = (): number => reader.number(4) | 0;
  const [widthPx, heightPx, x, y] = [
    signed() / signed(),
    signed() / signed(),
    signed() / signed(),
    signed() / signed(),
  ];
  const rect = {
    leftPx: Math.round((size.widthPx - widthPx) / 2 + x),
    topPx: Math.round((size.heightPx - heightPx) / 2 + y),
    widthPx: Math.round(widthPx),
    heightPx: Math.round(heightPx),
  };
  if (!isInside(rect, size)) throw new RangeError('a clean aperture that lies outside the picture');
  return rect;
}
