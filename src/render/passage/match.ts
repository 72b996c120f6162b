import type { Point } from '../homography.js';

/** The same thing seen in both stills; places in frame coordinates (the frame's height is 1, its middle the origin). */
export interface Match {
  readonly from: Point;
  readonly to: Point;
}
