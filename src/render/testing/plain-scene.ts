/** Small clips for tests of what is laid over a frame: a still camera, and a still of every brightness and colour. */
import type { Action, TimedAction } from '../../motion/actions.js';
import { STANDSTILL } from '../../motion/directions.js';
import { WHOLE_CLIP } from '../../motion/timing.js';
import type { RenderPlan, StillPixels } from '../renderer.js';

/** The size of the clips, and of their stills. */
export const SCENE = { widthPx: 320, heightPx: 180 };
/** Frames of the clips: the one in the middle is half way. */
export const FRAMES = 21;

/** A clip in which these actions each take all of its time, evenly. */
export function acting(...actions: readonly Action[]): RenderPlan {
  const timed: readonly TimedAction[] = actions.map((action) => ({ ...WHOLE_CLIP, easing: 'linear', action }));
  const directions = { ...STANDSTILL, actions: timed };
  return { directions, loop: 'none', output: SCENE, frameCount: FRAMES, fps: 24 };
}

/** A still of one colour at each place, given as shares of width and height; red, green and blue 0 … 255. */
export function stillOf(colourAt: (x: number, y: number) => readonly [number, number, number]): StillPixels {
  const rgb = new Uint8Array(3 * SCENE.widthPx * SCENE.heightPx);
  for (let y = 0; y < SCENE.heightPx; y++) {
    for (let x = 0; x < SCENE.widthPx; x++) {
      const colour = colourAt((x + 0.5) / SCENE.widthPx, (y + 0.5) / SCENE.heightPx);
      rgb.set(colour.map(Math.round), 3 * (y * SCENE.widthPx + x));
    }
  }
  return { ...SCENE, rgb };
}

/** Soft waves of every colour, from black to white. */
export function colourful(): StillPixels {
  const wave = (x: number): number => 0.5 - 0.5 * Math.cos(2 * Math.PI * x);
  return stillOf((x, y) => [255 * wave(2 * x + y), 255 * wave(3 * x * y + 0.3 * x), 255 * wave(x - 2 * y)]);
}

/** Upright stripes of greys from black on the left to white on the right. */
export function greys(): StillPixels {
  return stillOf((x) => {
    const grey = 17 * Math.floor(16 * x);
    return [grey, grey, grey];
  });
}
