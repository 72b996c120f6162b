/**
 * How a change spends its time.
 *
 * - `ease`: from rest to rest, as a good operator moves.
 * - `settle`: soon under way, then slower and slower into its end.
 * - `accelerate`: from rest, faster and faster; it ends in motion.
 * - `snap`: nearly all of it in a moment, then rest.
 * - `linear`: evenly; it begins and ends in motion.
 */
export type Easing = 'ease' | 'settle' | 'accelerate' | 'snap' | 'linear';

/** When a change happens, in shares of the clip: 0 ≤ `from` < `to` ≤ 1. Before it nothing has changed, after it all has. */
export interface Timing {
  readonly from: number;
  readonly to: number;
  readonly easing: Easing;
}

/** The whole clip, from rest to rest. */
export const WHOLE_CLIP: Timing = { from: 0, to: 1, easing: 'ease' };
