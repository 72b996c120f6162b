import type { Directions } from '../motion/directions.js';

/** The frame that shows the whole still in its own light: the first, unless the camera begins closer. */
export function wholeStillAt({ camera }: Directions, frameCount: number): number {
  return camera.some(({ move }) => move.kind === 'pull_out') ? frameCount - 1 : 0;
}
