import { describe, expect, it } from 'vitest';
import type { TimedAction } from '../motion/actions.js';
import type { CameraPose } from '../motion/camera-path.js';
import type { Move } from '../motion/moves.js';
import { WHOLE_CLIP } from '../motion/timing.js';
import { baseSize, createRenderer, type RenderPlan, type RenderedFrame, timelineOf } from './renderer.js';
import { project } from './homography.js';
import { viewOf } from './view.js';

// A picture that is known everywhere, not only at its pixels: what a frame should show is computed, not resampled.

const STILL = { widthPx: 400, heightPx: 226 };
const OUTPUT = { widthPx: 320, heightPx: 180 };
const FRAMES = 13;

/** Red, green and blue 0…255 at a place given as shares of width and height: waves far below the picture's own limit. */
function colourAt(x: number, y: number): [number, number, number] {
  const wave = (fx: number, fy: number): number => Math.sin(2 * Math.PI * (fx * x + fy * y));
  return [128 + 60 * wave(17, 5) + 30 * wave(0, 31), 128 + 80 * wave(9, -13), 110 + 70 * wave(23, 3)];
}

function still(): { widthPx: number; heightPx: number; rgb: Uint8Array } {
  const rgb = new Uint8Array(STILL.widthPx * STILL.heightPx * 3);
  for (let y = 0; y < STILL.heightPx; y++) {
    for (let x = 0; x < STILL.widthPx; x++) {
      const colour = colourAt((x + 0.5) / STILL.widthPx, (y + 0.5) / STILL.heightPx);
      rgb.set(colour.map(Math.round), 3 * (y * STILL.widthPx + x));
    }
  }
  return { ...STILL, rgb };
}

/** BT.709 limited range from the definition (Rec. ITU-R BT.709-6, 3.2 to 3.5), in float. */
function yuvOf([r, g, b]: [number, number, number]): { y: number; u: number; v: number } {
  const luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const scale = 224 / 255;
  return { y: 16 + (luma * 219) / 255, u: 128 + ((b - luma) / 1.8556) * scale, v: 128 + ((r - luma) / 1.5748) * scale };
}

/** PSNR in dB of one channel against the computed picture as the pose sees it; the outermost samples, where filters lack half their taps, left out. */
function psnr(frame: RenderedFrame, channel: 'y' | 'u' | 'v', pose: CameraPose): number {
  const half = channel === 'y' ? 1 : 0.5;
  const [width, height] = [OUTPUT.widthPx * half, OUTPUT.heightPx * half];
  const siting = channel === 'y' ? { x: 0.5, y: 0.5 } : { x: 0.25, y: 0.5 };
  const view = viewOf(pose, { widthPx: width, heightPx: height }, siting, { widthPx: 1, heightPx: 1 });
  let squares = 0;
  let count = 0;
  for (let y = 4; y < height - 4; y++) {
    for (let x = 4; x < width - 4; x++) {
      const at = project(view, x, y);
      squares += ((frame[channel][y * width + x] ?? 0) - yuvOf(colourAt(at.x, at.y))[channel]) ** 2;
      count++;
    }
  }
  return 10 * Math.log10(255 ** 2 / (squares / count));
}

function planOf(move: Move): RenderPlan {
  const directions = { camera: [{ ...WHOLE_CLIP, move }], actions: [], passage: WHOLE_CLIP };
  return { directions, loop: 'none', output: OUTPUT, frameCount: FRAMES, fps: 24 };
}

const MOVES: Readonly<Record<string, Move>> = {
  static: { kind: 'static' },
  'push-in': { kind: 'push_in', zoom: 1.25, focusX: 0.4, focusY: 0.6 },
  'pull-out': { kind: 'pull_out', zoom: 1.25, focusX: 0.5, focusY: 0.5 },
  pan: { kind: 'pan', direction: 'right', zoom: 1.12 },
  tilt: { kind: 'tilt', direction: 'up', zoom: 1.12 },
  roll: { kind: 'roll', rollRad: 0.05 },
  arc: { kind: 'arc', yawRad: 0.13 },
  handheld: { kind: 'handheld', zoom: 1.08, seed: 3 },
};

describe('a rendered frame', () => {
  it.each(Object.keys(MOVES))('shows what the camera sees, in every channel: %s', async (name) => {
    const plan = planOf(MOVES[name] ?? { kind: 'static' });
    const renderer = await createRenderer(still(), plan);
    const timeline = timelineOf(plan);
    for (const index of [0, 6, FRAMES - 1]) {
      const frame = renderer.frame(index);
      const pose = timeline.at(index).pose;
      for (const channel of ['y', 'u', 'v'] as const) expect(psnr(frame, channel, pose)).toBeGreaterThan(42);
    }
  });

  it.each(Object.keys(MOVES))('is the same bytes each time, whatever was painted before it: %s', async (name) => {
    const plan = planOf(MOVES[name] ?? { kind: 'static' });
    const [one, two] = [await createRenderer(still(), plan), await createRenderer(still(), plan)];
    two.frame(11);
    const [left, right] = [one.frame(5), two.frame(5)];
    for (const channel of ['y', 'u', 'v'] as const) expect(Buffer.compare(left[channel], right[channel])).toBe(0);
  });

  it('keeps a flat still flat to the last bit, edges and all', async () => {
    const rgb = new Uint8Array(STILL.widthPx * STILL.heightPx * 3).fill(200);
    for (const move of Object.values(MOVES)) {
      const renderer = await createRenderer({ ...STILL, rgb }, planOf(move));
      // The first frame reaches over every edge, the last over none.
      for (const index of [0, FRAMES - 1]) {
        const { y, u, v } = renderer.frame(index);
        expect([new Set(y), new Set(u), new Set(v)]).toEqual([new Set([188]), new Set([128]), new Set([128])]);
      }
    }
  });

  it('can be the only one', async () => {
    const renderer = await createRenderer(still(), { ...planOf({ kind: 'static' }), frameCount: 1 });
    expect(renderer.frame(0).y).toHaveLength(OUTPUT.widthPx * OUTPUT.heightPx);
  });
});

describe('what is laid over a frame', () => {
  const actions: readonly TimedAction[] = [
    { from: 0, to: 0.8, easing: 'linear', action: { kind: 'light_sweep', towards: 'right', strength: 0.5 } },
    { from: 0.3, to: 1, easing: 'ease', action: { kind: 'light_sweep', towards: 'down', strength: 0.4 } },
    { from: 0.1, to: 0.9, easing: 'ease', action: { kind: 'light_change', level: 0.8, warmth: 0.5, key: 0.3 } },
    { from: 0, to: 1, easing: 'ease', action: { kind: 'focus_pull', from: 'everything', to: 'subject', strength: 1 } },
  ];
  const acting = (name: string, changed: Partial<RenderPlan> = {}): RenderPlan => {
    const plan = planOf(MOVES[name] ?? { kind: 'static' });
    return { ...plan, directions: { ...plan.directions, actions }, ...changed };
  };
  const bytesOf = ({ y, u, v }: RenderedFrame): Uint8Array => Uint8Array.from([...y, ...u, ...v]);

  it.each(['static', 'push-in', 'handheld'])('is the same bytes each time, in any order: %s', async (name) => {
    const [one, two] = [await createRenderer(still(), acting(name)), await createRenderer(still(), acting(name))];
    const forward = Array.from({ length: FRAMES }, (_, index) => bytesOf(one.frame(index)));
    for (let index = FRAMES - 1; index >= 0; index--) {
      expect(Buffer.compare(bytesOf(two.frame(index)), forward[index]!)).toBe(0);
    }
  });

  it('leaves the first frame the still, and makes every other another', async () => {
    const [bare, lit] = [
      await createRenderer(still(), planOf({ kind: 'static' })),
      await createRenderer(still(), acting('static')),
    ];
    const frames = Array.from({ length: FRAMES }, (_, index) => bytesOf(lit.frame(index)));
    expect(Buffer.compare(frames[0]!, bytesOf(bare.frame(0)))).toBe(0);
    for (let index = 1; index < FRAMES; index++) {
      expect(Buffer.compare(frames[index]!, frames[index - 1]!)).not.toBe(0);
    }
  });

  it('ends on the first frame where a loop is a crossfade', async () => {
    const plan = acting('static', { loop: 'crossfade' });
    const renderer = await createRenderer(still(), plan);
    const timeline = timelineOf(plan);
    const faded = Array.from({ length: FRAMES }, (_, index) => index).filter((index) => timeline.at(index).fade > 0);
    expect(faded.length).toBeGreaterThan(1);
    const first = bytesOf(renderer.frame(0));
    const away = faded.map((index) => {
      const frame = bytesOf(renderer.frame(index));
      return frame.reduce((sum, sample, at) => sum + Math.abs(sample - first[at]!), 0);
    });
    for (let index = 1; index < away.length; index++) expect(away[index]).toBeLessThan(away[index - 1]!);
  });
});

describe('the base', () => {
  const plan = planOf({ kind: 'push_in', zoom: 1.5, focusX: 0.5, focusY: 0.5 });

  it('has the detail that the closest window shows, and no more', () => {
    const size = baseSize(plan, 12.5);
    // Less than 1.15 over it, and the base's own aliasing shows (docs/decisions/0005).
    expect(size.widthPx / 1.5).toBeGreaterThan(1.15 * OUTPUT.widthPx);
    expect(size.widthPx / 1.5).toBeLessThan(1.25 * OUTPUT.widthPx);
    expect(size.widthPx / size.heightPx).toBeCloseTo(16 / 9, 2);
  });

  it('is not finer than eight taps can take in, where a turning frame is wide', () => {
    const wide = { ...planOf({ kind: 'roll', rollRad: 0.065 }), output: { widthPx: 2206, heightPx: 946 } };
    const { widthPx } = baseSize(wide, 3.6);
    expect(widthPx / 2206).toBeCloseTo(8 / 6, 2);
  });

  it('is never larger than the still', () => {
    expect(baseSize(plan, 0.625)).toEqual({ widthPx: 200, heightPx: 112 });
  });
});
