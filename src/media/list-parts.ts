import { Codec, getFFmpegInfo } from 'node-av/lib';
import { AV_CODEC_ID_HEVC, FF_ENCODER_AAC, FF_ENCODER_LIBX264 } from 'node-av/constants';
import { configuredSharp } from './image/configured-sharp.js';

/** The native parts of a media process, as they say of themselves. */
export interface MediaParts {
  readonly sharpVersion: string;
  readonly ffmpegVersion: string;
  /** Encoders a clip is made with, by FFmpeg's names, that are there. */
  readonly encoders: readonly string[];
  /** Formats of stills that can be read. */
  readonly stillFormats: readonly string[];
}

const STILL_FORMATS = { jpeg: 'JPEG', png: 'PNG', webp: 'WebP', heif: 'AVIF', tiff: 'TIFF', gif: 'GIF' } as const;

/** The body of {@link listPartsJob}: loading this module is half of the answer. */
// eslint-disable-next-line @typescript-eslint/require-await -- every job's body is asynchronous
export async function listParts(): Promise<MediaParts> {
  const formats = Object.keys(STILL_FORMATS) as (keyof typeof STILL_FORMATS)[];
  const stillFormats: string[] = formats
    .filter((name) => configuredSharp.format[name].input.file)
    .map((name) => STILL_FORMATS[name]);
  // sharp reads its container, FFmpeg its pixels.
  if (stillFormats.includes(STILL_FORMATS.heif) && Codec.findDecoder(AV_CODEC_ID_HEVC) !== null)
    stillFormats.push('HEIC');
  return {
    sharpVersion: configuredSharp.versions.sharp,
    ffmpegVersion: getFFmpegInfo().version,
    encoders: [FF_ENCODER_LIBX264, FF_ENCODER_AAC].filter((name) => Codec.findEncoderByName(name) !== null),
    stillFormats,
  };
}
