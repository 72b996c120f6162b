import { type FileFormat, sniffImage } from '../../media/image/sniff-image.js';

/** What is not known, or is text of some kind: nobody who is handed it shall run it. */
const UNKNOWN = 'application/octet-stream';

const MEDIA_TYPES: Readonly<Partial<Record<FileFormat, string>>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  heic: 'image/heic',
  gif: 'image/gif',
  tiff: 'image/tiff',
  bmp: 'image/bmp',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
};

/** The media type of bytes by their beginning. What a sender says it is, and its name, count for nothing. */
export function mediaTypeOf(head: Uint8Array): string {
  return MEDIA_TYPES[sniffImage(head)] ?? UNKNOWN;
}
