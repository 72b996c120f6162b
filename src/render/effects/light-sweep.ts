import type { Towards } from '../../motion/actions.js';
import type { SweepAt } from '../../motion/timeline.js';
import type { SweepJob } from '../kernels/light-kernels.js';
import type { Ramp } from '../kernels/samples.js';
import type { PainterParts } from '../output-planes.js';
import type { Size } from '../view.js';
import { CODE_POWER, WHITE } from './code-light.js';
import type { Effect } from './effect.js';

/** How far a band leans: the streak of a softbox is never quite upright. cos and sin of 17°. */
const LEAN = { along: 0.9563, across: 0.2924 };
/** From a band's crest to its edge, as a share of its way over the picture. */
const REACH = 0.17;
/** The kernel gives the darkest three quarters of its gain: they are to have all that the strength says, and the brightest a third more. */
const EMPHASIS = 4 / 3;
/** Twice as much light at the crest; with more the brightest could not be told apart. */
const STRENGTH_MAX = 1;
/** White and the foot under it, in Q6: see Shoulder. */
const WHITE_ON_FOOT = WHITE * 1.055;
/** The least share of a step between two bright codes that is left on the crest. */
const STEP_LEFT = 0.3;

/** Which way a band looks over the frame, from left and top; its upper end, or its left one, is ahead. */
const FACING: Readonly<Record<Towards, { readonly x: number; readonly y: number }>> = {
  right: { x: LEAN.along, y: LEAN.across },
  left: { x: -LEAN.along, y: LEAN.across },
  down: { x: LEAN.across, y: LEAN.along },
  up: { x: LEAN.across, y: -LEAN.along },
};

/**
 * Bands of light that go over the picture, each in one direction: what they pass is lit by 1 + strength, in linear light,
 * and a little more where it is bright. It is the picture's own brightness that grows: dark stays dark, texture stays, highlights roll
 * off below white.
 */
export function createLightSweep({ kernels, output }: Pick<PainterParts, 'kernels' | 'output'>): Effect {
  return {
    apply({ sweeps }) {
      for (const sweep of sweeps) kernels.sweepLight(sweepJob(sweep, output.picture));
    },
  };
}

/** The band at one moment, in the kernel's figures. */
export function sweepJob({ towards, position, strength }: SweepAt, picture: SweepJob['picture']): SweepJob {
  const gain = EMPHASIS * (Math.pow(1 + Math.min(STRENGTH_MAX, Math.max(0, strength)), CODE_POWER) - 1);
  // Over this knee, what a step of code gains falls evenly, to STEP_LEFT − 1 at white.
  const knee = Math.max(0, Math.min(0.5, 1 - (2 * gain) / (1 - STEP_LEFT)));
  const over = 2 * WHITE_ON_FOOT * (1 - knee);
  return {
    picture,
    ramp: rampOf(towards, position, picture.y),
    gain: Math.round(32_768 * gain),
    knee: Math.ceil(WHITE_ON_FOOT * knee),
    // 4094 of 4096: all of the gain at white, but for what rounding could make more than all.
    bend: Math.floor((4094 * 32_768 * 32_768) / (over * over)),
  };
}

/** From just outside one side at position 0 to just outside the other at 1. */
function rampOf(towards: Towards, position: number, { widthPx, heightPx }: Size): Ramp {
  const { x, y } = FACING[towards];
  const corners = [0, x * widthPx, y * heightPx, x * widthPx + y * heightPx];
  const [first, last] = [Math.min(...corners), Math.max(...corners)];
  const reach = REACH * (last - first);
  const crest = first - reach + position * (last - first + 2 * reach);
  const q24 = (pixels: number): number => Math.round((pixels / reach) * 2 ** 24);
  return { start: q24((x + y) / 2 - crest), perColumn: q24(x), perRow: q24(y) };
}
