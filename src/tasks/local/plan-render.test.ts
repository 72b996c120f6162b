import { describe, expect, it } from 'vitest';
import type { Adjustment } from '../../contract/adjustment.js';
import type { StillPlan } from '../../stills/plan-still.js';
import { planRender, type PlannedRender, type RenderFacts } from './plan-render.js';
import { readPrompt } from './read-prompt.js';
import type { RenderRequest } from './render-request.js';

const REQUEST: RenderRequest = {
  ...{ stillPath: 'a.jpg', outputPath: 'a.mp4', prompt: 'Push in', model: 'local/motion', aspect: '9:16' },
  ...{ durationSec: 5, resolution: '720p', audio: false, seed: 0, fit: 'crop' },
};
const RASTER = { widthPx: 720, heightPx: 1280 };

function stillPlan(field: string, leftPx: number): StillPlan {
  const adjustment: Adjustment = { code: 'cropped_to_ratio', field, asked: '', used: '', reason: '' };
  return {
    raster: RASTER,
    framing: { kind: 'crop', rect: { leftPx, topPx: 0, widthPx: 506, heightPx: 900 } },
    framed: { widthPx: 506, heightPx: 900 },
    background: { r: 1, g: 2, b: 3 },
    adjustments: [adjustment],
    findings: [],
  };
}

const FIRST = stillPlan('still', 67);
const LAST = stillPlan('last', 80);

function plan(change: Partial<RenderRequest>, facts: Partial<RenderFacts> = {}, frameCount = 120): PlannedRender {
  const request = { ...REQUEST, ...change };
  const read = readPrompt(request, frameCount, request.focus);
  return planRender(request, { model: { raster: RASTER, frameCount }, stills: { first: FIRST }, read, ...facts });
}

const codes = ({ adjustments }: PlannedRender): string[] => adjustments.map(({ code }) => code);

describe('a planned render', () => {
  it('carries what the stills, the prompt and the clip each adjust, in that order', () => {
    const request = { prompt: 'Pull out, steam rises', audio: true, durationSec: 2.51 };
    expect(codes(plan(request, {}, 60))).toEqual([
      ...['cropped_to_ratio', 'action_left_out'],
      ...['no_sound', 'duration_rounded', 'first_frame_cropped'],
    ]);
    const pair = plan({ lastPath: 'b.jpg', prompt: 'Static' }, { stills: { first: FIRST, last: LAST } });
    expect(pair.adjustments.map(({ field }) => field)).toEqual(['still', 'last']);
  });

  it('says nothing where everything is as asked', () => {
    expect(codes(plan({}, { stills: { first: { ...FIRST, adjustments: [] } } }))).toEqual([]);
  });

  it('hands on what happens, the background, the subject, and how to encode', () => {
    const subject = { x: 0.1, y: 0.2, width: 0.36, height: 0.36 };
    expect(plan({ prompt: 'Handheld', seed: 9, crf: 30, encoderPreset: 'fast' }, { subject }).clip).toMatchObject({
      plan: {
        directions: { camera: [{ move: { kind: 'handheld', seed: 9 } }] },
        ...{ loop: 'none', subject, output: RASTER, frameCount: 120, fps: 24 },
      },
      framing: FIRST.framing,
      framed: FIRST.framed,
      background: FIRST.background,
      crf: 30,
      preset: 'fast',
    });
    expect(plan({}).clip).toMatchObject({ crf: 18, preset: 'veryfast' });
    expect(plan({}).clip).not.toHaveProperty('last');
  });

  it('ends on the last still as that is framed; a loop shows it in the middle, and says so', () => {
    const stills = { first: FIRST, last: LAST };
    expect(plan({ lastPath: 'b.jpg', prompt: 'Static' }, { stills }).clip).toHaveProperty('last', {
      framing: LAST.framing,
      framed: LAST.framed,
      background: LAST.background,
    });
    const looped = plan({ lastPath: 'b.jpg', prompt: 'Static', loop: 'pingpong' }, { stills });
    expect(looped).toMatchObject({ loop: 'pingpong', clip: { plan: { loop: 'pingpong' } } });
    expect(looped.marks).toMatchObject({ lastStillAt: 60, showsLastStill: true });
    expect(codes(looped)).toContain('last_before_the_end');
    expect(codes(plan({ loop: 'seam' }))).not.toContain('last_before_the_end');
  });

  it('does not say that a frame shows a still which none shows as it is', () => {
    const request = { lastPath: 'b.jpg', prompt: 'Pull out, then push in' };
    for (const loop of ['none', 'seam'] as const) {
      const planned = plan({ ...request, loop }, { stills: { first: FIRST, last: LAST } });
      expect(planned.marks).toMatchObject({ showsWholeStill: false, showsLastStill: false });
      const told = planned.adjustments.filter(({ code }) => /^(first_frame|last)_/.test(code));
      expect(told).toMatchObject([
        { code: 'first_frame_cropped', used: 'no frame: the whole still as it is' },
        { code: 'last_not_whole', field: 'last', used: 'no frame: the last still as it is' },
      ]);
    }
  });

  it('knows which frame shows the whole still', () => {
    expect(plan({}).marks).toEqual({ frameCount: 120, wholeStillAt: 0, showsWholeStill: true });
    expect(plan({ prompt: 'Pull out' }).marks).toMatchObject({ wholeStillAt: 119 });
    expect(plan({ prompt: 'Pull out', loop: 'pingpong' }).marks).toMatchObject({ wholeStillAt: 60 });
  });
});
