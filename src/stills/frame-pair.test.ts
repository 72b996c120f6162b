import { afterAll, describe, expect, it } from 'vitest';
import { example, photo, scratchFolder } from '../../test/made-images.js';
import type { Rect, SizePx } from '../contract/framing.js';
import type { ImageFacts } from '../media/image/inspect-image.js';
import { createMediaPool } from '../media/pool.js';
import { framePair, haveOneRatio, planAlike } from './frame-pair.js';
import { inspectStill, type StillReport } from './inspect-still.js';
import { WHITE } from './parse-colour.js';
import { planStill, type PlanStillOptions, type StillPlan } from './plan-still.js';

const at = scratchFolder();
const pool = createMediaPool({ size: 1 });
afterAll(() => pool.close());

const HD = { widthPx: 1280, heightPx: 720 };
const UPRIGHT = { widthPx: 720, heightPx: 1280 };

function reportOf(widthPx: number, heightPx: number, field = 'still'): StillReport {
  const facts: Partial<ImageFacts> = {
    ...{ kind: 'image', format: 'jpeg', orientation: 1, colourSpace: 'srgb', alpha: 'none', bitsPerChannel: 8 },
    ...{ display: { widthPx, heightPx }, frameCount: 1, animated: false, hasMetadata: false, hasLocation: false },
  };
  return { path: `${field}.jpg`, field, facts: facts as ImageFacts };
}

function rectOf({ framing }: StillPlan): Rect {
  if (framing.kind !== 'crop') throw new Error(`framed by ${framing.kind}`);
  return framing.rect;
}

/** The share of a still that its plan shows, by its edges. */
function sharesOf(plan: StillPlan, { widthPx, heightPx }: SizePx): readonly number[] {
  const rect = rectOf(plan);
  return [
    rect.leftPx / widthPx,
    rect.topPx / heightPx,
    (rect.leftPx + rect.widthPx) / widthPx,
    (rect.topPx + rect.heightPx) / heightPx,
  ];
}

/** Both plans of a pair of one ratio. */
function alike(first: SizePx, last: SizePx, options: Partial<PlanStillOptions> = {}): readonly [StillPlan, StillPlan] {
  const one = reportOf(first.widthPx, first.heightPx);
  const plan = planStill(one, { raster: HD, fit: 'crop', background: WHITE, ...options });
  return [plan, planAlike(reportOf(last.widthPx, last.heightPx, 'last'), one, plan)];
}

describe('two stills of one ratio', () => {
  it('of one size give the very same rectangle, wherever it was placed', () => {
    for (const focus of [
      { x: 0.5, y: 0.5 },
      { x: 0.137, y: 0.9 },
      { x: 1, y: 0 },
    ]) {
      const [first, last] = alike({ widthPx: 1921, heightPx: 1280 }, { widthPx: 1921, heightPx: 1280 }, { focus });
      expect(last.framing).toEqual(first.framing);
    }
  });

  it('of different sizes give the same share of each, to half a pixel', () => {
    for (const [w, h] of [
      [3842, 2560],
      [961, 640],
      [5000, 3332],
      [150, 100],
    ] as const) {
      const [first, last] = alike({ widthPx: 1921, heightPx: 1280 }, { widthPx: w, heightPx: h }, { raster: UPRIGHT });
      const shares = sharesOf(last, { widthPx: w, heightPx: h });
      sharesOf(first, { widthPx: 1921, heightPx: 1280 }).forEach((share, edge) => {
        expect(Math.abs(share - shares[edge]!) * (edge % 2 === 0 ? w : h)).toBeLessThanOrEqual(0.5 + 1e-9);
      });
    }
  });

  it('are padded alike, and each says what is cropped of it under its own name', () => {
    const size = { widthPx: 1200, heightPx: 1200 };
    const [padded, alsoPadded] = alike(size, { widthPx: 600, heightPx: 601 }, { fit: 'pad' });
    expect([padded.framing, alsoPadded.framing]).toEqual([{ kind: 'blur_pad' }, { kind: 'blur_pad' }]);
    const cropped = alike(size, size);
    expect(cropped.flatMap(({ adjustments }) => adjustments)).toMatchObject([
      { code: 'cropped_to_ratio', field: 'still' },
      { code: 'cropped_to_ratio', field: 'last' },
    ]);
  });

  it('are those that rounding alone tells apart', () => {
    expect(haveOneRatio({ widthPx: 1920, heightPx: 1080 }, { widthPx: 1000, heightPx: 563 })).toBe(true);
    expect(haveOneRatio({ widthPx: 1920, heightPx: 1080 }, { widthPx: 1920, heightPx: 1080 })).toBe(true);
    expect(haveOneRatio({ widthPx: 1920, heightPx: 1080 }, { widthPx: 1920, heightPx: 1200 })).toBe(false);
    expect(haveOneRatio({ widthPx: 1920, heightPx: 1080 }, { widthPx: 1080, heightPx: 1920 })).toBe(false);
  });
});

describe('a pair of real stills', () => {
  it('is cropped where the eye is drawn in the first, both at one place', async () => {
    const first = await inspectStill(pool, example('bottle-front.jpg'));
    const last = await inspectStill(pool, example('bottle-turn-30.jpg'), { field: 'last' });
    const pair = await framePair(pool, first, last, { raster: UPRIGHT });
    expect(pair.last.framing).toEqual(pair.first.framing);
    // The bottle stands a little right of the middle of 1920 pixels.
    expect(rectOf(pair.first).leftPx).toBeGreaterThan(500);
  });

  it.each(['crop', 'pad'] as const)('of two ratios is fitted by one way, %s, without stretching', async (fit) => {
    await photo('seedling', 640).jpeg().toFile(at('wide.jpg'));
    await photo('portrait', 500).jpeg().toFile(at('tall.jpg'));
    const first = await inspectStill(pool, at('wide.jpg'));
    const last = await inspectStill(pool, at('tall.jpg'), { field: 'last' });
    const pair = await framePair(pool, first, last, { raster: { widthPx: 640, heightPx: 640 }, fit });
    expect(pair.last.findings[0]).toMatchObject({ code: 'ratios_differ', severity: 'warn', field: 'last' });
    for (const { framing } of [pair.first, pair.last]) {
      if (fit === 'pad') expect(framing).toEqual({ kind: 'blur_pad' });
      else expect(framing).toMatchObject({ kind: 'crop' });
    }
    if (fit === 'pad') return;
    for (const plan of [pair.first, pair.last]) {
      const { widthPx, heightPx } = rectOf(plan);
      expect(Math.abs(widthPx - heightPx)).toBeLessThanOrEqual(1);
    }
  });
});
