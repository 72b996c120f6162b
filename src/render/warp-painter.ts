import { fillPhaseTable, MAX_WIDENING, PHASES, TAPS } from './phase-table.js';
import type { Grid, PainterParts } from './output-planes.js';
import type { Painter } from './renderer.js';
import { type Homography, project } from './homography.js';
import { type Size, viewOf } from './view.js';

/** Paints any pose: the base as a card in space, each sample from the 8×8 about its place by Lanczos-3. */
export function createWarpPainter({ arena, kernels, base, baseSize, output }: PainterParts): Painter {
  const weights = arena.allocate(2 * PHASES * TAPS);
  const matrix = arena.allocate(8 * 9);

  return {
    paint({ pose }) {
      for (const grid of output.grids) {
        const view = viewOf(pose, grid, grid.siting, channelSize(baseSize, grid));
        const { buffer } = arena.memory;
        fillPhaseTable(new Int16Array(buffer, weights, PHASES * TAPS), stepOf(view, grid));
        new Float64Array(buffer, matrix, 9).set(inPhases(view));
        for (const target of grid.planes) {
          kernels.warpPlane({ source: base[target.channel], matrix, weights, target });
        }
      }
    },
  };
}

/** The base in samples of a channel; a half where its side is odd. */
function channelSize({ widthPx, heightPx }: Size, { subsampling }: Grid): Size {
  return { widthPx: widthPx * subsampling, heightPx: heightPx * subsampling };
}

/** Source samples for each output sample in the middle of the frame; elsewhere a few percent off, at most. */
function stepOf(view: Homography, { widthPx, heightPx }: Size): number {
  const [x, y] = [widthPx / 2, heightPx / 2];
  const [left, right] = [project(view, x - 0.5, y), project(view, x + 0.5, y)];
  return Math.min(MAX_WIDENING, Math.hypot(right.x - left.x, right.y - left.y));
}

/** From pixel edges to sample numbers, in phases; half a phase added, for the kernel rounds down. */
function inPhases([a, b, c, d, e, f, g, h, i]: Homography): readonly number[] {
  const shift = 0.5 - 0.5 * PHASES;
  const scaled = (x: number, w: number): number => PHASES * x + shift * w;
  return [scaled(a, g), scaled(b, h), scaled(c, i), scaled(d, g), scaled(e, h), scaled(f, i), g, h, i];
}
