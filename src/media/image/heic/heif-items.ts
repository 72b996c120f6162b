import { findIsoBox, readIsoBoxes, type IsoBox } from '../iso-boxes.js';
import { createByteReader } from './byte-reader.js';

/** An item of a HEIF file (ISO/IEC 23008-12): a coded picture, or one put together from others. */
export interface HeifItem {
  readonly id: number;
  /** `hvc1` for an HEVC picture, `grid` for one made of tiles, and more. */
  readonly type: string;
  /** In the order in which they apply. */
  readonly properties: readonly IsoBox[];
  /** What it is made from (`dimg` references), in order. */
  readonly parts: readonly number[];
  /** Its bytes, put together from wherever the file keeps them. Throws a RangeError when the file ends before. */
  readonly read: () => Buffer;
}

/** The items of a HEIF file. */
export interface HeifItems {
  readonly primary: HeifItem | undefined;
  readonly get: (id: number) => HeifItem | undefined;
}

/** More items than any camera writes; a file with more would only cost time. */
const ITEMS_MAX = 5000;

/**
 * Reads the table of items of a HEIF file. Believes no number in it: reads that would leave the file throw a RangeError, and
 * so does a table of over {@link ITEMS_MAX} items.
 */
export function readHeifItems(file: Buffer): HeifItems {
  const meta =
    readIsoBoxes(file)
      .find((box) => box.type === 'meta')
      ?.content.subarray(4) ?? Buffer.alloc(0);
  const box = (...path: readonly string[]): Buffer => findIsoBox(meta, path) ?? Buffer.alloc(0);
  const locations = readLocations(box('iloc'));
  const properties = readIsoBoxes(box('iprp', 'ipco'));
  const owned = readAssociations(box('iprp', 'ipma'));
  const parts = readParts(box('iref'));
  const items = new Map<number, HeifItem>();
  for (const [id, type] of readTypes(box('iinf'))) {
    items.set(id, {
      id,
      type,
      properties: (owned.get(id) ?? []).flatMap((index) => properties[index - 1] ?? []),
      parts: parts.get(id) ?? [],
      read: () => readExtents(locations.get(id), file, box('idat')),
    });
  }
  const pitm = box('pitm');
  const primaryId = pitm.length === 0 ? undefined : createByteReader(pitm.subarray(4)).number(pitm[0] === 0 ? 2 : 4);
  return { primary: primaryId === undefined ? undefined : items.get(primaryId), get: (id) => items.get(id) };
}

interface Location {
  /** 0: places in the file; 1: in the `idat` box; 2, in another item, is not read. */
  readonly method: number;
  readonly extents: readonly { readonly at: number; readonly lengthBytes: number }[];
}

/** ISO/IEC 14496-12 §8.11.3. */
function readLocations(iloc: Buffer): Map<number, Location> {
  const locations = new Map<number, Location>();
  if (iloc.length === 0) return locations;
  const reader = createByteReader(iloc);
  const version = reader.number(1);
  reader.skip(3);
  const sizes = reader.number(2);
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexBytes = version === 0 ? 0 : sizes & 15;
  const count = bounded(reader.number(version < 2 ? 2 : 4));
  for (let item = 0; item < count; item++) {
    const id = reader.number(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : reader.number(2) & 15;
    reader.skip(2);
    const base = reader.number(baseBytes);
    const extents = Array.from({ length: bounded(reader.number(2)) }, () => {
      reader.skip(indexBytes);
      return { at: base + reader.number(offsetBytes), lengthBytes: reader.number(lengthBytes) };
    });
    locations.set(id, { method, extents });
  }
  return locations;
}

function readExtents(location: Location | undefined, file: Buffer, idat: Buffer): Buffer {
  if (location === undefined || location.method > 1) throw new RangeError('an item without a place in the file');
  const from = location.method === 1 ? idat : file;
  let room = from.length;
  const chunks = location.extents.map(({ at, lengthBytes }) => {
    // Extents may overlap, and so add up to more than there is: what was asked for in all is held against the file.
    room -= lengthBytes;
    if (at + lengthBytes > from.length || room < 0)
      throw new RangeError('an item that reaches past the end of the file');
    return from.subarray(at, at + lengthBytes);
  });
  return Buffer.concat(chunks);
}

/** ISO/IEC 14496-12 §8.11.6: the type of each item. */
function readTypes(iinf: Buffer): [number, string][] {
  if (iinf.length === 0) return [];
  const entries = readIsoBoxes(iinf.subarray(iinf[0] === 0 ? 6 : 8));
  bounded(entries.length);
  return entries.flatMap(({ type, content }) => {
    const version = content[0] ?? 0;
    if (type !== 'infe' || version < 2) return [];
    const reader = createByteReader(content.subarray(4));
    const id = reader.number(version === 2 ? 2 : 4);
    reader.skip(2);
    return [[id, reader.text(4)] as [number, string]];
  });
}

/** ISO/IEC 23008-12 §9.3: which properties each item has, as places in `ipco` counted from 1. */
function readAssociations(ipma: Buffer): Map<number, number[]> {
  const owned = new Map<number, number[]>();
  if (ipma.length === 0) return owned;
  const reader = createByteReader(ipma);
  const version = reader.number(1);
  const wide = (reader.number(3) & 1) === 1;
  const count = bounded(reader.number(4));
  for (let item = 0; item < count; item++) {
    const id = reader.number(version === 0 ? 2 : 4);
    const indices = Array.from(
      { length: reader.number(1) },
      () => reader.number(wide ? 2 : 1) & (wide ? 0x7fff : 0x7f),
    );
    owned.set(id, indices);
  }
  return owned;
}

/** ISO/IEC 14496-12 §8.11.12. */
function readParts(iref: Buffer): Map<number, number[]> {
  const parts = new Map<number, number[]>();
  const idBytes = iref[0] === 0 ? 2 : 4;
  for (const { type, content } of readIsoBoxes(iref.subarray(4))) {
    if (type !== 'dimg') continue;
    const reader = createByteReader(content);
    const from = reader.number(idBytes);
    parts.set(
      from,
      Array.from({ length: bounded(reader.number(2)) }, () => reader.number(idBytes)),
    );
  }
  return parts;
}

function bounded(count: number): number {
  if (count > ITEMS_MAX) throw new RangeError(`${count} entries in a table of items`);
  return count;
}
