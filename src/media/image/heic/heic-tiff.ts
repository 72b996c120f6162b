import type { Rect } from '../../../contract/framing.js';
import { PIXELS_MAX } from '../pixel-limit.js';
import { decodeHevc } from './decode-hevc.js';
import { readHeicPicture, type HeicPicture } from './heic-picture.js';

/**
 * Decodes a HEIC file to an uncompressed TIFF in memory that says the same: colours by their profile, way up by the
 * orientation tag. What sharp cannot read it reads then, and everything after goes as for any still. Undefined for a
 * kind of HEIC that is not decoded here. Rejects for a damaged one.
 */
export async function heicToTiff(file: Buffer): Promise<Buffer | undefined> {
  const picture = readHeicPicture(file);
  if (picture === undefined) return undefined;
  const { widthPx, heightPx } = picture.size;
  if (widthPx * heightPx > PIXELS_MAX || widthPx < 1 || heightPx < 1)
    throw new RangeError(`a picture of ${widthPx}×${heightPx}`);
  return writeTiff(await decodeHevc(picture), picture);
}

/** TIFF 6.0: types of values. */
const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;

/** Header, then the clean part of the picture in one strip, then the profile, then the directory. */
function writeTiff(rgb: Buffer, { clean, size, orientation, icc }: HeicPicture): Buffer {
  const pixelBytes = 3 * clean.widthPx * clean.heightPx;
  const bitsAt = HEADER_BYTES + pixelBytes + (pixelBytes & 1);
  const iccAt = bitsAt + 6;
  const directoryAt = iccAt + (icc?.length ?? 0) + ((icc?.length ?? 0) & 1);
  const entries: (readonly [tag: number, type: number, count: number, value: number])[] = [
    [256, LONG, 1, clean.widthPx],
    [257, LONG, 1, clean.heightPx],
    [258, SHORT, 3, bitsAt],
    [259, SHORT, 1, 1],
    [262, SHORT, 1, 2],
    [273, LONG, 1, HEADER_BYTES],
    [274, SHORT, 1, orientation],
    [277, SHORT, 1, 3],
    [278, LONG, 1, clean.heightPx],
    [279, LONG, 1, pixelBytes],
    ...(icc === undefined ? [] : ([[34675, UNDEFINED, icc.length, iccAt]] as const)),
  ];
  const tiff = Buffer.allocUnsafe(directoryAt + 2 + entries.length * 12 + 4);
  tiff.fill(0, bitsAt);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(directoryAt, 4);
  copyRect(rgb, size.widthPx, clean, tiff.subarray(HEADER_BYTES));
  for (const channel of [0, 1, 2]) tiff.writeUInt16LE(8, bitsAt + 2 * channel);
  icc?.copy(tiff, iccAt);
  tiff.writeUInt16LE(entries.length, directoryAt);
  entries.forEach(([tag, type, count, value], index) => {
    const at = directoryAt + 2 + index * 12;
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    // Little-endian: a SHORT lies at the front of its four bytes, where the LONG of the same number has it.
    tiff.writeUInt32LE(value, at + 8);
  });
  return tiff;
}

const HEADER_BYTES = 8;

function copyRect(rgb: Buffer, stridePx: number, rect: Rect, to: Buffer): void {
  for (let row = 0; row < rect.heightPx; row++) {
    const from = 3 * ((rect.topPx + row) * stridePx + rect.leftPx);
    rgb.copy(to, 3 * row * rect.widthPx, from, from + 3 * rect.widthPx);
  }
}
