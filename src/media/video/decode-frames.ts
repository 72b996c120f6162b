import { AVSEEK_FLAG_BACKWARD } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { CLIP_LIMITS, type ClipLimits } from './clip-limits.js';
import { decodeClip, NO_TIME } from './decode-clip.js';
import { openClip, unreadable, type OpenClip } from './open-clip.js';
import { createFrameReader, type DecodedFrame } from './planes-of-frame.js';

/** A frame of a clip, with its place. */
export interface ClipFrame extends DecodedFrame {
  /** Counted from 0 in the order of showing. */
  readonly index: number;
  /** When it is shown, in seconds from the first frame. */
  readonly timeSec: number;
}

/** The frames a clip is cut at. */
export interface EndFrames {
  readonly first: DecodedFrame;
  readonly last: DecodedFrame;
}

/**
 * Decodes every frame of a clip, in the order of showing. For the bodies of jobs; the planes of a frame are its own.
 * @throws MediaError `unreadable` at the first damage, `limit` for more or larger frames than allowed.
 */
export async function* decodeFrames(
  path: string,
  limits: ClipLimits = CLIP_LIMITS,
): AsyncGenerator<ClipFrame, void, undefined> {
  const clip = await openClip(path, { analyze: false });
  const reader = createFrameReader();
  try {
    let index = 0;
    let firstSec: number | undefined;
    for await (const { frame, timeSec } of decodeClip(clip, limits, { onDamage: refuseDamage(path) })) {
      firstSec ??= timeSec;
      yield { ...reader.read(frame), index, timeSec: timeSec - firstSec };
      index += 1;
    }
  } finally {
    reader.free();
    await clip.close();
  }
}

/**
 * Decodes the first and the last frame of a clip, at the same time. The last costs no more than the frames since the key
 * frame before it.
 * @throws MediaError as `decodeFrames` does, for the parts that are decoded.
 */
export async function decodeEndFrames(path: string, limits: ClipLimits = CLIP_LIMITS): Promise<EndFrames> {
  // Both are waited for whatever happens: no decoder must go on behind the back of a job that has ended.
  const [first, last] = await Promise.allSettled([
    withClip(path, (clip) => decodeFirst(clip, limits)),
    withClip(path, (clip) => decodeLast(clip, limits)),
  ]);
  if (first.status === 'rejected') throw first.reason;
  if (last.status === 'rejected') throw last.reason;
  if (first.value === undefined) throw unreadable(path, 'decode', 'there is no frame in it');
  return { first: first.value, last: last.value ?? first.value };
}

async function withClip<Result>(path: string, use: (clip: OpenClip) => Promise<Result>): Promise<Result> {
  const clip = await openClip(path, { analyze: false });
  try {
    return await use(clip);
  } finally {
    await clip.close();
  }
}

async function decodeFirst(clip: OpenClip, limits: ClipLimits): Promise<DecodedFrame | undefined> {
  const reader = createFrameReader();
  try {
    // A second thread would decode the second frame meanwhile, which nobody wants.
    const listener = { onDamage: refuseDamage(clip.path), threads: 1 };
    for await (const { frame } of decodeClip(clip, limits, listener)) return reader.read(frame);
    return undefined;
  } finally {
    reader.free();
  }
}

/** From the last key frame; where that cannot be found or leads through damage (a broken index does both), from the first. */
async function decodeLast(clip: OpenClip, limits: ClipLimits): Promise<DecodedFrame | undefined> {
  const quick = await decodeToEnd(clip, 'last key frame', limits);
  if (quick.last !== undefined && quick.damage === undefined) return quick.last;
  const whole = await decodeToEnd(clip, 'start', limits);
  if (whole.damage !== undefined) throw unreadable(clip.path, 'decode', whole.damage);
  return whole.last;
}

interface Run {
  readonly last: DecodedFrame | undefined;
  /** The first of what went wrong. */
  readonly damage: string | undefined;
}

async function decodeToEnd(clip: OpenClip, from: 'last key frame' | 'start', limits: ClipLimits): Promise<Run> {
  const damage: string[] = [];
  if (!(await seek(clip, from))) return { last: undefined, damage: undefined };
  const reader = createFrameReader();
  let last: Frame | null = null;
  try {
    for await (const { frame } of decodeClip(clip, limits, { onDamage: (fact) => damage.push(fact) })) {
      // Which one is last shows only afterwards: a second hold on its memory is kept, not a copy.
      last?.free();
      last = frame.clone();
    }
    return { last: last === null ? undefined : reader.read(last), damage: damage[0] };
  } finally {
    last?.free();
    reader.free();
  }
}

/** Moves the reader; whether it could. */
export async function seek(clip: OpenClip, to: 'last key frame' | 'start'): Promise<boolean> {
  const { format, video } = clip;
  const start = video.startTime === NO_TIME ? 0n : video.startTime;
  if (to === 'start') return (await format.seekFrame(video.index, start, AVSEEK_FLAG_BACKWARD)) >= 0;
  // A stream of unknown duration (WebM) is left at its container's, which is in µs.
  const { timeBase } = video;
  const ticks =
    video.duration === NO_TIME || video.duration <= 0n
      ? BigInt(Math.ceil((Number(format.duration) / 1e6 / timeBase.num) * timeBase.den))
      : video.duration;
  return (await format.seekFrame(video.index, start + ticks, AVSEEK_FLAG_BACKWARD)) >= 0;
}

/** Stops at the first damage. */
function refuseDamage(path: string): (fact: string) => void {
  return (fact) => {
    throw unreadable(path, 'decode', fact);
  };
}
