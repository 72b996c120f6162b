import { MediaError } from '../contract/errors.js';
import type { MediaPool } from '../media/pool.js';
import { probeClipJob } from '../media/video/probe-clip-job.js';

/** What a sound clip shows, measured and not as its header claims. */
export interface ClipShown {
  readonly durationSec: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** On average; `null` for a single frame. */
  readonly fps: number | null;
}

/** A clip that has been looked at. */
export type VerifiedClip =
  | { readonly kind: 'sound'; readonly shown: ClipShown }
  /** `what` ends a sentence: “cannot be used: …”. */
  | { readonly kind: 'damaged'; readonly what: string };

/**
 * Reads a clip's every packet and decodes its first and last group of pictures. Costs one job in the media process.
 * @throws MediaError when the media process failed for a reason of its own; trying again may help.
 */
export async function verifyClip(pool: MediaPool, path: string, signal: AbortSignal): Promise<VerifiedClip> {
  try {
    const { video, decoding } = await pool.run(probeClipJob, { decode: 'ends' }, { files: { clip: path }, signal });
    const { firstDamage } = decoding;
    if (firstDamage !== undefined) return { kind: 'damaged', what: `it is damaged after frame ${firstDamage.frame}` };
    if (video.frames === 0) return { kind: 'damaged', what: 'there is no frame in it' };
    const { durationSec, widthPx, heightPx, fps = null } = video;
    return { kind: 'sound', shown: { durationSec, widthPx, heightPx, fps } };
  } catch (error) {
    if (error instanceof MediaError && (error.reason === 'unreadable' || error.reason === 'limit')) {
      return { kind: 'damaged', what: error.message.replaceAll(path, 'it') };
    }
    throw error;
  }
}
