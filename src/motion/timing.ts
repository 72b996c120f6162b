import { ease, evenly, settling } from './ease.js';

/**
 * How a change spends its time.
 *
 * - `ease`: from rest to rest, as a good operator moves.
 * - `settle`: soon under way, then slower and slower into its end.
 * - `accelerate`: from rest, faster and faster; it ends in motion.
 * - `snap`: nearly all of it in a moment, then rest.
 * - `linear`: evenly; it begins and ends in motion.
 *
 * What begins or ends in motion does so only at the clip's own first and last frame: inside a clip a brief ramp leads from rest and
 * to rest, so that nothing jerks.
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

/** Share of the time that a change inside a clip takes to get into motion, or out of it, where its easing has none. */
const BRIEF = 0.12;
/** Settle: full speed after a fifth of the time, half of the way done after a third, nine tenths after three fifths. */
const SETTLE = { rise: 0.2, haste: 3 } as const;
/** Snap: three quarters of the way done after a tenth of the time, 98 % after a fifth. */
const SNAP = { rise: 0.05, haste: 28 } as const;

/**
 * How much of a change is done at a moment of the clip, 0 to 1: exactly 0 up to `from` and exactly 1 from `to` on, never back on the
 * way and never beyond. Speed and acceleration are continuous, but where the clip itself begins or ends in motion.
 * `restsAtEdges` takes that exception away: for a clip that is turned round at its ends.
 */
export function progressAt({ from, to, easing }: Timing, moment: number, restsAtEdges = false): number {
  if (moment <= from) return 0;
  if (moment >= to) return 1;
  const share = (moment - from) / (to - from);
  const opening = from > 0 || restsAtEdges ? BRIEF : 0;
  const closing = to < 1 || restsAtEdges ? BRIEF : 0;
  switch (easing) {
    case 'ease':
      return ease(share);
    case 'settle':
      return settling(share, SETTLE.rise, SETTLE.haste);
    case 'snap':
      return settling(share, SNAP.rise, SNAP.haste);
    case 'accelerate':
      return evenly(share, 0, closing) ** 3;
    case 'linear':
      return evenly(share, opening, closing);
  }
}
