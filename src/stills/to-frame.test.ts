import { describe, expect, it } from 'vitest';
import type { StillPlan } from './plan-still.js';
import { toFrame } from './to-frame.js';

const DISPLAY = { widthPx: 1600, heightPx: 900 };
const RASTER = { widthPx: 720, heightPx: 1280 };
const CROPPED: Pick<StillPlan, 'framing' | 'raster'> = {
  raster: RASTER,
  framing: { kind: 'crop', rect: { leftPx: 67, topPx: 0, widthPx: 506, heightPx: 900 } },
};

describe('a point of a still', () => {
  it('is where the crop has put it', () => {
    const { x, y } = toFrame({ x: 0.2, y: 0.5 }, DISPLAY, CROPPED);
    expect(x).toBeCloseTo((0.2 * 1600 - 67) / 506, 12);
    expect(y).toBe(0.5);
  });

  it('is the nearest that is in the frame when it was cut off', () => {
    expect(toFrame({ x: 0.9, y: 0.5 }, DISPLAY, CROPPED)).toEqual({ x: 1, y: 0.5 });
    expect(toFrame({ x: 0, y: 0 }, DISPLAY, CROPPED)).toEqual({ x: 0, y: 0 });
  });

  it('is where the padded still shows it', () => {
    const { x, y } = toFrame({ x: 0.25, y: 0 }, DISPLAY, { raster: RASTER, framing: { kind: 'blur_pad' } });
    // The still is 720 wide and 405 high in the middle of 1280.
    expect(x).toBe(0.25);
    expect(y).toBeCloseTo(0.5 - 405 / 2 / 1280, 12);
  });
});
