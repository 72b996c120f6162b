import type { CameraPose } from '../motion/camera-path.js';
import { project } from './homography.js';
import { type Size, viewOf } from './view.js';

/** What rounding may look past an edge; the kernels' own room there is three samples of a filter. */
const TOLERANCE_PX = 1;

/**
 * Makes sure that a pose shows a part of the picture and nothing beyond it: kernels read where a pose tells them to. Poses of a
 * timeline always do.
 * @throws RangeError when a corner of the frame lies outside the picture, or nowhere
 */
export function checkView(pose: CameraPose, output: Size, picture: Size): void {
  const view = viewOf(pose, output, { x: 0, y: 0 }, picture);
  const corners = [0, output.widthPx].flatMap((x) => [0, output.heightPx].map((y) => ({ x, y })));
  const isInside = corners.every((corner) => {
    const { x, y } = project(view, corner.x, corner.y);
    const isInFront = view[6] * corner.x + view[7] * corner.y + view[8] > 0;
    return isInFront && isWithin(x, picture.widthPx) && isWithin(y, picture.heightPx);
  });
  if (!isInside) throw new RangeError(`the camera looks past the still: ${JSON.stringify(pose)}`);
}

/** False for what is no number. */
function isWithin(place: number, sizePx: number): boolean {
  return place >= -TOLERANCE_PX && place <= sizePx + TOLERANCE_PX;
}
