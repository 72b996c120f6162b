import { describe, expect, it } from 'vitest';
import { explainPrompt } from './explain-prompt.js';
import type { RenderSettings } from './render-request.js';

const SETTINGS: RenderSettings = {
  ...{ prompt: 'Push in', model: 'local/motion', aspect: 'adaptive', durationSec: 5 },
  ...{ resolution: '720p', audio: false, seed: 0, fit: 'crop' },
};

describe('an explanation', () => {
  it('holds what a render would do, as far as the prompt says', () => {
    expect(explainPrompt({ ...SETTINGS, focus: { x: 0.2, y: 0.3 }, durationSec: 2.51, loop: 'seam' })).toMatchObject({
      prompt: 'Push in',
      directions: { camera: [{ move: { kind: 'push_in', focusX: 0.2, focusY: 0.3 } }] },
      adjustments: [{ code: 'duration_rounded' }],
      loop: 'seam',
      durationSec: 2.5,
    });
  });

  it('tells of a first frame that is not the whole still', () => {
    expect(explainPrompt({ ...SETTINGS, prompt: 'Pull out' }).adjustments).toMatchObject([
      { code: 'first_frame_cropped' },
    ]);
  });

  it('is refused for what a render is refused for', () => {
    expect(() => explainPrompt({ ...SETTINGS, prompt: ' ' })).toThrow(expect.objectContaining({ field: '--prompt' }));
    expect(() => explainPrompt({ ...SETTINGS, durationSec: 0 })).toThrow(
      expect.objectContaining({ field: '--duration' }),
    );
  });
});
