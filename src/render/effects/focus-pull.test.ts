import { describe, expect, it } from 'vitest';
import type { InFocus } from '../../motion/actions.js';
import type { Move } from '../../motion/moves.js';
import { WHOLE_CLIP } from '../../motion/timing.js';
import { createRenderer, type RenderedFrame, type Renderer, type StillPixels, type SubjectBox } from '../renderer.js';
import { acting, colourful, FRAMES, SCENE, stillOf } from '../testing/plain-scene.js';
import { discOf } from './lens-disc.js';

const { widthPx: WIDTH, heightPx: HEIGHT } = SCENE;
const LAST = FRAMES - 1;

interface Pull {
  readonly still?: StillPixels;
  readonly subject?: SubjectBox;
  readonly move?: Move;
}

function pulling(to: InFocus, { still = stripes(), subject, move }: Pull = {}): Promise<Renderer> {
  const plan = acting({ kind: 'focus_pull', from: 'everything', to, strength: 1 });
  const camera = move === undefined ? [] : [{ ...WHOLE_CLIP, move }];
  const directions = { ...plan.directions, camera };
  return createRenderer(still, { ...plan, directions, ...(subject === undefined ? {} : { subject }) });
}

/** Fine upright stripes of two greys. */
function stripes(): StillPixels {
  return stillOf((x) => (Math.floor(x * WIDTH) % 6 < 3 ? [90, 90, 90] : [180, 180, 180]));
}

/** How much neighbours differ in a part of the frame, given in shares. */
function sharpness({ y }: RenderedFrame, left: number, top: number, right: number, bottom: number): number {
  let [sum, count] = [0, 0];
  for (let row = Math.floor(top * HEIGHT); row < bottom * HEIGHT; row++) {
    for (let x = Math.floor(left * WIDTH); x < right * WIDTH - 1; x++) {
      sum += Math.abs(y[row * WIDTH + x + 1]! - y[row * WIDTH + x]!);
      count += 1;
    }
  }
  return sum / count;
}

function copyOf({ y, u, v }: RenderedFrame): RenderedFrame {
  return { y: y.slice(), u: u.slice(), v: v.slice() };
}

describe('a focus pull', () => {
  it('leaves the subject its bytes while the background goes, and the background its bytes while the subject goes', async () => {
    for (const to of ['subject', 'background'] as const) {
      const renderer = await pulling(to, { still: colourful() });
      const [before, after] = [copyOf(renderer.frame(0)), renderer.frame(LAST)];
      const changedIn = (fromX: number, toX: number, fromY: number, toY: number): boolean => {
        for (let row = fromY * HEIGHT; row < toY * HEIGHT; row++) {
          const span = [row * WIDTH + fromX * WIDTH, row * WIDTH + toX * WIDTH] as const;
          if (Buffer.compare(before.y.subarray(...span), after.y.subarray(...span)) !== 0) return true;
        }
        return false;
      };
      expect(changedIn(0.4, 0.6, 0.4, 0.6)).toBe(to === 'background');
      expect(changedIn(0, 0.1, 0, 0.1)).toBe(to === 'subject');
    }
  });

  it('keeps a flat still flat to the last bit, whatever its colour', async () => {
    for (const colour of [
      [0, 0, 0],
      [255, 255, 255],
      [200, 30, 60],
      [20, 40, 200],
    ] as const) {
      const renderer = await pulling('nothing', { still: stillOf(() => colour) });
      const before = copyOf(renderer.frame(0));
      for (const index of [3, 10, LAST]) {
        const frame = renderer.frame(index);
        for (const channel of ['y', 'u', 'v'] as const) {
          expect(new Set(frame[channel])).toEqual(new Set([before[channel][0]]));
        }
      }
    }
  });

  it('goes out of focus evenly, and stays where it is going', async () => {
    const renderer = await pulling('subject');
    const edge = Array.from({ length: FRAMES }, (_, index) => sharpness(renderer.frame(index), 0, 0, 0.1, 1));
    for (let index = 1; index < FRAMES; index++) expect(edge[index]).toBeLessThanOrEqual(edge[index - 1]! + 0.02);
    expect(edge[LAST]).toBeLessThan(0.08 * edge[0]!);
    const middle = sharpness(renderer.frame(LAST), 0.42, 0.42, 0.58, 0.58);
    expect(middle).toBe(sharpness(renderer.frame(0), 0.42, 0.42, 0.58, 0.58));
  });

  it('adds up light, not codes: a lamp becomes a disc that is as bright in all as the lamp', async () => {
    const lamp = stillOf((x, y) =>
      Math.abs(x - 0.5) * WIDTH < 5 && Math.abs(y - 0.5) * HEIGHT < 5 ? [255, 255, 255] : [0, 0, 0],
    );
    const renderer = await pulling('nothing', { still: lamp });
    const [before, after] = [copyOf(renderer.frame(0)), renderer.frame(LAST)];
    const sum = (y: Uint8Array, of: (code: number) => number): number =>
      y.reduce((all, code) => all + of(code) - of(16), 0);
    const light = (code: number): number => code * code;
    expect(sum(after.y, light) / sum(before.y, light)).toBeGreaterThan(0.8);
    expect(sum(after.y, (code) => code) / sum(before.y, (code) => code)).toBeGreaterThan(1.25);
  });

  it('is where the subject is, and the camera carries it along', async () => {
    const subject = { x: 0.05, y: 0.3, width: 0.2, height: 0.4 };
    const standing = (await pulling('subject', { subject })).frame(LAST);
    expect(sharpness(standing, 0.1, 0.4, 0.2, 0.6)).toBeGreaterThan(4 * sharpness(standing, 0.45, 0.4, 0.55, 0.6));
    const move: Move = { kind: 'push_in', zoom: 1.5, focusX: 0, focusY: 0.5 };
    const pushed = (await pulling('subject', { subject, move })).frame(LAST);
    // Pushed in on the left edge, the subject's right side has gone from 0.25 to 0.375.
    expect(sharpness(pushed, 0.12, 0.4, 0.3, 0.6)).toBeGreaterThan(4 * sharpness(pushed, 0.6, 0.4, 0.75, 0.6));
    const turn: Move = { kind: 'arc', yawRad: 0.13 };
    const turned = (await pulling('subject', { subject, move: turn })).frame(LAST);
    expect(sharpness(turned, 0.1, 0.4, 0.18, 0.6)).toBeGreaterThan(4 * sharpness(turned, 0.5, 0.4, 0.6, 0.6));
  });
});

describe('a lens disc', () => {
  it.each([0.65, 1.4, 2.9, 6, 13.7, 20])('spreads light as far as asked: %d', (variance) => {
    const { halves, samples } = discOf(variance);
    const reach = (halves.length - 1) / 2;
    const squares = halves.reduce((sum, half, row) => sum + (2 * half + 1) * (row - reach) ** 2, 0);
    expect(samples).toBe(halves.reduce((sum, half) => sum + 2 * half + 1, 0));
    expect(Math.abs(squares / samples / variance - 1)).toBeLessThan(0.16);
    expect(Math.max(...halves)).toBe(reach);
  });
});
