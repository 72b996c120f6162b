import { AV_FRAME_FLAG_KEY } from 'node-av/constants';
import type { ClipLimits } from './clip-limits.js';
import { decodeClip, NO_TIME, type DecodeListener } from './decode-clip.js';
import { seek } from './decode-frames.js';
import type { Mp4Layout } from './mp4-layout.js';
import type { OpenClip } from './open-clip.js';
import { createPacketLog, readPackets } from './packet-log.js';

/**
 * How much of a clip is decoded.
 *
 * - `all`: every frame.
 * - `ends`: the frames up to the second key frame, and those from the last key frame on.
 * - `none`: nothing; packets are read to the end.
 */
export type DecodeMode = 'all' | 'ends' | 'none';

/** Where a clip is damaged first. */
export interface Damage {
  /** Frames that were decoded before it. */
  readonly frame: number;
  /** When the last of these is shown, in seconds from the first; 0 where there is none. */
  readonly timeSec: number;
  readonly fact: string;
}

/** What decoding found. */
export interface DecodeReport {
  readonly mode: DecodeMode;
  readonly framesDecoded: number;
  /** Undefined for a clip that is sound as far as it was looked at. */
  readonly firstDamage: Damage | undefined;
}

/** When the frames of a clip are shown. */
export interface FrameTimes {
  readonly shownSec: readonly number[];
  /** How long the last is shown. */
  readonly lastSec: number | undefined;
}

/** A container's duration is rounded, and counts sound that goes on a little: so much may be missing at the end. */
const MISSING_SEC = 0.5;

/**
 * Reads a freshly opened clip to its end, decodes as much as asked, and answers with where it is damaged and when its
 * frames are shown. Damage beside what decoders say: a file that ends inside a box, and one that ends well before the
 * duration it claims.
 * @throws MediaError `limit` for more or larger frames than allowed.
 */
export async function checkDecoding(
  clip: OpenClip,
  mode: DecodeMode,
  limits: ClipLimits,
  layout: Mp4Layout | undefined,
): Promise<{ readonly report: DecodeReport; readonly times: FrameTimes }> {
  const log = createPacketLog(clip);
  const decodedSec: number[] = [];
  let lastSec: number | undefined;
  let firstDamage: Damage | undefined;

  /** Where the reader is: in frames decoded or, where none are, in packets read. */
  const note = (shownSec: readonly number[], fact: string): void => {
    const timeSec = Math.round(((shownSec.at(-1) ?? 0) - (shownSec[0] ?? 0)) * 1e6) / 1e6;
    firstDamage ??= { frame: shownSec.length, timeSec, fact };
  };

  /** Whether it came to the end. */
  async function decode(listener: Pick<DecodeListener, 'onPacket'>, stopAtSecondKey: boolean): Promise<boolean> {
    const onDamage = (fact: string): void => note(decodedSec, fact);
    let pictures = 0;
    for await (const picture of decodeClip(clip, limits, { ...listener, onDamage })) {
      if (stopAtSecondKey && pictures > 0 && picture.frame.hasFlags(AV_FRAME_FLAG_KEY)) return false;
      pictures += 1;
      decodedSec.push(picture.timeSec);
      lastSec = picture.durationSec;
    }
    return true;
  }

  if (mode === 'all') await decode({ onPacket: (packet) => log.note(packet) }, false);
  else await readPackets(clip, limits, log, (fact) => note(log.shownSec, fact));
  if (mode === 'ends' && (await seek(clip, 'start')) && !(await decode({}, true))) {
    if (await seek(clip, 'last key frame')) await decode({}, false);
  }

  const shownSec = mode === 'all' ? decodedSec : log.shownSec;
  if (layout?.truncated === true) note(shownSec, 'the file ends inside a box');
  const missingSec = declaredEndSec(clip) - log.endSec();
  if (missingSec > MISSING_SEC) note(shownSec, `the last ${missingSec.toFixed(1)} s are missing`);
  if (shownSec.length === 0) note(shownSec, 'there is no frame in it');
  return {
    report: { mode, framesDecoded: decodedSec.length, firstDamage },
    times: { shownSec, lastSec: mode === 'all' ? lastSec : log.lastSec() },
  };
}

/** Where the container says that it ends, on the clip's own clock; FFmpeg gives it in µs. */
function declaredEndSec({ format }: OpenClip): number {
  if (format.duration === NO_TIME) return -Infinity;
  return (Number(format.duration) + (format.startTime === NO_TIME ? 0 : Number(format.startTime))) / 1e6;
}
