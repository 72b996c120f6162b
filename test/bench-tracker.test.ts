import { describe, expect, it } from 'vitest';
import { lanczosWindow } from '../bench/measure/lanczos.js';
import { noisy } from '../bench/measure/noise.js';
import { choosePatches, NOISE_SIGMA } from '../bench/measure/patches.js';
import { planeOf, readStill, roundPlane } from '../bench/measure/plane.js';
import { solve } from '../bench/measure/solve.js';
import { trackPatch } from '../bench/measure/tracker.js';
import { wobbleOf } from '../bench/measure/wobble.js';
import { exampleStill } from '../bench/stills.js';

const still = planeOf(await readStill(exampleStill('mountains')), 'y');
const frame = { widthPx: 1280, heightPx: 720 };
const window = { leftPx: 33.3, topPx: 301.7, widthPx: 3200, heightPx: 1800 };
const patches = choosePatches(lanczosWindow(still, window, frame));

/** The frame that shows the still this much further right and down than it ought to, in pixels of the frame. */
function displaced(xPx: number, yPx: number) {
  return lanczosWindow(still, { ...window, leftPx: window.leftPx - 2.5 * xPx, topPx: window.topPx - 2.5 * yPx }, frame);
}

describe('the benches’ tracker', () => {
  it.each([
    [0, 0],
    [0.13, -0.07],
    [-0.5, 0.4],
    [1.2, 0.9],
  ])('finds a frame that lies %f, %f px off to 0.002 px, in 8 bits', (xPx, yPx) => {
    const seen = roundPlane(displaced(xPx, yPx));
    for (const patch of patches) {
      const found = trackPatch(seen, still, window, patch);
      expect(Math.hypot(found.xPx - xPx, found.yPx - yPx)).toBeLessThan(0.002);
    }
  });

  it('finds it in noise of 45 dB, darkened and with less contrast', () => {
    const { data, ...size } = displaced(0.2, 0.1);
    const seen = roundPlane(noisy({ data: data.map((value) => 0.9 * value + 4), ...size }, 1.4, 7));
    const found = trackPatch(seen, still, window, patches[0]!);
    expect(Math.hypot(found.xPx - 0.2, found.yPx - 0.1)).toBeLessThan(0.005);
  });

  it('says so when the frame shows something else', () => {
    const sky = { data: new Float32Array(1280 * 720).fill(90), ...frame };
    expect(() => trackPatch(sky, still, window, patches[0]!)).toThrow('cannot be found');
  });

  it('sits on texture, inside the frame, near five points', () => {
    expect(patches).toHaveLength(5);
    for (const [index, { leftPx, topPx }] of patches.entries()) {
      const point = [
        [640, 360],
        [427, 240],
        [853, 240],
        [427, 480],
        [853, 480],
      ][index]!;
      expect(Math.abs(leftPx + 96 - point[0]!)).toBeLessThanOrEqual(48);
      expect(Math.abs(topPx + 96 - point[1]!)).toBeLessThanOrEqual(48);
    }
  });
});

describe('the noise floor of a patch', () => {
  it('is what noise on ideal frames is measured as', () => {
    const [patch] = patches;
    const track = Array.from({ length: 24 }, (_, index) =>
      trackPatch(noisy(displaced(0, 0), NOISE_SIGMA, index), still, window, patch!),
    );
    expect(wobbleOf([track]) / patch!.noiseWobble).toBeGreaterThan(0.6);
    expect(wobbleOf([track]) / patch!.noiseWobble).toBeLessThan(1.4);
  });
});

describe('wobble', () => {
  const straight = Array.from({ length: 10 }, (_, index) => ({ xPx: 0.4 + 0.03 * index, yPx: -0.01 * index }));

  it('is nothing for a steady offset and drift', () => {
    expect(wobbleOf([straight])).toBeLessThan(1e-12);
  });

  it('is four times the size of a flutter from frame to frame', () => {
    const flutter = straight.map(({ xPx, yPx }, index) => ({ xPx: xPx + (index % 2 === 0 ? 0.01 : -0.01), yPx }));
    expect(wobbleOf([flutter])).toBeCloseTo(0.04, 9);
    expect(wobbleOf([flutter, straight])).toBeCloseTo(0.04 / Math.SQRT2, 9);
  });
});

describe('the benches’ linear solver', () => {
  it('solves where the first pivot is 0', () => {
    expect(
      solve([
        [0, 2, 4],
        [3, 1, 5],
      ]),
    ).toEqual([1, 2]);
  });
});
