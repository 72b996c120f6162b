import type { TimedAction } from './actions.js';
import type { Move } from './moves.js';
import { type Timing, WHOLE_CLIP } from './timing.js';

/** A camera move and when it happens. Moves may follow each other or overlap: what each does is added up. */
export interface TimedMove extends Timing {
  readonly move: Move;
}

/** All that happens in a clip, as plain data: the same directions make the same clip. */
export interface Directions {
  /** Empty: the camera stands still. */
  readonly camera: readonly TimedMove[];
  readonly actions: readonly TimedAction[];
  /** How the way from the first still to the last is spent; without a last still it means nothing. */
  readonly passage: Timing;
}

/** How a clip's end meets its beginning, so that it can be played round and round; `none`: it does not. */
export type Loop = 'none' | 'seam' | 'pingpong' | 'crossfade';

/** Nothing happens. */
export const STANDSTILL: Directions = { camera: [], actions: [], passage: WHOLE_CLIP };
