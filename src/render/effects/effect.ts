import type { Instant } from '../../motion/timeline.js';

/** Lies over the painted planes of a frame, and changes them in place. Where an instant has nothing of it, no byte changes. */
export interface Effect {
  apply(instant: Instant): void;
}
