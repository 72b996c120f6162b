import { createOutputPlanes, type PainterParts } from '../output-planes.js';
import type { Effect } from './effect.js';

/** One in the mix kernel's Q14. */
const WHOLE = 16_384;

/**
 * The clip's first frame, laid over others. The output planes must hold it, as painted and lit, when this is called: it is copied
 * from there.
 */
export function createCrossfade({ arena, kernels, output, plan }: PainterParts): Effect {
  const first = createOutputPlanes(arena, plan.output);
  const pairs = output.grids.flatMap(({ planes }, grid) =>
    planes.map((target, index) => ({ target, source: first.grids[grid]!.planes[index]! })),
  );
  for (const { target, source } of pairs) {
    const length = target.stride * target.heightPx;
    arena.bytes(source.address, length).set(arena.bytes(target.address, length));
  }
  return {
    apply({ fade }) {
      const weight = Math.round(fade * WHOLE);
      if (weight === 0) return;
      for (const { target, source } of pairs) kernels.mixPlanes({ source, weight, target });
    },
  };
}
