import type { Towards } from './actions.js';
import type { CameraPose } from './camera-path.js';

/** What is true at one frame: all that the renderer paints from. */
export interface Instant {
  readonly pose: CameraPose;
  /** Bands of light on their way: `position` 0 (not yet in the picture) to 1 (out of it again). */
  readonly sweeps: readonly SweepAt[];
  /** See Action `light_change`; level 1, warmth 0, key 0 is the still's own light. */
  readonly light: LightAt;
  /** How far each part of the picture is out of focus, 0 (as in the still) to 1. */
  readonly blur: BlurAt;
  /** How far on the way from the first still to the last, 0 to 1. */
  readonly passage: number;
  /** Loop `crossfade` only: how much of the clip's first frame lies over this one, 0 to 1. */
  readonly fade: number;
}

/** One band of light at one moment. */
export interface SweepAt {
  readonly towards: Towards;
  readonly position: number;
  readonly strength: number;
}

/** The light at one moment. */
export interface LightAt {
  readonly level: number;
  readonly warmth: number;
  readonly key: number;
}

/** The focus at one moment. */
export interface BlurAt {
  readonly subject: number;
  readonly background: number;
}
