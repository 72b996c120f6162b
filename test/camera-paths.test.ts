import { describe, expect, it } from 'vitest';
import { WHOLE_STILL, type CameraPath } from '../src/motion/camera-path.js';
import { MAX_ARC_RAD, type Move } from '../src/motion/moves.js';
import { createCameraPath } from '../src/motion/paths.js';
import { project, viewOf } from '../src/render/view.js';

const MOVES: Readonly<Record<string, Move>> = {
  static: { kind: 'static' },
  'push-in': { kind: 'push_in', zoom: 1.3, focusX: 0.5, focusY: 0.5 },
  'push-in to a corner': { kind: 'push_in', zoom: 2, focusX: 1, focusY: 0 },
  'pull-out': { kind: 'pull_out', zoom: 1.3, focusX: 0.2, focusY: 0.5 },
  'pan left': { kind: 'pan', direction: 'left', zoom: 1.12 },
  'pan right': { kind: 'pan', direction: 'right', zoom: 1.12 },
  'tilt up': { kind: 'tilt', direction: 'up', zoom: 1.12 },
  'tilt down': { kind: 'tilt', direction: 'down', zoom: 1.12 },
  'roll right': { kind: 'roll', rollRad: 0.06 },
  'roll left': { kind: 'roll', rollRad: -0.06 },
  'arc right': { kind: 'arc', yawRad: MAX_ARC_RAD },
  'arc left': { kind: 'arc', yawRad: -MAX_ARC_RAD },
  ...Object.fromEntries([0, 1, 2, 77].map((seed) => [`handheld ${seed}`, { kind: 'handheld', zoom: 1.08, seed }])),
};
const NAMES = Object.keys(MOVES);
const RATIOS = [16 / 9, 4 / 3, 1, 9 / 16, 21 / 9, 4, 1 / 4];

function pathOf(name: string, aspectRatio = 16 / 9, durationSec = 5): CameraPath {
  return createCameraPath(MOVES[name] ?? { kind: 'static' }, { aspectRatio, durationSec });
}

/** Every figure of a pose, at moments a frame of a long clip apart. */
function samplesOf(path: CameraPath, count: number): number[][] {
  return Array.from({ length: count }, (_, index) => {
    const { centreX, centreY, zoom, rollRad, yawRad } = path.poseAt(index / (count - 1));
    return [centreX, centreY, Math.log(zoom), rollRad, yawRad];
  });
}

describe('every camera path', () => {
  it.each(NAMES)('never looks past the still: %s', (name) => {
    for (const ratio of RATIOS) {
      const path = pathOf(name, ratio);
      const output = { widthPx: 1000 * ratio, heightPx: 1000 };
      let furthest = 0;
      for (let index = 0; index <= 240; index++) {
        const pose = path.poseAt(index / 240);
        const view = viewOf(pose, output, { x: 0, y: 0 }, { widthPx: 1, heightPx: 1 });
        for (const [x, y] of [
          [0, 0],
          [output.widthPx, 0],
          [0, 1000],
          [output.widthPx, 1000],
        ] as const) {
          const at = project(view, x, y);
          furthest = Math.max(furthest, -at.x, -at.y, at.x - 1, at.y - 1);
        }
        expect(pose.zoom).toBeLessThanOrEqual(path.maxZoom * (1 + 1e-12));
      }
      expect(furthest).toBeLessThan(1e-9);
    }
  });

  it.each(NAMES)('starts on the whole still, or ends there: %s', (name) => {
    const path = pathOf(name);
    const pose = path.poseAt(MOVES[name]?.kind === 'pull_out' ? 1 : 0);
    const whole = samplesOf({ ...path, poseAt: () => WHOLE_STILL }, 2)[0] ?? [];
    const actual = samplesOf({ ...path, poseAt: () => pose }, 2)[0] ?? [];
    actual.forEach((figure, index) => expect(figure).toBeCloseTo(whole[index] ?? Number.NaN, 12));
  });

  it.each(NAMES)('has a continuous speed and acceleration: %s', (name) => {
    // Halving the step must halve the largest change of the second derivative: a jump in it would stay.
    const jump = (count: number): number => {
      const samples = samplesOf(pathOf(name), count);
      const second = samples
        .slice(2)
        .map((point, k) =>
          point.map(
            (x, axis) => (x - 2 * (samples[k + 1]?.[axis] ?? 0) + (samples[k]?.[axis] ?? 0)) * (count - 1) ** 2,
          ),
        );
      const ends = [second[0], second.at(-1)].map((point) => Math.max(...(point ?? []).map(Math.abs)));
      const steps = second
        .slice(1)
        .map((point, k) => Math.max(...point.map((x, axis) => Math.abs(x - (second[k]?.[axis] ?? 0)))));
      // From rest: handheld alone is still moving when it ends.
      return Math.max(...steps, MOVES[name]?.kind === 'handheld' ? (ends[0] ?? 0) : Math.max(...ends));
    };
    const [coarse, fine] = [jump(2001), jump(4001)];
    expect(fine).toBeLessThan(0.6 * coarse + 1e-6);
  });

  it('goes by equal ratios of zoom, so that a push-in keeps its pace', () => {
    const path = pathOf('push-in');
    const rate = (moment: number): number => path.poseAt(moment + 0.01).zoom / path.poseAt(moment).zoom;
    expect(rate(0.6)).toBeCloseTo(rate(0.4), 9);
  });

  it('shakes the same way from the same seed, and another way from another', () => {
    const at = (name: string): unknown => pathOf(name).poseAt(0.7);
    expect(at('handheld 1')).toEqual(at('handheld 1'));
    expect(at('handheld 1')).not.toEqual(at('handheld 2'));
    expect(at('handheld 0')).not.toEqual(at('handheld 1'));
  });

  it('keeps the focus of a push-in where it is in the frame', () => {
    const path = createCameraPath(
      { kind: 'push_in', zoom: 1.5, focusX: 0.3, focusY: 0.8 },
      { aspectRatio: 1, durationSec: 5 },
    );
    const { centreX, centreY, zoom } = path.poseAt(1);
    expect((0.3 - centreX) * zoom).toBeCloseTo(0.3 - 0.5, 12);
    expect((0.8 - centreY) * zoom).toBeCloseTo(0.8 - 0.5, 12);
  });
});

describe('directions', () => {
  it.each([
    ['pan right', 1, 0],
    ['pan left', -1, 0],
    ['tilt down', 0, 1],
    ['tilt up', 0, -1],
  ] as const)('%s shows more of that side', (name, x, y) => {
    const { centreX, centreY } = pathOf(name).poseAt(1);
    expect([Math.sign(centreX - 0.5), Math.sign(centreY - 0.5)]).toEqual([x, y]);
  });

  it('turns the picture against a rolling camera', () => {
    expect(pathOf('roll right').poseAt(1).rollRad).toBeLessThan(0);
  });

  it('brings the right edge closer as the camera goes round to the right', () => {
    const output = { widthPx: 1600, heightPx: 900 };
    const view = viewOf(pathOf('arc right').poseAt(1), output, { x: 0, y: 0 }, { widthPx: 1, heightPx: 1 });
    const height = (x: number): number => project(view, x, 900).y - project(view, x, 0).y;
    // Closer is larger: the frame's right edge shows less of the still than its left edge.
    expect(height(1600)).toBeLessThan(height(0));
  });
});
