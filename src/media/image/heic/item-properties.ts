import type { Orientation } from '../orientation.js';
import { createByteReader } from './byte-reader.js';
import type { CodedColour } from './coded-colour.js';
import type { HeifItem } from './heif-items.js';

/** The content of an item's first property of a type. */
export function property(item: HeifItem, type: string): Buffer | undefined {
  return item.properties.find((box) => box.type === type)?.content;
}

/** The ICC profile of an item. */
export function findIcc(item: HeifItem): Buffer | undefined {
  const colours = item.properties.filter((box) => box.type === 'colr').map((box) => createByteReader(box.content));
  return colours.find((reader) => ['prof', 'rICC'].includes(reader.text(4)))?.rest();
}

/** The colours of an item by their numbers (`nclx`). */
export function findColour(item: HeifItem): CodedColour | undefined {
  const colours = item.properties.filter((box) => box.type === 'colr').map((box) => createByteReader(box.content));
  const reader = colours.find((candidate) => candidate.text(4) === 'nclx');
  if (reader === undefined) return undefined;
  const [primaries, transfer, matrix] = [reader.number(2), reader.number(2), reader.number(2)];
  return { primaries, transfer, matrix, fullRange: reader.number(1) >= 128 };
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
export function findOrientation(item: HeifItem): Orientation {
  let orientation: Orientation = 1;
  for (const { type, content } of item.properties) {
    const value = content[0] ?? 0;
    if (type === 'irot') for (let turn = 0; turn < (value & 3); turn++) orientation = TURNED[orientation];
    if (type === 'imir') orientation = ((value & 1) === 0 ? MIRRORED_UPRIGHT : MIRRORED_SIDEWAYS)[orientation];
  }
  return orientation;
}
