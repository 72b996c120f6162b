import type { Rect, SizePx } from '../../../contract/framing.js';
import type { Orientation } from '../orientation.js';
import { createByteReader } from './byte-reader.js';
import { readHeifItems, type HeifItem, type HeifItems } from './heif-items.js';

/** A picture coded by itself: what HEVC's decoder is given. */
export interface HevcTile {
  /** The decoder's configuration (`hvcC`). */
  readonly config: Buffer;
  /** Reads the coded picture when its turn comes: a hostile grid can name one long item a thousand times. */
  readonly read: () => Buffer;
}

/** How numbers become colours (ITU-T H.273); undefined where the file leaves it to the coded pictures. */
export interface CodedColour {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly fullRange: boolean;
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

function property(item: HeifItem, type: string): Buffer | undefined {
  return item.properties.find((box) => box.type === type)?.content;
}

function findIcc(item: HeifItem): Buffer | undefined {
  const colours = item.properties.filter((box) => box.type === 'colr').map((box) => createByteReader(box.content));
  return colours.find((reader) => ['prof', 'rICC'].includes(reader.text(4)))?.rest();
}

function findColour(item: HeifItem): CodedColour | undefined {
  const colours = item.properties.filter((box) => box.type === 'colr').map((box) => createByteReader(box.content));
  const reader = colours.find((candidate) => candidate.text(4) === 'nclx');
  if (reader === undefined) return undefined;
  const [primaries, transfer, matrix] = [reader.number(2), reader.number(2), reader.number(2)];
  return { primaries, transfer, matrix, fullRange: reader.number(1) >= 128 };
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
  const isInside =
    rect.leftPx >= 0 &&
    rect.topPx >= 0 &&
    rect.widthPx >= 1 &&
    rect.heightPx >= 1 &&
    rect.leftPx + rect.widthPx <= size.widthPx &&
    rect.topPx + rect.heightPx <= size.heightPx;
  if (!isInside) throw new RangeError('a clean aperture that lies outside the picture');
  return rect;
}

/** One row of each: what an orientation becomes when it is turned a quarter anticlockwise, and when it is mirrored. */
const TURNED: Readonly<Record<Orientation, Orientation>> = { 1: 8, 8: 3, 3: 6, 6: 1, 2: 5, 5: 4, 4: 7, 7: 2 };
const MIRRORED_SIDEWAYS: Readonly<Record<Orientation, Orientation>> = {
  1: 2,
  2: 1,
  3: 4,
  4: 3,
  5: 6,
  6: 5,
  7: 8,
  8: 7,
};
const MIRRORED_UPRIGHT: Readonly<Record<Orientation, Orientation>> = { 1: 4, 4: 1, 2: 3, 3: 2, 5: 8, 8: 5, 6: 7, 7: 6 };

/** ISO/IEC 23008-12 §6.5.10 and §6.5.12: quarter turns anticlockwise, and mirroring, in the order given. */
function findOrientation(item: HeifItem): Orientation {
  let orientation: Orientation = 1;
  for (const { type, content } of item.properties) {
    const value = content[0] ?? 0;
    if (type === 'irot') for (let turn = 0; turn < (value & 3); turn++) orientation = TURNED[orientation];
    if (type === 'imir') orientation = ((value & 1) === 0 ? MIRRORED_UPRIGHT : MIRRORED_SIDEWAYS)[orientation];
  }
  return orientation;
}
