import { Codec, CodecContext, Dictionary, FFmpegError, FormatContext, Frame, Packet, Rational } from 'node-av/lib';
import {
  AVCHROMA_LOC_LEFT,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_YUV420P,
  AV_PROFILE_H264_HIGH,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { MediaError } from '../../contract/errors.js';
import type { Yuv420Frame } from './yuv420-frame.js';

/** How a clip is encoded. */
export interface EncodeOptions {
  /** Even; H.264's 4:2:0 has one chroma sample per 2×2 pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Constant; every frame lasts 1/fps. */
  readonly fps: number;
  /** Known in advance, so that the last frame can be given its own quantiser. */
  readonly frameCount: number;
  /** x264's constant rate factor, 1 to 51; 18 is close to transparent. */
  readonly crf: number;
  /** x264's preset, `ultrafast` to `veryslow`. */
  readonly preset: string;
  /** False for a clip that stands still, in which nothing can wobble; default true. */
  readonly isMoving?: boolean;
}

/** What was written. */
export interface EncodedClip {
  readonly frames: number;
  readonly keyFrames: number;
}

/** A clip being written; runs inside the media process. */
export interface Encoder {
  /**
   * Takes the next frame: its planes are copied before this returns, so that the next one can be made while this one is encoded.
   * Await one write before the next.
   */
  write(frame: Yuv420Frame): Promise<void>;
  /** Flushes, and moves the index to the front of the file. No frame can follow. */
  finish(): Promise<EncodedClip>;
}

/**
 * x264 beside preset and crf, chosen by what it leaves of a slow camera move (docs/decisions/0006): macroblock-tree starves whatever later
 * frames do not lean on, which under a zoom is everywhere, and a wide dead zone lets fine texture stand still and then jump. A fixed
 * number of threads, for it is written into the stream: the same clip has the same bytes on 2 cores and on 32.
 */
const STEADY = { 'no-mbtree': 1, 'deadzone-inter': 6, 'aq-strength': 0.5 } as const;
const THREADS = 4;

/**
 * How much finer than crf the last frame is quantised. It is what a clip is cut and continued at, and nothing comes after
 * it that would make x264 spend on it. Not as a key frame: x264 gives a late one the quality of the frames about it, zone or not.
 */
const LAST_FRAME_STEP = 4;

/** Seconds between key frames: short enough to scrub, to cut, and to check the end of; measured to cost no steadiness. */
const KEY_FRAME_EVERY_SEC = 2;

/**
 * Opens an MP4 for H.264: High profile, yuv420p, tagged BT.709 limited range with left-sited chroma, constant rate, index in
 * front. The last frame has a quantiser zone of its own, so that it is as true to its source as the first.
 * @throws MediaError `internal` when the encoder or the file cannot be opened.
 */
export async function createEncoder(path: string, options: EncodeOptions): Promise<Encoder> {
  const { fps } = options;
  const timeBase = new Rational(1, fps);
  const codec = Codec.findEncoderByName(FF_ENCODER_LIBX264);
  if (codec === null) throw failure('libx264 is missing from the installed node-av');

  const format = new FormatContext();
  must(format.allocOutputContext2(null, 'mp4', path), 'open the MP4 writer');
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = options.widthPx;
  context.height = options.heightPx;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.timeBase = timeBase;
  context.framerate = new Rational(fps, 1);
  context.threadCount = THREADS;
  context.gopSize = fps * KEY_FRAME_EVERY_SEC;
  context.profile = AV_PROFILE_H264_HIGH;
  context.colorPrimaries = AVCOL_PRI_BT709;
  context.colorTrc = AVCOL_TRC_BT709;
  context.colorSpace = AVCOL_SPC_BT709;
  context.colorRange = AVCOL_RANGE_MPEG;
  context.chromaLocation = AVCHROMA_LOC_LEFT;
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  const x264 = Dictionary.fromObject({
    preset: options.preset,
    crf: options.crf,
    profile: 'high',
    'x264-params': x264Params(options),
  });
  must(await context.open2(codec, x264), 'open the H.264 encoder');
  const stream = format.newStream(codec);
  must(stream.codecpar.fromContext(context), 'describe the stream');
  stream.timeBase = timeBase;
  stream.avgFrameRate = new Rational(fps, 1);
  must(await format.openOutput(), 'open the file for writing');
  must(await format.writeHeader(Dictionary.fromObject({ movflags: '+faststart' })), 'write the header');

  const frame = new Frame();
  frame.alloc();
  frame.format = AV_PIX_FMT_YUV420P;
  frame.width = options.widthPx;
  frame.height = options.heightPx;
  must(frame.allocBuffer(), 'allocate a frame');
  const packet = new Packet();
  packet.alloc();
  let written = 0;
  let keyFrames = 0;

  /** In this thread: packets are small, and a hop to another costs more than the copy. */
  function drain(): void {
    for (;;) {
      const status = context.receivePacketSync(packet);
      if (status === AVERROR_EAGAIN || status === AVERROR_EOF) return;
      must(status, 'encode a frame');
      if (packet.isKeyframe) keyFrames++;
      packet.streamIndex = stream.index;
      packet.duration = 1n;
      packet.rescaleTs(timeBase, stream.timeBase);
      must(format.interleavedWriteFrameSync(packet), 'write to the clip');
    }
  }

  return {
    async write(planes) {
      must(frame.makeWritable(), 'reuse a frame');
      copyIn(planes, frame, options);
      frame.pts = BigInt(written);
      written++;
      must(await context.sendFrame(frame), 'encode a frame');
      drain();
    },
    async finish() {
      must(await context.sendFrame(null), 'finish encoding');
      drain();
      must(await format.writeTrailer(), 'write the index');
      await format.closeOutput();
      frame.free();
      packet.free();
      context.freeContext();
      format.freeContext();
      return { frames: written, keyFrames };
    },
  };
}

function x264Params({ crf, frameCount, isMoving = true }: EncodeOptions): string {
  const last = frameCount - 1;
  const zones = `${last},${last},q=${Math.max(1, Math.round(crf) - LAST_FRAME_STEP)}`;
  return Object.entries({ ...(isMoving ? STEADY : {}), zones })
    .map(([name, value]) => `${name}=${value}`)
    .join(':');
}

/** Copies row by row: FFmpeg pads its rows to the CPU's vector width. */
function copyIn(planes: Yuv420Frame, frame: Frame, { widthPx, heightPx }: EncodeOptions): void {
  const targets = frame.data;
  const strides = frame.linesize;
  if (targets === null) throw failure('the frame has no memory');
  const sources = [planes.y, planes.u, planes.v];
  for (const [index, source] of sources.entries()) {
    const width = index === 0 ? widthPx : widthPx / 2;
    const height = index === 0 ? heightPx : heightPx / 2;
    const target = targets[index];
    const stride = strides[index];
    if (target === undefined || stride === undefined) throw failure(`plane ${index} is missing`);
    if (stride === width) target.set(source.subarray(0, width * height));
    else for (let y = 0; y < height; y++) target.set(source.subarray(y * width, (y + 1) * width), y * stride);
  }
}

function must(status: number, doing: string): void {
  if (status >= 0) return;
  throw failure(`could not ${doing}: ${FFmpegError.strerror(status)}`, FFmpegError.fromCode(status));
}

function failure(message: string, cause?: unknown): MediaError {
  return new MediaError(message, { reason: 'internal', step: 'encode', cause });
}
