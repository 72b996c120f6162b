import type { FileFormat } from '../media/image/sniff-image.js';

/** What people call a format, and what they can do with a file of it that is not taken. */
export interface FormatName {
  /** With its article: `an MP4 video`. */
  readonly name: string;
  /** `picture` is an image all the same, in a form that is not read here. */
  readonly kind: 'taken' | 'picture' | 'other';
  readonly todo: string;
}

const EXPORT = 'Export it as JPEG or PNG, and use that.';
const DEVELOP = 'Develop it in your photo program, export it as JPEG or 16-bit TIFF, and use that.';
const DRAW = 'Export it as PNG, at least as large as the clip, and use that.';
const FRAME = 'Export the frame you want as JPEG or PNG, and use that.';
const OTHER = 'Use a photograph or picture: JPEG, PNG, WebP, AVIF, HEIC, TIFF or GIF.';

/** Every format that sniffing tells apart. */
export const FORMAT_NAMES: Readonly<Record<FileFormat, FormatName>> = {
  jpeg: { name: 'a JPEG', kind: 'taken', todo: EXPORT },
  png: { name: 'a PNG', kind: 'taken', todo: EXPORT },
  webp: { name: 'a WebP', kind: 'taken', todo: EXPORT },
  avif: { name: 'an AVIF', kind: 'taken', todo: EXPORT },
  heic: { name: 'a HEIC', kind: 'taken', todo: EXPORT },
  gif: { name: 'a GIF', kind: 'taken', todo: EXPORT },
  tiff: { name: 'a TIFF', kind: 'taken', todo: EXPORT },
  svg: { name: 'an SVG drawing', kind: 'picture', todo: DRAW },
  bmp: { name: 'a BMP picture', kind: 'picture', todo: EXPORT },
  ico: { name: 'an icon', kind: 'picture', todo: EXPORT },
  psd: { name: 'a Photoshop document', kind: 'picture', todo: EXPORT },
  jxl: { name: 'a JPEG XL picture', kind: 'picture', todo: EXPORT },
  jp2: { name: 'a JPEG 2000 picture', kind: 'picture', todo: EXPORT },
  exr: { name: 'an OpenEXR picture', kind: 'picture', todo: EXPORT },
  hdr: { name: 'a Radiance HDR picture', kind: 'picture', todo: EXPORT },
  raw: { name: 'a camera raw file', kind: 'picture', todo: DEVELOP },
  pdf: { name: 'a PDF', kind: 'other', todo: 'Export the page you want as PNG, and use that.' },
  mp4: { name: 'an MP4 video', kind: 'other', todo: FRAME },
  mov: { name: 'a QuickTime video', kind: 'other', todo: FRAME },
  webm: { name: 'a WebM or Matroska video', kind: 'other', todo: FRAME },
  avi: { name: 'an AVI video', kind: 'other', todo: FRAME },
  audio: { name: 'a sound file', kind: 'other', todo: OTHER },
  zip: { name: 'a ZIP archive or office document', kind: 'other', todo: OTHER },
  gzip: { name: 'a gzip archive', kind: 'other', todo: OTHER },
  xml: { name: 'an XML file', kind: 'other', todo: OTHER },
  html: { name: 'a web page', kind: 'other', todo: 'Save the picture itself rather than the page it is on.' },
  text: { name: 'a text file', kind: 'other', todo: OTHER },
  unknown: { name: 'a file of no known kind', kind: 'other', todo: OTHER },
};
