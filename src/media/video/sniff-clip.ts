import { open } from 'node:fs/promises';
import { MediaError } from '../../contract/errors.js';

/** A container that clips are read from. */
export type ClipContainer = 'mp4' | 'mov' | 'webm' | 'matroska';

/** FFmpeg's demuxer for each container. */
export const DEMUXERS: Readonly<Record<ClipContainer, string>> = {
  mp4: 'mov',
  mov: 'mov',
  webm: 'matroska',
  matroska: 'matroska',
};

/**
 * Says what container a file is, from its first bytes alone. FFmpeg left to itself picks a demuxer by content, too, and
 * among its demuxers are lists of other files (ffconcat, HLS, DASH, SDP, image patterns); so the one that matches what
 * was found here is forced on it. Only what image-to-video services deliver is read: MP4 and QuickTime (ISO/IEC
 * 14496-12, section 4.3; QuickTime File Format) and WebM/Matroska (RFC 9559). Every other demuxer is attack surface.
 * @throws MediaError `unreadable` for anything else.
 */
export async function sniffClip(path: string): Promise<ClipContainer> {
  const container = containerOf(await readStart(path, 4096));
  if (container !== undefined) return container;
  throw new MediaError(`${path}: this is not an MP4, MOV, WebM or Matroska clip`, {
    reason: 'unreadable',
    step: 'open',
    file: path,
    todo: 'Convert it to MP4 with H.264 video, whatever its name says it is.',
  });
}

/** As `sniffClip`, of bytes; undefined for anything else. */
export function containerOf(start: Uint8Array): ClipContainer | undefined {
  const type = latin1(start, 4, 8);
  if (type === 'ftyp') {
    const brand = latin1(start, 8, 12);
    if (STILL_BRANDS.has(brand)) return undefined;
    return brand === 'qt  ' ? 'mov' : 'mp4';
  }
  // QuickTime files older than ftyp begin with any of these.
  if (['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].includes(type)) return 'mov';
  if (start[0] === 0x1a && start[1] === 0x45 && start[2] === 0xdf && start[3] === 0xa3) {
    // The DocType element (0x4282) of the EBML header, RFC 8794, section 11.2.4.
    const docType = /\x42\x82[\x81-\x88](webm|matroska)/.exec(latin1(start, 0, 256))?.[1];
    return docType === 'webm' || docType === 'matroska' ? docType : undefined;
  }
  return undefined;
}

/** Stills in an MP4 wrapping: HEIC and AVIF (ISO/IEC 23008-12; AVIF 1.1, section 7). They are for `image/`. */
const STILL_BRANDS: ReadonlySet<string> = new Set([
  'avif',
  'avis',
  'heic',
  'heix',
  'heim',
  'heis',
  'hevc',
  'mif1',
  'msf1',
]);

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

async function readStart(path: string, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
