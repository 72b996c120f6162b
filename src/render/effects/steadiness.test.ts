import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Action } from '../../motion/actions.js';
import { STANDSTILL } from '../../motion/directions.js';
import { WHOLE_CLIP } from '../../motion/timing.js';
import { createRenderer, type RenderPlan, type StillPixels } from '../renderer.js';

// A photograph under a camera that stands: all that changes is what is laid over it, and it may change only smoothly.

const OUTPUT = { widthPx: 480, heightPx: 360 };
const FRAMES = 121;
const PATCH = 16;
const PATCHES = { across: OUTPUT.widthPx / PATCH, down: Math.floor(OUTPUT.heightPx / PATCH) };
const ACTIONS: Readonly<Record<string, readonly Action[]>> = {
  'a sweep': [{ kind: 'light_sweep', towards: 'right', strength: 0.6 }],
  'a warmer, dimmer light': [{ kind: 'light_change', level: 0.7, warmth: 0.6, key: 0 }],
  'a key': [{ kind: 'light_change', level: 1, warmth: 0, key: 1 }],
  'a focus pull': [{ kind: 'focus_pull', from: 'everything', to: 'subject', strength: 1 }],
  'all at once': [
    { kind: 'focus_pull', from: 'everything', to: 'background', strength: 1 },
    { kind: 'light_change', level: 1.2, warmth: 0.3, key: 0.6 },
    { kind: 'light_sweep', towards: 'down', strength: 0.6 },
    { kind: 'light_sweep', towards: 'left', strength: 0.4 },
  ],
};

let still: StillPixels;
beforeAll(async () => {
  const file = path.resolve(import.meta.dirname, '../../../examples/mountains.jpg');
  const [width, height] = [570, 428];
  const rgb = await sharp(file).resize(width, height, { fit: 'cover' }).removeAlpha().raw().toBuffer();
  still = { widthPx: width, heightPx: height, rgb };
});

/** Mean luma of every patch, frame by frame. */
async function meansOver(actions: readonly Action[]): Promise<readonly Float64Array[]> {
  const directions = { ...STANDSTILL, actions: actions.map((action) => ({ ...WHOLE_CLIP, action })) };
  const plan: RenderPlan = { directions, loop: 'none', output: OUTPUT, frameCount: FRAMES, fps: 24 };
  const renderer = await createRenderer(still, plan);
  return Array.from({ length: FRAMES }, (_, index) => {
    const means = new Float64Array(PATCHES.across * PATCHES.down);
    const { y } = renderer.frame(index);
    for (let row = 0; row < PATCHES.down * PATCH; row++) {
      const patches = Math.floor(row / PATCH) * PATCHES.across;
      for (let x = 0; x < OUTPUT.widthPx; x++) {
        means[patches + Math.floor(x / PATCH)]! += y[row * OUTPUT.widthPx + x]! / (PATCH * PATCH);
      }
    }
    return means;
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('nothing flickers', () => {
  it.each(Object.keys(ACTIONS))('under %s', async (name) => {
    const frames = await meansOver(ACTIONS[name] ?? []);
    const [first, half] = [frames[0]!, frames[FRAMES >> 1]!];
    expect(Math.max(...half.map((value, patch) => Math.abs(value - first[patch]!)))).toBeGreaterThan(2);
    // Second differences of the picture's brightness: how much its change changes from one frame to the next.
    const overall = frames.map(mean);
    const jerk = overall.slice(2).map((value, index) => value - 2 * overall[index + 1]! + overall[index]!);
    expect(Math.max(...jerk.map(Math.abs))).toBeLessThan(0.08);
    // Of every patch, what is left of its course when all that is smooth is taken out of it: fourth differences, as noise.
    let squares = 0;
    let count = 0;
    for (let index = 4; index < FRAMES; index++) {
      const [a, b, c, d, e] = frames.slice(index - 4, index + 1);
      a!.forEach((value, patch) => {
        squares += (value - 4 * b![patch]! + 6 * c![patch]! - 4 * d![patch]! + e![patch]!) ** 2 / 70;
        count += 1;
      });
    }
    expect(Math.sqrt(squares / count)).toBeLessThan(0.03);
  });
});
