import { availableParallelism } from 'node:os';
import { CodecContext, Dictionary, FFmpegError, Frame, Packet } from 'node-av/lib';
import { AVERROR_EAGAIN, AVERROR_EOF, AV_FRAME_FLAG_CORRUPT, AV_PKT_FLAG_CORRUPT } from 'node-av/constants';
import { MediaError } from '../../contract/errors.js';
import type { ClipLimits } from './clip-limits.js';
import { unreadable, type OpenClip } from './open-clip.js';

/** A picture as the decoder gives it, in the order of showing. */
export interface DecodedPicture {
  /** Reused for the next one: take what is needed of it before asking on. */
  readonly frame: Frame;
  /** When it is shown, in seconds on the clip's own clock, which need not start at 0. */
  readonly timeSec: number;
  /** Undefined where the clip does not say. */
  readonly durationSec: number | undefined;
}

/** Who hears about packets and damage on the way, and how many threads decode. */
export interface DecodeListener {
  /** Each packet of any stream, before it is decoded. */
  readonly onPacket?: (packet: Packet) => void;
  /** A part that could not be read or decoded; decoding goes on if it can. */
  readonly onDamage: (fact: string) => void;
  /** Default: one a core, up to {@link MAX_DECODER_THREADS}. */
  readonly threads?: number;
}

/** More threads take more frames in flight, hence memory, and gain nothing on clips of this size. */
const MAX_DECODER_THREADS = 4;

/**
 * Decodes the pictures of a clip from where its reader stands to its end.
 * @throws MediaError `limit` when there are more or larger pictures than allowed; `unreadable` when the decoder cannot
 *   be opened. Damage on the way is told to the listener.
 */
export async function* decodeClip(
  clip: OpenClip,
  limits: ClipLimits,
  listener: DecodeListener,
): AsyncGenerator<DecodedPicture, void, undefined> {
  const { format, video } = clip;
  const decoder = await openDecoder(clip, limits, listener.threads ?? availableParallelism());
  const packet = new Packet();
  const frame = new Frame();
  packet.alloc();
  frame.alloc();
  const tickSec = video.timeBase.num / video.timeBase.den;
  let count = 0;
  let firstSec: number | undefined;
  try {
    for (let atEnd = false; !atEnd;) {
      const read = await format.readFrame(packet);
      atEnd = read < 0;
      if (atEnd && read !== AVERROR_EOF)
        listener.onDamage(`the file cannot be read on (${FFmpegError.strerror(read)})`);
      if (!atEnd) listener.onPacket?.(packet);
      if (!atEnd && packet.streamIndex !== video.index) {
        packet.unref();
        continue;
      }
      if (!atEnd && packet.hasFlags(AV_PKT_FLAG_CORRUPT)) listener.onDamage('a packet is cut short');
      const sent = await decoder.sendPacket(atEnd ? null : packet);
      packet.unref();
      if (sent < 0 && sent !== AVERROR_EOF)
        listener.onDamage(`a packet cannot be decoded (${FFmpegError.strerror(sent)})`);
      for (;;) {
        const received = await decoder.receiveFrame(frame);
        if (received === AVERROR_EAGAIN || received === AVERROR_EOF) break;
        if (received < 0) {
          listener.onDamage(`a picture cannot be decoded (${FFmpegError.strerror(received)})`);
          continue;
        }
        if (frame.hasFlags(AV_FRAME_FLAG_CORRUPT) || frame.decodeErrorFlags !== 0) {
          listener.onDamage('a picture is damaged');
        }
        const timeSec =
          frame.bestEffortTimestamp === NO_TIME ? count * tickSec : Number(frame.bestEffortTimestamp) * tickSec;
        firstSec ??= timeSec;
        count += 1;
        refuseExcess(clip.path, count, timeSec - firstSec, limits);
        yield { frame, timeSec, durationSec: frame.duration > 0n ? Number(frame.duration) * tickSec : undefined };
        frame.unref();
      }
    }
  } finally {
    frame.free();
    packet.free();
    decoder.freeContext();
  }
}

/** FFmpeg's AV_NOPTS_VALUE: no timestamp. */
export const NO_TIME = -(2n ** 63n);

async function openDecoder(clip: OpenClip, limits: ClipLimits, threads: number): Promise<CodecContext> {
  const { video, path } = clip;
  const { width, height } = video.codecpar;
  if (width * height > limits.maxPixels) throw tooLarge(path, width, height, limits);
  const decoder = new CodecContext();
  decoder.allocContext3(clip.decoder);
  decoder.parametersToContext(video.codecpar);
  decoder.pktTimebase = video.timeBase;
  decoder.threadCount = Math.min(MAX_DECODER_THREADS, threads);
  // The codec's own header may claim more than the container's.
  const status = await decoder.open2(clip.decoder, Dictionary.fromObject({ max_pixels: limits.maxPixels }));
  if (status >= 0) return decoder;
  decoder.freeContext();
  throw unreadable(path, 'decode', `the decoder cannot be set up (${FFmpegError.strerror(status)})`);
}

/** Stops a clip that turns out to be more than allowed. @throws MediaError `limit`. */
export function refuseExcess(path: string, frames: number, seconds: number, limits: ClipLimits): void {
  if (frames > limits.maxFrames) throw tooLong(path, `more than ${limits.maxFrames} frames`);
  if (seconds > limits.maxDurationSec) throw tooLong(path, `more than ${limits.maxDurationSec} s`);
}

function tooLong(path: string, fact: string): MediaError {
  const facts = { reason: 'limit', step: 'decode', file: path, todo: 'Cut the clip.' } as const;
  return new MediaError(`${path}: ${fact} of pictures`, facts);
}

function tooLarge(path: string, width: number, height: number, limits: ClipLimits): MediaError {
  const megapixels = (limits.maxPixels / 1e6).toFixed(1);
  const facts = { reason: 'limit', step: 'decode', file: path, todo: 'Scale the clip down.' } as const;
  return new MediaError(`${path}: frames of ${width}×${height}, ${megapixels} megapixels allowed`, facts);
}
