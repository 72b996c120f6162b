/** Makes small clips of every kind that the readers of clips must know, for their tests. Not in the published package. */
import {
  avGetPixFmtFromName,
  avChannelLayoutDefault,
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  FormatContext,
  Frame,
  Packet,
  Rational,
  SoftwareScaleContext,
  type Stream,
} from 'node-av/lib';
import {
  AVCOL_PRI_BT709,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_YUV420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_SAMPLE_FMT_FLTP,
  type FFEncoderCodec,
} from 'node-av/constants';
import type { JobContext } from '../job.js';

/** What clip is made. */
export interface MakeClipInput {
  readonly container: 'mp4' | 'mov' | 'webm' | 'matroska' | 'avi' | 'mpegts';
  readonly encoder: 'libx264' | 'libx265' | 'libvpx-vp9' | 'libvpx' | 'libsvtav1' | 'mpeg4';
  readonly widthPx: number;
  readonly heightPx: number;
  /** When each frame is shown, in ticks of 1/1000 s; the last one is shown as long as the one before it. */
  readonly shownMs: readonly number[];
  /** Options of the encoder (`preset`, `g`…). */
  readonly encoderOptions?: Readonly<Record<string, string | number>>;
  /** Options of the container's writer (`movflags`…). */
  readonly containerOptions?: Readonly<Record<string, string | number>>;
  /** Default `yuv420p`. */
  readonly pixelFormat?: string;
  /** Default limited. */
  readonly fullRange?: boolean;
  /** Tags the clip as BT.709; default no tags but the range. */
  readonly bt709?: boolean;
  /** A turn that players do, clockwise. */
  readonly rotationDeg?: 0 | 90 | 180 | 270;
  readonly sampleAspect?: readonly [number, number];
  /** Adds a sound track of silence: AAC in MP4, Opus in WebM, or AC-3, which may not be decoded. */
  readonly sound?: {
    readonly encoder: 'aac' | 'libopus' | 'ac3';
    readonly sampleRateHz: number;
    readonly channels: number;
  };
}

/** One value of luma for each frame: what a test finds again after decoding. */
export function lumaOfFrame(index: number): number {
  return 40 + ((index * 7) % 160);
}

/** Writes the clip to the output `clip`; frame n is a flat grey of `lumaOfFrame(n)` with a ramp in its top quarter. */
export async function makeClip(input: MakeClipInput, context: JobContext): Promise<void> {
  const format = new FormatContext();
  must(format.allocOutputContext2(null, input.container, context.output('clip')));
  const picture = await openPicture(format, input);
  const sound = input.sound === undefined ? undefined : await openSound(format, input.sound);
  must(await format.openOutput());
  must(await format.writeHeader(Dictionary.fromObject({ ...input.containerOptions })));
  for (const [index, pts] of input.shownMs.entries()) {
    const frame = paint(index, input);
    frame.pts = BigInt(pts);
    must(await picture.encoder.sendFrame(frame));
    frame.free();
    await drain(format, picture);
  }
  must(await picture.encoder.sendFrame(null));
  await drain(format, picture);
  if (sound !== undefined) await writeSilence(format, sound, (input.shownMs.at(-1) ?? 0) / 1000);
  must(await format.writeTrailer());
  await format.closeOutput();
  for (const track of [picture, sound]) track?.encoder.freeContext();
  format.freeContext();
}

interface Track {
  readonly encoder: CodecContext;
  readonly stream: Stream;
  /** How long a packet of this time is shown, in the encoder's ticks; encoders do not carry it through. */
  readonly durationOf?: (pts: bigint) => bigint;
}

async function openPicture(format: FormatContext, input: MakeClipInput): Promise<Track> {
  const encoder = new CodecContext();
  const codec = findEncoder(input.encoder);
  encoder.allocContext3(codec);
  encoder.width = input.widthPx;
  encoder.height = input.heightPx;
  encoder.pixelFormat = avGetPixFmtFromName(input.pixelFormat ?? 'yuv420p');
  encoder.timeBase = new Rational(1, 1000);
  encoder.framerate = new Rational(25, 1);
  encoder.threadCount = 1;
  encoder.colorRange = input.fullRange === true ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  if (input.bt709 === true) {
    encoder.colorPrimaries = AVCOL_PRI_BT709;
    encoder.colorTrc = AVCOL_TRC_BT709;
    encoder.colorSpace = AVCOL_SPC_BT709;
  }
  if (input.sampleAspect !== undefined) encoder.sampleAspectRatio = new Rational(...input.sampleAspect);
  const track = await addTrack(format, encoder, codec, Dictionary.fromObject({ ...input.encoderOptions }));
  if (input.sampleAspect !== undefined) track.stream.sampleAspectRatio = new Rational(...input.sampleAspect);
  if (input.rotationDeg !== undefined) {
    must(track.stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, displayMatrix(input.rotationDeg)));
  }
  return { ...track, durationOf: (pts) => durationOf(Number(pts), input.shownMs) };
}

/** Without one for the last frame, MP4's edit list would leave it out. */
function durationOf(pts: number, shownMs: readonly number[]): bigint {
  const index = shownMs.indexOf(pts);
  const until = shownMs[index + 1];
  if (until !== undefined) return BigInt(until - pts);
  return BigInt(index === 0 ? 40 : pts - (shownMs[index - 1] ?? 0));
}

async function openSound(format: FormatContext, sound: NonNullable<MakeClipInput['sound']>): Promise<Track> {
  const encoder = new CodecContext();
  const codec = findEncoder(sound.encoder);
  encoder.allocContext3(codec);
  encoder.sampleFormat = codec.sampleFormats?.[0] ?? AV_SAMPLE_FMT_FLTP;
  encoder.sampleRate = sound.sampleRateHz;
  encoder.channelLayout = avChannelLayoutDefault(sound.channels);
  encoder.timeBase = new Rational(1, sound.sampleRateHz);
  return await addTrack(format, encoder, codec, null);
}

async function addTrack(
  format: FormatContext,
  encoder: CodecContext,
  codec: Codec,
  options: Dictionary | null,
): Promise<Track> {
  encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  must(await encoder.open2(codec, options));
  const stream = format.newStream(codec);
  must(stream.codecpar.fromContext(encoder));
  stream.timeBase = encoder.timeBase;
  return { encoder, stream };
}

async function writeSilence(format: FormatContext, track: Track, durationSec: number): Promise<void> {
  const { encoder } = track;
  const frame = new Frame();
  frame.alloc();
  frame.format = encoder.sampleFormat;
  frame.sampleRate = encoder.sampleRate;
  frame.channelLayout = encoder.channelLayout;
  frame.nbSamples = encoder.frameSize;
  must(frame.allocBuffer());
  for (const plane of frame.data ?? []) plane.fill(0);
  for (let sample = 0; sample < durationSec * encoder.sampleRate; sample += encoder.frameSize) {
    frame.pts = BigInt(sample);
    must(await encoder.sendFrame(frame));
    await drain(format, track);
  }
  frame.free();
  must(await encoder.sendFrame(null));
  await drain(format, track);
}

async function drain(format: FormatContext, { encoder, stream, durationOf: duration }: Track): Promise<void> {
  const packet = new Packet();
  packet.alloc();
  while ((await encoder.receivePacket(packet)) >= 0) {
    packet.streamIndex = stream.index;
    if (duration !== undefined) packet.duration = duration(packet.pts);
    packet.rescaleTs(encoder.timeBase, stream.timeBase);
    must(await format.interleavedWriteFrame(packet));
  }
  packet.free();
}

function paint(index: number, input: MakeClipInput): Frame {
  const { widthPx, heightPx, pixelFormat } = input;
  const frame = blank(input, AV_PIX_FMT_YUV420P);
  const [luma, ...chroma] = frame.data ?? [];
  const stride = frame.linesize[0] ?? widthPx;
  luma?.fill(lumaOfFrame(index));
  for (let y = 0; y < heightPx / 4; y++)
    for (let x = 0; x < widthPx; x++) luma?.writeUInt8(16 + (x % 200), y * stride + x);
  for (const plane of chroma) plane.fill(128);
  if (pixelFormat === undefined || pixelFormat === 'yuv420p') return frame;
  const converted = blank(input, avGetPixFmtFromName(pixelFormat));
  const scaler = new SoftwareScaleContext();
  scaler.allocContext();
  must(scaler.scaleFrameSync(converted, frame));
  scaler.freeContext();
  frame.free();
  return converted;
}

function blank(input: MakeClipInput, pixelFormat: Frame['format']): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.format = pixelFormat;
  frame.width = input.widthPx;
  frame.height = input.heightPx;
  frame.colorRange = input.fullRange === true ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  must(frame.allocBuffer());
  return frame;
}

/** Nine numbers in the machine's order: 16.16 fixed point, the last column 2.30. */
function displayMatrix(degrees: number): Buffer {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const turn = [cos, sin, -sin, cos].map((value) => Math.round(value * 65_536));
  const [a = 0, b = 0, c = 0, d = 0] = turn;
  return Buffer.from(Int32Array.of(a, b, 0, c, d, 0, 0, 0, 2 ** 30).buffer);
}

function findEncoder(name: string): Codec {
  const codec = Codec.findEncoderByName(name as FFEncoderCodec);
  if (codec === null) throw new Error(`node-av has no encoder ${name}`);
  return codec;
}

function must(status: number): void {
  if (status < 0) throw new Error(FFmpegError.strerror(status));
}
