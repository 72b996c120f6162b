import { LOCAL_MOTION } from '../models/local-motion.js';
import type { Directions, Loop } from '../motion/directions.js';
import { createTimeline, type Timeline } from '../motion/timeline.js';

/** Which frames of a clip show the stills it is made from; frames count from 0. */
export interface StillMarks {
  readonly frameCount: number;
  /** The frame that shows the whole first still in its own light and sharpness, or comes nearest to it. */
  readonly wholeStillAt: number;
  /** Whether that frame does so exactly. */
  readonly showsWholeStill: boolean;
  /** The frame that shows the last still; absent without one. */
  readonly lastStillAt?: number;
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
  const { frameCount, hasLast } = clip;
  const timeline = createTimeline(directions, { ...clip, durationSec: frameCount / LOCAL_MOTION.fps });
  const { wholeStillAt, showsWholeStill } = timeline;
  const marks = { frameCount, wholeStillAt, showsWholeStill };
  return hasLast ? { ...marks, lastStillAt: furthestOf(timeline, frameCount) } : marks;
}

/** The frame that is furthest on its way to the last still with nothing over it; the later one of two. */
function furthestOf(timeline: Timeline, frameCount: number): number {
  let [furthest, mostShown] = [0, 0];
  for (let index = 0; index < frameCount; index += 1) {
    const { passage, fade } = timeline.at(index);
    const shown = passage * (1 - fade);
    if (shown >= mostShown) [furthest, mostShown] = [index, shown];
  }
  return furthest;
}
