import type { CameraPose } from '../../motion/camera-path.js';
import type { BlurAt } from '../../motion/timeline.js';
import type { SubjectBox } from '../renderer.js';
import { project } from '../homography.js';
import { type Size, viewOf } from '../view.js';

/** Numbers of a focus map; see assembly/defocus.ts. */
export const FOCUS_NUMBERS = 12;

/** The middle of the picture, where nobody said what its subject is. */
const MIDDLE: SubjectBox = { x: 0.275, y: 0.275, width: 0.45, height: 0.45 };
/** The subject's edge is soft from here on; what the box holds is to be sharp. */
const ROOM = 1.1;
/** A smaller subject, in shares of the still, would be an edge and nothing in it. */
const HALF_MIN = 0.06;
/** Q24 of twice a subject's half size. */
const TO_Q24 = 2 ** 24 / 2;

/** Where the subject lies on the frame: its distance across and down from its middle, in half sizes, at (0, 0) and for each luma sample. */
export interface SubjectPlace {
  readonly across: readonly [start: number, perColumn: number, perRow: number];
  readonly down: readonly [start: number, perColumn: number, perRow: number];
}

/** The subject as the camera sees it; what perspective does to so soft an edge is left out. */
export function placeSubject(pose: CameraPose, frame: Size, subject: SubjectBox = MIDDLE): SubjectPlace {
  const view = viewOf(pose, frame, { x: 0.5, y: 0.5 }, { widthPx: 1, heightPx: 1 });
  const [x, y] = [frame.widthPx / 2, frame.heightPx / 2];
  const at = project(view, x, y);
  const [left, right] = [project(view, x / 2, y), project(view, 1.5 * x, y)];
  const [above, below] = [project(view, x, y / 2), project(view, x, 1.5 * y)];
  const axis = (name: 'x' | 'y', near: number, size: number): SubjectPlace['across'] => {
    const half = Math.max(HALF_MIN, (ROOM * size) / 2);
    const perColumn = (right[name] - left[name]) / x / half;
    const perRow = (below[name] - above[name]) / y / half;
    return [(at[name] - near - size / 2) / half - perColumn * x - perRow * y, perColumn, perRow];
  };
  return { across: axis('x', subject.x, subject.width), down: axis('y', subject.y, subject.height) };
}

/**
 * The numbers for one mix of sharp and blurred: over which blurs it runs (0 to 1), and whether on samples of the frame (step 1) or on
 * such as stand for two by two (step 2).
 */
export function focusNumbers(
  { across, down }: SubjectPlace,
  { subject, background }: BlurAt,
  { from, to, step }: { readonly from: number; readonly to: number; readonly step: 1 | 2 },
): readonly number[] {
  const ramp = ([start, perColumn, perRow]: SubjectPlace['across']): readonly number[] => {
    const first = start + ((step - 1) / 2) * (perColumn + perRow);
    return [first, step * perColumn, step * perRow].map((number) => Math.round(number * TO_Q24));
  };
  const near = q15(subject);
  const begin = q15(from);
  const span = Math.max(1, q15(to) - begin);
  const shift = Math.floor(Math.log2(32_767 / span));
  const missing = Math.min(32_767, Math.round((32_767 / (span << shift) - 1) * 32_768));
  return [...ramp(across), ...ramp(down), near, q15(background) - near, begin, span, shift, missing];
}

function q15(share: number): number {
  return Math.round(32_767 * Math.min(1, Math.max(0, share)));
}
