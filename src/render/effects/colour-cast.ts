import type { BasePlanes, Plane } from '../base-planes.js';
import type { Arena } from '../kernels/arena.js';
import { evenLight, type LightColour, linearOf } from './code-light.js';

/** Samples from one that is looked at to the next: a cast is everywhere. */
const STEP = 2;
/** Saturation, in shares of white, at which little of a colour is taken for the light's. */
const GREY_WIDTH = 0.09;
/** The share of a picture that has to look grey and bright before its colour counts in full. */
const ENOUGH = 0.02;
/** The strongest cast that is believed in. */
const MOST = 1.18;

const NO_CAST: LightColour = { red: 1, green: 1, blue: 1 };

/**
 * The colour of the light that a still was taken in, as its bright greys show it; factors on linear light, 1 where it is neutral or
 * where there is nothing grey to tell by.
 */
export function colourCast(arena: Arena, { y, u, v }: BasePlanes): LightColour {
  let [weights, red, green, blue, count] = [0, 0, 0, 0, 0];
  const row = (plane: Plane, index: number): Uint8Array =>
    arena.bytes(plane.address + index * plane.stride, plane.widthPx);
  for (let j = 0; j < u.heightPx; j += STEP) {
    const [lumas, us, vs] = [row(y, 2 * j), row(u, j), row(v, j)];
    for (let i = 0; i < u.widthPx; i += STEP) {
      const luma = (lumas[2 * i]! - 16) / 219;
      const [r, b] = [luma + (1.5748 * (vs[i]! - 128)) / 224, luma + (1.8556 * (us[i]! - 128)) / 224];
      const g = (luma - 0.2126 * r - 0.0722 * b) / 0.7152;
      const most = Math.max(r, g, b);
      const saturation = (most - Math.min(r, g, b)) / GREY_WIDTH;
      const weight = within((luma - 0.35) / 0.3) * within((0.985 - most) / 0.05) * Math.exp(-saturation * saturation);
      count += 1;
      weights += weight;
      red += weight * linearOf(r);
      green += weight * linearOf(g);
      blue += weight * linearOf(b);
    }
  }
  if (weights === 0) return NO_CAST;
  const cast = evenLight({ red, green, blue });
  const belief = within(weights / count / ENOUGH);
  const believed = (factor: number): number => Math.pow(Math.min(MOST, Math.max(1 / MOST, factor)), belief);
  return { red: believed(cast.red), green: believed(cast.green), blue: believed(cast.blue) };
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
