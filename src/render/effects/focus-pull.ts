import type { PainterParts } from '../output-planes.js';
import type { Effect } from './effect.js';
import { FOCUS_NUMBERS, focusNumbers, placeSubject } from './focus-map.js';
import { createLens, type LensLevel } from './lens.js';

/**
 * A lens that is focused elsewhere: subject and background each as far out of focus as the instant says, by discs of light. The
 * subject is a box with a soft edge that the camera carries along; over the edge the blur goes through every size between the two, or
 * sharp and blurred would show one over the other.
 */
export function createFocusPull({ arena, kernels, output, plan }: PainterParts): Effect {
  const lens = createLens(arena, kernels, output.picture);
  const { soft, middle, full } = lens.radiiPx;
  const map = arena.allocate(4 * FOCUS_NUMBERS);

  return {
    apply({ blur, pose }) {
      const most = Math.max(blur.subject, blur.background) * full;
      if (most === 0) return;
      const place = placeSubject(pose, plan.output, plan.subject);
      /** The map of a mix that runs from one radius to another. */
      const focus = (fromPx: number, toPx: number, step: 1 | 2): number => {
        const numbers = focusNumbers(place, blur, { from: fromPx / full, to: toPx / full, step });
        new Int32Array(arena.memory.buffer, map, FOCUS_NUMBERS).set(numbers);
        return map;
      };
      const level = lens.soften();
      const deepen = (deeper: LensLevel, fromPx: number, toPx: number): void => {
        const job = { focus: focus(fromPx, toPx, 2) };
        kernels.mixLevels({ ...job, source: deeper.y, target: level.y });
        kernels.mixLevels({ ...job, source: deeper.u, target: level.u });
        kernels.mixLevels({ ...job, source: deeper.v, target: level.v });
      };
      if (most > soft) deepen(lens.blur('middle'), soft, middle);
      if (most > middle) deepen(lens.blur('full'), middle, full);
      const { y, u, v } = output.picture;
      kernels.defocusDoubled({ level: level.y, target: y, focus: focus(0, soft, 1) });
      const { widthPx, heightPx } = level.u;
      const chroma = { focus: focus(0, soft, 2) };
      kernels.defocusPlane({ ...chroma, level: level.u, target: { ...u, widthPx, heightPx } });
      kernels.defocusPlane({ ...chroma, level: level.v, target: { ...v, widthPx, heightPx } });
    },
  };
}
