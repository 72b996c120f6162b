import { describe, expect, it } from 'vitest';
import type { Adjustment } from '../contract/adjustment.js';
import type { Rect, SizePx } from '../contract/framing.js';
import type { ImageFacts } from '../media/image/inspect-image.js';
import type { StillReport } from './inspect-still.js';
import { WHITE } from './parse-colour.js';
import { planStill, type PlanStillOptions, type StillPlan } from './plan-still.js';

const HD = { widthPx: 1280, heightPx: 720 };

function reportOf(display: SizePx, facts: Partial<ImageFacts> = {}): StillReport {
  return {
    path: 'still.jpg',
    field: 'first_frame_url',
    facts: {
      kind: 'image',
      format: 'jpeg',
      sizeBytes: 1000,
      stored: display,
      display,
      orientation: 1,
      colourSpace: 'srgb',
      alpha: 'none',
      bitsPerChannel: 8,
      frameCount: 1,
      animated: false,
      hasMetadata: false,
      hasLocation: false,
      decodes: 'untried',
      ...facts,
    },
  };
}

function plan(
  widthPx: number,
  heightPx: number,
  options: Partial<PlanStillOptions> = {},
  facts: Partial<ImageFacts> = {},
): StillPlan {
  return planStill(reportOf({ widthPx, heightPx }, facts), { raster: HD, fit: 'crop', background: WHITE, ...options });
}

function rectOf({ framing }: StillPlan): Rect {
  if (framing.kind !== 'crop') throw new Error(`framed by ${framing.kind}`);
  return framing.rect;
}

const codes = (adjustments: readonly Adjustment[]): string[] => adjustments.map(({ code }) => code);

describe('a crop', () => {
  it('takes all of a still of the ratio, and says nothing', () => {
    const { framing, framed, adjustments, findings } = plan(1920, 1080);
    expect(framing).toEqual({ kind: 'crop', rect: { leftPx: 0, topPx: 0, widthPx: 1920, heightPx: 1080 } });
    expect({ framed, adjustments, findings }).toEqual({
      framed: expect.anything() as SizePx,
      adjustments: [],
      findings: [],
    });
  });

  it('is exact, and not told of, where the ratio is off by rounding', () => {
    const planned = plan(1920, 1088);
    expect(rectOf(planned)).toEqual({ leftPx: 0, topPx: 4, widthPx: 1920, heightPx: 1080 });
    expect(planned.adjustments).toHaveLength(1);
    const rounded = plan(1920, 1084);
    expect(rectOf(rounded)).toMatchObject({ widthPx: 1920, heightPx: 1080 });
    expect(rounded.adjustments).toEqual([]);
  });

  it('says how much goes off which sides', () => {
    const { adjustments } = plan(3000, 2000, { focus: { x: 0.5, y: 0.45 } });
    expect(adjustments).toMatchObject([{ code: 'cropped_to_ratio', field: 'first_frame_url', asked: '3000×2000' }]);
    expect(adjustments[0]?.reason).toMatch(/: 2\.8 % off the top, 12\.8 % off the bottom\.$/);
  });

  it('is centred on the focus, on what draws the eye, or on the middle, in this order', () => {
    const attention = { leftPx: 100, topPx: 0, widthPx: 400, heightPx: 1000 };
    const portrait = { raster: { widthPx: 400, heightPx: 1000 } };
    expect(rectOf(plan(2000, 1000, { ...portrait })).leftPx).toBe(800);
    expect(rectOf(plan(2000, 1000, { ...portrait, attention })).leftPx).toBe(100);
    expect(rectOf(plan(2000, 1000, { ...portrait, attention, focus: { x: 0.9, y: 0 } })).leftPx).toBe(1600);
    expect(rectOf(plan(2000, 1000, { ...portrait, focus: { x: 0, y: 0 } })).leftPx).toBe(0);
  });

  it('is refused for a focus outside the still', () => {
    for (const x of [-0.1, 1.1, Number.NaN]) {
      expect(() => plan(2000, 1000, { focus: { x, y: 0.5 } })).toThrow(expect.objectContaining({ code: 'bad_usage' }));
    }
  });
});

describe('padding', () => {
  it('shows all of the still, and says where the room is', () => {
    const { framing, framed, adjustments } = plan(2000, 3000, { fit: 'pad' });
    expect({ framing, framed }).toEqual({ framing: { kind: 'blur_pad' }, framed: { widthPx: 2000, heightPx: 3000 } });
    expect(adjustments).toMatchObject([{ code: 'padded_to_ratio' }]);
    expect(adjustments[0]?.reason).toContain('at its sides');
    expect(plan(4000, 1000, { fit: 'pad' }).adjustments[0]?.reason).toContain('above and below');
  });

  it('is not for a still of the ratio', () => {
    expect(plan(1920, 1081, { fit: 'pad' })).toMatchObject({ framing: { kind: 'crop' }, adjustments: [] });
  });
});

describe('each conversion is an adjustment:', () => {
  it.each<[string, Partial<ImageFacts>, string, string]>([
    [
      'orientation_applied',
      { orientation: 6, stored: { widthPx: 1080, heightPx: 1920 } },
      '1080×1920, orientation 6',
      '1920×1080',
    ],
    ['colour_converted', { profile: 'Display P3' }, 'Display P3', 'sRGB'],
    ['colour_converted', { colourSpace: 'cmyk' }, 'CMYK', 'sRGB'],
    ['colour_converted', { colourSpace: 'cmyk', profile: 'Coated FOGRA39' }, 'CMYK (Coated FOGRA39)', 'sRGB'],
    ['depth_reduced', { bitsPerChannel: 16 }, '16 bits a channel', '8 bits a channel'],
    ['alpha_flattened', { alpha: 'transparent' }, 'transparent areas', '#ffffff'],
    ['first_frame_used', { frameCount: 12, animated: true, format: 'gif' }, '12 frames', 'the first frame'],
    ['first_page_used', { frameCount: 3, format: 'tiff' }, '3 pages', 'the first page'],
    ['metadata_removed', { hasMetadata: true }, 'metadata', 'none'],
    ['metadata_removed', { hasMetadata: true, hasLocation: true }, 'metadata, with the place it was taken', 'none'],
  ])('%s', (code, facts, asked, used) => {
    const { adjustments } = plan(1920, 1080, {}, facts);
    expect(adjustments).toMatchObject([{ code, asked, used, field: 'first_frame_url' }]);
    expect(adjustments[0]?.reason).toMatch(/^[A-Z].*\.$/);
  });

  it('none for sRGB by any of its names, grey, or an alpha channel that nothing makes use of', () => {
    for (const profile of ['sRGB', 'sRGB IEC61966-2.1', 'sRGB built-in', 's-RGB v4']) {
      expect(plan(1920, 1080, {}, { profile }).adjustments).toEqual([]);
    }
    expect(plan(1920, 1080, {}, { colourSpace: 'b-w', alpha: 'opaque' }).adjustments).toEqual([]);
  });

  it('all of them, in the order in which they are done', () => {
    const facts = {
      orientation: 8,
      profile: 'Display P3',
      bitsPerChannel: 16,
      alpha: 'transparent',
      hasMetadata: true,
    } as const;
    expect(codes(plan(2000, 2000, {}, facts).adjustments)).toEqual([
      'orientation_applied',
      'colour_converted',
      'depth_reduced',
      'alpha_flattened',
      'metadata_removed',
      'cropped_to_ratio',
    ]);
  });
});

describe('a still with fewer pixels than the clip', () => {
  it('is warned of by how much it is magnified', () => {
    const [finding] = plan(640, 480).findings;
    expect(finding).toMatchObject({ code: 'magnified', severity: 'warn', limit: '1280×720 pixels' });
    expect(finding?.measured).toContain('2.0 times');
  });

  it('counts only what of it is shown', () => {
    expect(plan(1300, 400).findings[0]?.measured).toContain('711×400');
    expect(plan(500, 720, { fit: 'pad' }).findings).toEqual([]);
    expect(plan(250, 360, { fit: 'pad' }).findings[0]?.measured).toContain('2.0 times');
  });

  it('is let pass by a hair', () => {
    expect(plan(1276, 718).findings).toEqual([]);
  });
});
