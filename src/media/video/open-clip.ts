import {
  Codec,
  Dictionary,
  FFmpegError,
  FormatContext,
  InputFormat,
  Log,
  avGetCodecName,
  type Stream,
} from 'node-av/lib';
import { AVMEDIA_TYPE_VIDEO, AV_LOG_ERROR } from 'node-av/constants';
import { MediaError } from '../../contract/errors.js';
import { AUDIO_DECODERS, MAX_STREAMS, PROBE_BYTES, PROBE_DURATION_US, VIDEO_DECODERS } from './clip-limits.js';
import { DEMUXERS, sniffClip, type ClipContainer } from './sniff-clip.js';

// What FFmpeg says goes to this process's stderr, of which the parent keeps the end.
Log.setLevel(AV_LOG_ERROR);

/** A clip opened for reading; inside the media process only. */
export interface OpenClip {
  readonly path: string;
  readonly container: ClipContainer;
  readonly format: FormatContext;
  /** The stream that is shown: the first one with pictures. */
  readonly video: Stream;
  /** Its decoder, one of those that may run. */
  readonly decoder: Codec;
  close(): Promise<void>;
}

/** How much is found out on opening. */
export interface OpenOptions {
  /**
   * Read on until every stream's format is known: for a probe. Without it only what the container's header says is
   * known, which is all that decoding needs.
   */
  readonly analyze: boolean;
}

/**
 * Opens a clip with the demuxer that its first bytes call for, reading that file and no other: no protocol but `file`,
 * no data references to other files (ISO/IEC 14496-12, section 8.7.2).
 * @throws MediaError `unreadable` when it is no clip, has no pictures, or these are in a codec that may not run.
 */
export async function openClip(path: string, options: OpenOptions): Promise<OpenClip> {
  const container = await sniffClip(path);
  const demuxer = InputFormat.findInputFormat(DEMUXERS[container]);
  if (demuxer === null) {
    throw new MediaError('the installed node-av lacks a demuxer', { reason: 'internal', step: 'open' });
  }
  const format = new FormatContext();
  format.allocContext();
  const settings = Dictionary.fromObject({
    protocol_whitelist: 'file',
    codec_whitelist: [...VIDEO_DECODERS, ...AUDIO_DECODERS].join(','),
    max_streams: MAX_STREAMS,
    probesize: PROBE_BYTES,
    analyzeduration: PROBE_DURATION_US,
    // Of the MOV demuxer; both off by default, said so that they stay.
    ...(demuxer.name?.startsWith('mov') === true ? { enable_drefs: 0, use_absolute_path: 0 } : {}),
  });
  // `file:` keeps FFmpeg from reading a protocol into the path. A failing open frees the context by itself.
  refuse(await format.openInput(`file:${path}`, demuxer, settings), path, 'the container cannot be read');
  try {
    if (options.analyze) refuse(await format.findStreamInfo(null), path, 'the streams cannot be read');
    const video = findVideo(format, path);
    return { path, container, format, video, decoder: findDecoder(video, path), close: () => format.closeInput() };
  } catch (error) {
    await format.closeInput();
    throw error;
  }
}

/** Throws for what FFmpeg answers with a negative number. */
function refuse(status: number, path: string, fact: string): void {
  if (status < 0) throw unreadable(path, 'open', `${fact} (${FFmpegError.strerror(status)})`);
}

/** The error of a clip that is damaged or not what it says. */
export function unreadable(path: string, step: string, fact: string): MediaError {
  return new MediaError(`${path}: ${fact}`, {
    reason: 'unreadable',
    step,
    file: path,
    todo: 'Download or export the clip again; if it plays elsewhere, convert it to MP4 with H.264 video.',
  });
}

function findVideo(format: FormatContext, path: string): Stream {
  // Covers and thumbnails are streams with pictures, too; they carry a packet of their own.
  const video = format.streams.find(
    (stream) => stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO && stream.attachedPic === null,
  );
  if (video !== undefined) return video;
  throw unreadable(path, 'open', 'there are no moving pictures in it');
}

function findDecoder(video: Stream, path: string): Codec {
  const decoder = Codec.findDecoder(video.codecpar.codecId);
  if (decoder !== null && VIDEO_DECODERS.includes(decoder.name ?? '')) return decoder;
  const codec = avGetCodecName(video.codecpar.codecId) ?? 'unknown';
  throw unreadable(path, 'open', `its pictures are ${codec}; H.264, HEVC, AV1, VP9 and VP8 can be read`);
}
