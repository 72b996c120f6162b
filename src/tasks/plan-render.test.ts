import { describe, expect, it } from 'vitest';
import type { StillPlan } from '../stills/plan-still.js';
import { planRender, type PlannedRender } from './plan-render.js';
import type { RenderRequest } from './render-request.js';

const REQUEST: RenderRequest = {
  ...{ stillPath: 'a.jpg', outputPath: 'a.mp4', prompt: 'Push in', model: 'local/motion', aspect: '9:16' },
  ...{ durationSec: 5, resolution: '720p', audio: false, seed: 0, fit: 'crop' },
};
const DISPLAY = { widthPx: 1600, heightPx: 900 };
const RASTER = { widthPx: 720, heightPx: 1280 };
const CROPPED: StillPlan = {
  raster: RASTER,
  framing: { kind: 'crop', rect: { leftPx: 67, topPx: 0, widthPx: 506, heightPx: 900 } },
  framed: { widthPx: 506, heightPx: 900 },
  background: { r: 1, g: 2, b: 3 },
  adjustments: [{ code: 'cropped_to_ratio', field: 'still', asked: '', used: '', reason: '' }],
  findings: [],
};

function plan(request: Partial<RenderRequest>, still: StillPlan = CROPPED, frameCount = 120): PlannedRender {
  return planRender({ ...REQUEST, ...request }, DISPLAY, { raster: RASTER, frameCount }, still);
}

const codes = ({ adjustments }: PlannedRender): string[] => adjustments.map(({ code }) => code);

describe('a planned render', () => {
  it('closes in on the focus where the crop has put it, not where it was in the still', () => {
    const { move } = plan({ focus: { x: 0.2, y: 0.5 } }).clip.plan;
    expect(move).toMatchObject({ kind: 'push_in', focusY: 0.5 });
    expect((move as { readonly focusX: number }).focusX).toBeCloseTo((0.2 * 1600 - 67) / 506, 12);
  });

  it('closes in on the nearest that is in the frame when the focus was cut off', () => {
    expect(plan({ focus: { x: 0.9, y: 0.5 } }).clip.plan.move).toMatchObject({ focusX: 1 });
  });

  it('closes in on the focus where the padded still shows it', () => {
    const padded: StillPlan = { ...CROPPED, framing: { kind: 'blur_pad' }, framed: DISPLAY };
    // The still is 720 wide and 405 high in the middle of 1280.
    const { move } = plan({ focus: { x: 0.25, y: 0 } }, padded).clip.plan;
    expect(move).toMatchObject({ focusX: 0.25 });
    expect((move as { readonly focusY: number }).focusY).toBeCloseTo(0.5 - 405 / 2 / 1280, 12);
  });

  it('carries what the still, the prompt and the clip each adjust, in that order', () => {
    const planned = plan({ prompt: 'Pull out, steam rises', audio: true, durationSec: 2.51 }, CROPPED, 60);
    expect(codes(planned)).toEqual([
      ...['cropped_to_ratio', 'action_left_out'],
      ...['no_sound', 'duration_rounded', 'first_frame_cropped'],
    ]);
  });

  it('says nothing where everything is as asked', () => {
    expect(codes(plan({}, { ...CROPPED, adjustments: [] }))).toEqual([]);
  });

  it('hands on the seed, the background, and how to encode', () => {
    expect(plan({ prompt: 'Handheld', seed: 9, crf: 30, preset: 'fast' }).clip).toMatchObject({
      plan: { move: { kind: 'handheld', seed: 9 }, output: RASTER, frameCount: 120, fps: 24 },
      framing: CROPPED.framing,
      framed: CROPPED.framed,
      background: CROPPED.background,
      crf: 30,
      preset: 'fast',
    });
    expect(plan({}).clip).toMatchObject({ crf: 18, preset: 'veryfast' });
  });
});
