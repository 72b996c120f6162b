import type { Arena } from './arena.js';
import type { Kernels } from './kernels.js';
import { focusReference } from './reference/focus.js';
import { lightReference } from './reference/light.js';
import { paintingReference } from './reference/painting.js';
import { passageReference } from './reference/passage.js';

/**
 * The kernels once more, plainly, one sample at a time: what they mean, and what the tests hold the WebAssembly against, bit
 * by bit. Slow; nothing but tests calls it.
 */
export function referenceKernels(arena: Arena): Kernels {
  return {
    ...paintingReference(arena),
    ...lightReference(arena),
    ...focusReference(arena),
    ...passageReference(arena),
  };
}
