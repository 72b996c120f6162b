import { createTimeline } from '../dist/motion/timeline.js';
import { project } from '../dist/render/homography.js';
import { viewOf } from '../dist/render/view.js';

/** A corner of the frame is where its outermost samples end. */
const CORNER = { x: 0, y: 0 };

/**
 * An SVG to lay over the frame that shows the whole still: the outlines of what other frames of the clip show of it.
 * @param {import('../dist/tasks/local/render-report.js').RenderReport} report
 * @param {readonly number[]} shares which frames, as shares of the clip
 * @param {import('../dist/render/view.js').Size} tile of the SVG
 */
export function drawWindows({ directions, widthPx, heightPx, frames, fps, loop, last }, shares, tile) {
  const hasLast = last !== undefined;
  const setting = { aspectRatio: widthPx / heightPx, durationSec: frames / fps, frameCount: frames, loop, hasLast };
  const timeline = createTimeline(directions, setting);
  const corners = [
    [0, 0],
    [widthPx, 0],
    [widthPx, heightPx],
    [0, heightPx],
  ];
  const outlines = shares.map((share) => {
    const { pose } = timeline.at(Math.round(share * (frames - 1)));
    const view = viewOf(pose, { widthPx, heightPx }, CORNER, tile);
    return corners
      .map(([left = 0, top = 0]) => project(view, left, top))
      .map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`)
      .join(' ');
  });
  const drawn = ['black" stroke-opacity="0.35" stroke-width="3.5', 'white" stroke-width="1.5'].flatMap((stroke) =>
    outlines.map((points) => `<polygon points="${points}" fill="none" stroke="${stroke}"/>`),
  );
  const size = `width="${tile.widthPx}" height="${tile.heightPx}"`;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${drawn.join('')}</svg>`);
}
