import { describe, expect, it } from 'vitest';
import { type CameraPose, WHOLE_STILL } from '../motion/camera-path.js';
import { WHOLE_CLIP } from '../motion/timing.js';
import { checkView } from './check-view.js';
import { createRenderer, type RenderPlan } from './renderer.js';

const OUTPUT = { widthPx: 320, heightPx: 180 };
const PICTURE = { widthPx: 400, heightPx: 225 };

function check(pose: Partial<CameraPose>): () => void {
  return () => {
    checkView({ ...WHOLE_STILL, ...pose }, OUTPUT, PICTURE);
  };
}

describe('a view', () => {
  it.each<[string, Partial<CameraPose>]>([
    ['the whole still', {}],
    ['a part of it up to its edge', { zoom: 1.25, centreX: 0.6, centreY: 0.4 }],
    ['what rounding leaves past an edge', { centreX: 0.5 + 1e-6 }],
    ['the whole still upside down', { rollRad: Math.PI }],
    ['a part of it from the side', { yawRad: 0.1, zoom: 1.1 }],
  ])('may be %s', (_, pose) => {
    expect(check(pose)).not.toThrow();
  });

  it.each<[string, Partial<CameraPose>]>([
    ['two pixels past an edge', { centreX: 0.5 + 2 / 400 }],
    ['from further away than the whole still', { zoom: 0.98 }],
    ['rolled without the zoom that fills its corners', { rollRad: 0.1 }],
    ['from the side without that zoom', { yawRad: 0.1 }],
    ['from behind', { yawRad: Math.PI, zoom: 4 }],
    ['upside down by a zoom below 0', { zoom: -0.5 }],
    ['of no zoom', { zoom: 0 }],
    ['nowhere', { centreY: Number.NaN }],
  ])('may not be %s', (_, pose) => {
    expect(check(pose)).toThrow(RangeError);
  });

  it.each([0, 0.05])('past the still is not painted, upright or turning: roll %d', async (rollRad) => {
    const camera = [
      { ...WHOLE_CLIP, move: { kind: 'push_in', zoom: 1.5, focusX: 3, focusY: 0.5 } },
      { ...WHOLE_CLIP, move: { kind: 'roll', rollRad } },
    ] as const;
    const directions = { camera, actions: [], passage: WHOLE_CLIP };
    const plan: RenderPlan = { directions, loop: 'none', output: OUTPUT, frameCount: 13, fps: 24 };
    const renderer = await createRenderer({ ...PICTURE, rgb: new Uint8Array(400 * 225 * 3) }, plan);
    expect(() => renderer.frame(0)).not.toThrow();
    expect(() => renderer.frame(12)).toThrow('the camera looks past the still');
  });
});
