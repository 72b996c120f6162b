import { stat } from 'node:fs/promises';
import { avGetCodecName, avGetPixFmtName, type Stream } from 'node-av/lib';
import { AVMEDIA_TYPE_AUDIO } from 'node-av/constants';
import type { JobContext } from '../job.js';
import { checkDecoding, type DecodeMode, type DecodeReport } from './check-decoding.js';
import { CLIP_LIMITS, type ClipLimits } from './clip-limits.js';
import { colourTagsOf, type ColourTags } from './colour-tags.js';
import { displayOf, type Display } from './display-size.js';
import { measureRate, type FrameRate } from './measure-rate.js';
import { readMp4Layout, type Mp4Layout } from './mp4-layout.js';
import { openClip } from './open-clip.js';
import type { ClipContainer } from './sniff-clip.js';

/** What is asked of a probe. */
export interface ProbeClipInput {
  /** How much is decoded; default `all`. */
  readonly decode?: DecodeMode;
  readonly limits?: ClipLimits;
}

/** The pictures of a clip. */
export interface VideoFacts extends Display, FrameRate {
  /** FFmpeg's name: `h264`, `hevc`, `av1`, `vp9`, `vp8`. */
  readonly codec: string;
  /** As the codec's standard names it (`High`); undefined where the stream names none. */
  readonly profile: string | undefined;
  /** FFmpeg's name: `yuv420p`, `yuv420p10le`… */
  readonly pixelFormat: string | undefined;
  readonly frames: number;
  readonly colour: ColourTags;
}

/** A sound track. */
export interface AudioFacts {
  /** FFmpeg's name: `aac`, `opus`… */
  readonly codec: string;
  readonly sampleRateHz: number;
  readonly channels: number;
}

/** What a clip is. */
export interface ClipFacts {
  readonly container: ClipContainer;
  readonly sizeBytes: number;
  readonly video: VideoFacts;
  /** Empty for a silent clip. */
  readonly audio: readonly AudioFacts[];
  /** `none` for WebM and Matroska, which have no such thing. */
  readonly moov: Mp4Layout['moov'];
  /** Whether, as far as was asked, it decodes. */
  readonly decoding: DecodeReport;
}

/**
 * The job that says what a clip is, measured and not as its header claims: opens the file `clip`, reads every packet,
 * decodes as much as asked.
 * @throws MediaError `unreadable` when it is no clip or its container is broken at the start, `limit` for one larger or
 *   longer than allowed. Damage further in is part of the answer.
 */
export async function probeClip(input: ProbeClipInput, context: JobContext): Promise<ClipFacts> {
  const path = context.file('clip');
  context.step('open');
  const { size } = await stat(path);
  const clip = await openClip(path, { analyze: true });
  try {
    const isMp4 = clip.container === 'mp4' || clip.container === 'mov';
    const layout = isMp4 ? await readMp4Layout(path) : undefined;
    context.step('decode');
    const { report, times } = await checkDecoding(clip, input.decode ?? 'all', input.limits ?? CLIP_LIMITS, layout);
    const { codecpar, timeBase } = clip.video;
    return {
      container: clip.container,
      sizeBytes: size,
      video: {
        codec: avGetCodecName(codecpar.codecId) ?? 'unknown',
        profile: clip.decoder.profiles?.find(({ profile }) => profile === Number(codecpar.profile))?.name,
        pixelFormat: avGetPixFmtName(codecpar.format as Parameters<typeof avGetPixFmtName>[0]) ?? undefined,
        frames: times.shownSec.length,
        colour: colourTagsOf(codecpar),
        ...displayOf(clip.video),
        ...measureRate(times.shownSec, timeBase.num / timeBase.den, times.lastSec),
      },
      audio: clip.format.streams.filter(isAudio).map(audioFacts),
      moov: layout?.moov ?? 'none',
      decoding: report,
    };
  } finally {
    await clip.close();
  }
}

function isAudio(stream: Stream): boolean {
  return stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO;
}

function audioFacts({ codecpar }: Stream): AudioFacts {
  return {
    codec: avGetCodecName(codecpar.codecId) ?? 'unknown',
    sampleRateHz: codecpar.sampleRate,
    channels: codecpar.channelLayout.nbChannels,
  };
}
