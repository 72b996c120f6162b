import { createSplinePlane } from './base-planes.js';
import type { PainterParts } from './output-planes.js';
import type { Painter } from './renderer.js';
import { viewOf } from './view.js';

/** Positions are held to 1/512 of a sample. */
const PHASES = 512;
const ONE = 16_384;

/** Paints any pose: the base as a card in space, sampled through the cubic B-spline that passes through its pixels. */
export function createSplinePainter({ arena, kernels, base, baseSize, output }: PainterParts): Painter {
  const channels = output.planes.map((plane) => createSplinePlane(arena, kernels, base[plane.channel]));
  const weights = arena.allocate(2 * 4 * PHASES);
  const matrix = arena.allocate(8 * 9);
  new Int16Array(arena.memory.buffer, weights, 4 * PHASES).set(splineWeights());

  return {
    paint(pose) {
      for (const [index, plane] of output.planes.entries()) {
        const source = channels[index];
        if (source === undefined) continue;
        const picture = {
          widthPx: baseSize.widthPx * plane.subsampling,
          heightPx: baseSize.heightPx * plane.subsampling,
        };
        const [a, b, c, d, e, f, g, h, i] = viewOf(pose, plane, plane.siting, picture);
        // From pixel edges to sample numbers, in 1/512; half a step added, for the kernel rounds down.
        const shift = 0.5 - 0.5 * PHASES;
        const row = (x: number, w: number): number => PHASES * x + shift * w;
        const scaled = [row(a, g), row(b, h), row(c, i), row(d, g), row(e, h), row(f, i), g, h, i];
        new Float64Array(arena.memory.buffer, matrix, 9).set(scaled);
        kernels.warpPlane(
          source.address,
          source.stride,
          matrix,
          weights,
          plane.address,
          plane.stride,
          plane.widthPx,
          plane.heightPx,
        );
      }
    },
  };
}

/** The cubic B-spline's four weights at each phase, Q14, summing to one exactly. */
export function splineWeights(): Int16Array {
  const weights = new Int16Array(4 * PHASES);
  for (let phase = 0; phase < PHASES; phase++) {
    const t = phase / PHASES;
    const exact = [(1 - t) ** 3 / 6, (3 * t ** 3 - 6 * t ** 2 + 4) / 6, 0, t ** 3 / 6];
    exact[2] = 1 - (exact[0] ?? 0) - (exact[1] ?? 0) - (exact[3] ?? 0);
    const rounded = exact.map((weight) => Math.round(weight * ONE));
    const larger = t < 0.5 ? 1 : 2;
    rounded[larger] = (rounded[larger] ?? 0) + ONE - rounded.reduce((sum, weight) => sum + weight, 0);
    weights.set(rounded, 4 * phase);
  }
  return weights;
}
