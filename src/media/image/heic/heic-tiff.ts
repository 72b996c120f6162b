import type { Rect } from '../../../contract/framing.js';
import { configuredSharp } from '../configured-sharp.js';
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
  const rgb = await decodeHevc(picture);
  return writeTiff(rgb, picture.isDisplayP3 ? { ...picture, icc: await displayP3Profile() } : picture);
}

/** sharp's own, as it writes it. */
async function displayP3Profile(): Promise<Buffer> {
  const create = { width: 1, height: 1, channels: 3, background: '#000' } as const;
  const tiff = await configuredSharp({ create }).withIccProfile('p3').tiff().toBuffer();
  const { icc } = await configuredSharp(tiff).metadata();
  if (icc === undefined) throw new TypeError('sharp wrote a TIFF without the profile it was told to');
  return icc;
}

/** TIFF 6.0: types of values. */
const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;

/** Rows of one strip: libvips reads a strip at a time, and takes six times as long where there is only one. */
const STRIP_ROWS = 64;
const HEADER_BYTES = 8;

/** Header, then the clean part of the picture in strips, then what the directory points to, then the directory. */
function writeTiff(rgb: Buffer, { clean, size, orientation, icc = Buffer.alloc(0) }: HeicPicture): Buffer {
  const rowBytes = 3 * clean.widthPx;
  const strips = Math.ceil(clean.heightPx / STRIP_ROWS);
  const rowsOf = (strip: number): number => Math.min(STRIP_ROWS, clean.heightPx - strip * STRIP_ROWS);
  const longs = (valueOf: (strip: number) => number): Buffer => {
    const bytes = Buffer.alloc(4 * strips);
    for (let strip = 0; strip < strips; strip++) bytes.writeUInt32LE(valueOf(strip), 4 * strip);
    return bytes;
  };
  const depths = Buffer.from([8, 0, 8, 0, 8, 0]);
  const offsets = longs((strip) => HEADER_BYTES + strip * STRIP_ROWS * rowBytes);
  const lengths = longs((strip) => rowsOf(strip) * rowBytes);
  const depthsAt = HEADER_BYTES + rowBytes * clean.heightPx;
  const offsetsAt = depthsAt + depths.length;
  const lengthsAt = offsetsAt + offsets.length;
  const iccAt = lengthsAt + lengths.length;
  const directoryAt = iccAt + icc.length;
  const entries: (readonly [tag: number, type: number, count: number, value: number])[] = [
    [256, LONG, 1, clean.widthPx],
    [257, LONG, 1, clean.heightPx],
    [258, SHORT, 3, depthsAt],
    [259, SHORT, 1, 1],
    [262, SHORT, 1, 2],
    // One value lies in the entry itself.
    [273, LONG, strips, strips === 1 ? HEADER_BYTES : offsetsAt],
    [274, SHORT, 1, orientation],
    [277, SHORT, 1, 3],
    [278, LONG, 1, STRIP_ROWS],
    [279, LONG, strips, strips === 1 ? rowBytes * clean.heightPx : lengthsAt],
  ];
  if (icc.length > 0) entries.push([34675, UNDEFINED, icc.length, iccAt]);
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length, 0);
  entries.forEach(([tag, type, count, value], index) => {
    const at = 2 + index * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(count, at + 4);
    // Little-endian: a SHORT lies at the front of its four bytes, where the LONG of the same number has it.
    directory.writeUInt32LE(value, at + 8);
  });
  const tiff = Buffer.allocUnsafe(directoryAt + directory.length);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(directoryAt, 4);
  copyRect(rgb, size.widthPx, clean, tiff.subarray(HEADER_BYTES));
  tiff.set(Buffer.concat([depths, offsets, lengths, icc, directory]), depthsAt);
  return tiff;
}

function copyRect(rgb: Buffer, stridePx: number, rect: Rect, to: Buffer): void {
  for (let row = 0; row < rect.heightPx; row++) {
    const from = 3 * ((rect.topPx + row) * stridePx + rect.leftPx);
    rgb.copy(to, 3 * row * rect.widthPx, from, from + 3 * rect.widthPx);
  }
}
