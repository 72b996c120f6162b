import { LOCAL_MOTION } from '../../models/local-motion.js';
import type { Directions, Loop } from '../../motion/directions.js';
import { createTimeline, type Timeline } from '../../motion/timeline.js';

/** What a clip's timeline makes of its directions: which frames show the stills, and what is scaled down; frames count from 0. */
export interface StillMarks {
  readonly frameCount: number;
  /** The frame that shows the whole first still in its own light and sharpness, or comes nearest to it. */
  readonly wholeStillAt: number;
  /** Whether that frame does so exactly. */
  readonly showsWholeStill: boolean;
  /** The frame that shows the last still, or comes nearest to it; absent without one. */
  readonly lastStillAt?: number;
  /** Whether that frame does so exactly; absent without a last still. */
  readonly showsLastStill?: boolean;
  /** What camera moves, added up, do less far than asked; absent where there is nothing such. */
  readonly limits?: Timeline['limits'];
}

/** What {@link markStills} goes by. */
export interface MarkedClip {
  /** Width over height. */
  readonly aspectRatio: number;
  readonly frameCount: number;
  readonly loop: Loop;
  readonly hasLast: boolean;
}

/** Finds out which frames will show the stills. Pure; costs nothing. */
export function markStills(directions: Directions, clip: MarkedClip): StillMarks {
  const { frameCount } = clip;
  const timeline = createTimeline(directions, { ...clip, durationSec: frameCount / LOCAL_MOTION.fps });
  const { wholeStillAt, showsWholeStill, lastStillAt, showsLastStill, limits } = timeline;
  const marks = { frameCount, wholeStillAt, showsWholeStill, ...(limits.length > 0 && { limits }) };
  return lastStillAt === undefined ? marks : { ...marks, lastStillAt, showsLastStill };
}
