import { open } from 'node:fs/promises';

/** What a file really is, as far as its first bytes tell. `text` is readable text of no known kind. */
export type FileFormat =
  | OpenableFormat
  | 'svg'
  | 'xml'
  | 'html'
  | 'pdf'
  | 'bmp'
  | 'ico'
  | 'psd'
  | 'jxl'
  | 'jp2'
  | 'exr'
  | 'hdr'
  | 'raw'
  | 'mp4'
  | 'mov'
  | 'webm'
  | 'avi'
  | 'audio'
  | 'zip'
  | 'gzip'
  | 'text'
  | 'unknown';

/** Formats that are decoded here. */
export type OpenableFormat = (typeof OPENABLE_FORMATS)[number];

const OPENABLE_FORMATS = ['jpeg', 'png', 'webp', 'avif', 'heic', 'gif', 'tiff'] as const;

/** Whether files of this format are decoded here. */
export function isOpenable(format: FileFormat): format is OpenableFormat {
  return (OPENABLE_FORMATS as readonly FileFormat[]).includes(format);
}

/** How many first bytes {@link sniffImage} makes use of. */
export const SNIFF_BYTES = 4096;

/**
 * Tells a file's real format from its first bytes (give it {@link SNIFF_BYTES} where there are as many). The name
 * of the file counts for nothing: a decoder that is let choose opens an SVG, with all that SVG can do, whatever it
 * is called. An animated PNG is `png` here: it shows further on in the file.
 */
export function sniffImage(head: Uint8Array): FileFormat {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const magic = MAGICS.find(({ at = 0, is }) => bytes.subarray(at, at + is.length).equals(is));
  if (magic !== undefined) return typeof magic.format === 'string' ? magic.format : magic.format(bytes);
  return sniffText(bytes);
}

/** {@link sniffImage} of a file. Fails as `fs.open` does. */
export async function sniffFile(path: string): Promise<FileFormat> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return sniffImage(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

interface Magic {
  readonly at?: number;
  readonly is: Buffer;
  readonly format: FileFormat | ((bytes: Buffer) => FileFormat);
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

const MAGICS: readonly Magic[] = [
  { is: latin1('\xff\xd8\xff'), format: 'jpeg' },
  { is: latin1('\x89PNG\r\n\x1a\n'), format: 'png' },
  { is: latin1('GIF87a'), format: 'gif' },
  { is: latin1('GIF89a'), format: 'gif' },
  { is: latin1('RIFF'), format: riffFormat },
  { at: 4, is: latin1('ftyp'), format: brandFormat },
  // Canon's CR2 and Panasonic's RW2 are TIFF with a mark of their own; other raw formats show only in their tags.
  { at: 8, is: latin1('CR\x02\x00'), format: 'raw' },
  { is: latin1('IIU\x00'), format: 'raw' },
  { is: latin1('FUJIFILMCCD-RAW'), format: 'raw' },
  { is: latin1('II*\x00'), format: tiffFormat },
  { is: latin1('MM\x00*'), format: tiffFormat },
  { is: latin1('II+\x00'), format: 'tiff' },
  { is: latin1('MM\x00+'), format: 'tiff' },
  { is: latin1('%PDF-'), format: 'pdf' },
  { is: latin1('8BPS'), format: 'psd' },
  { is: latin1('BM'), format: (bytes) => (bytes.subarray(6, 10).equals(Buffer.alloc(4)) ? 'bmp' : sniffText(bytes)) },
  { is: latin1('\x00\x00\x01\x00'), format: 'ico' },
  { is: latin1('\xff\x0a'), format: 'jxl' },
  { is: latin1('\x00\x00\x00\x0cJXL \r\n\x87\n'), format: 'jxl' },
  { is: latin1('\x00\x00\x00\x0cjP  \r\n\x87\n'), format: 'jp2' },
  { is: latin1('\xff\x4f\xff\x51'), format: 'jp2' },
  { is: latin1('\x76\x2f\x31\x01'), format: 'exr' },
  { is: latin1('#?RADIANCE'), format: 'hdr' },
  { is: latin1('\x1a\x45\xdf\xa3'), format: 'webm' },
  { is: latin1('ID3'), format: 'audio' },
  { is: latin1('OggS'), format: 'audio' },
  { is: latin1('fLaC'), format: 'audio' },
  { is: latin1('PK\x03\x04'), format: 'zip' },
  { is: latin1('\x1f\x8b'), format: 'gzip' },
];

function riffFormat(bytes: Buffer): FileFormat {
  const form = bytes.toString('latin1', 8, 12);
  if (form === 'WEBP') return 'webp';
  if (form === 'WAVE') return 'audio';
  return form === 'AVI ' ? 'avi' : 'unknown';
}

const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];

/**
 * ISO/IEC 14496-12 §4.3: the file type box lists what the file can be read as. `mif1` and `msf1` say only that it
 * is an image, of whatever codec, so every brand counts, not the first alone.
 */
function brandFormat(bytes: Buffer): FileFormat {
  const end = Math.min(bytes.readUInt32BE(0), bytes.length);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= end; at += 4) {
    // Bytes 12 to 16 are the minor version, not a brand.
    if (at !== 12) brands.push(bytes.toString('latin1', at, at + 4));
  }
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  if (brands.some((brand) => HEIC_BRANDS.includes(brand))) return 'heic';
  if (brands[0] === 'mif1' || brands[0] === 'msf1') return 'heic';
  if (brands[0] === 'crx ') return 'raw';
  return brands[0] === 'qt  ' ? 'mov' : 'mp4';
}

/**
 * Camera raw files are mostly TIFF, and what TIFF shows of them first is a thumbnail: such a file is told by DNG's
 * version tag, or by a first directory that says of itself that it is a reduced picture (TIFF 6.0, NewSubfileType).
 */
function tiffFormat(bytes: Buffer): FileFormat {
  const little = bytes[0] === 0x49;
  const read16 = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const read32 = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const directory = bytes.length < 8 ? bytes.length : read32(4);
  if (directory + 2 > bytes.length) return 'tiff';
  const last = Math.min(directory + 2 + read16(directory) * 12, bytes.length) - 12;
  for (let at = directory + 2; at <= last; at += 12) {
    const tag = read16(at);
    if (tag === DNG_VERSION || (tag === NEW_SUBFILE_TYPE && (read32(at + 8) & 1) === 1)) return 'raw';
  }
  return 'tiff';
}

const NEW_SUBFILE_TYPE = 0xfe;
const DNG_VERSION = 0xc612;

function sniffText(bytes: Buffer): FileFormat {
  const text = decodeText(bytes);
  if (text === undefined) return 'unknown';
  if (/<svg[\s>]/i.test(text)) return 'svg';
  if (/^\s*<\?xml/i.test(text)) return 'xml';
  return /^\s*<(!doctype html|html)/i.test(text) ? 'html' : 'text';
}

/** The bytes as text, or undefined when they are none. */
function decodeText(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return undefined;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  const plain = bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d);
  return plain ? bytes.toString('utf8') : undefined;
}
