import { describe, expect, it } from 'vitest';
import type { CameraLimit } from '../../motion/camera/compose-camera.js';
import { clipAdjustments } from './clip-adjustments.js';
import { markStills } from './mark-stills.js';
import { readPrompt } from './read-prompt.js';
import type { RenderSettings } from './render-request.js';

const SETTINGS: RenderSettings = {
  ...{ prompt: 'Push in', model: 'local/motion', aspect: 'adaptive', durationSec: 5, resolution: '720p' },
  ...{ audio: false, seed: 0, fit: 'crop' },
};
const MARKS = { frameCount: 120, wholeStillAt: 0, showsWholeStill: true };

describe('moves that are too much, added up', () => {
  it.each<[CameraLimit, string]>([
    ['zoom', 'Added up, the push-ins come closer than 4×'],
    ['offset', 'Added up, the pans and tilts lead past the edge'],
    ['roll', 'Added up, the rolls turn further than 15°'],
    ['arc', 'Added up, the arcs go further round than 8°'],
    ['sway', 'Added up, the handheld moves need more room'],
  ])('are told: %s', (limit, beginning) => {
    const [adjustment, ...others] = clipAdjustments(SETTINGS, { ...MARKS, limits: [limit] });
    expect(others).toEqual([]);
    expect(adjustment).toMatchObject({ code: 'amount_limited', field: 'prompt' });
    expect(adjustment?.reason.startsWith(beginning)).toBe(true);
  });

  it.each([
    [
      'Crash zoom in, then crash zoom in, then crash zoom in, then crash zoom in, then zoom in 2x, then zoom in 2x',
      true,
    ],
    ['Roll 15° clockwise, then roll 15° clockwise', true],
    ['Push in, then pan right, then pull out', false],
    ['Roll 15° clockwise', false],
  ])('are found in a prompt: %s', (prompt, isTold) => {
    const settings = { ...SETTINGS, prompt };
    const { directions } = readPrompt(settings, 120, undefined);
    const marks = markStills(directions, { aspectRatio: 16 / 9, frameCount: 120, loop: 'none', hasLast: false });
    const codes = clipAdjustments(settings, marks).map(({ code }) => code);
    expect(codes.includes('amount_limited')).toBe(isTold);
  });
});
