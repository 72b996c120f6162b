import { describe, expect, it } from 'vitest';
import { type CameraPose, WHOLE_STILL } from '../src/motion/camera-path.js';
import type { Loop, TimedMove } from '../src/motion/directions.js';
import { MAX_ADDED_ZOOM, MAX_ARC_RAD, MAX_ROLL_RAD, type Move } from '../src/motion/moves.js';
import { createTimeline, type Timeline } from '../src/motion/timeline.js';
import { WHOLE_CLIP } from '../src/motion/timing.js';
import { project } from '../src/render/homography.js';
import { viewOf } from '../src/render/view.js';
import { jerkOf, randomExcess, randomMoves } from './camera-moves.js';

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
const LOOPS = ['none', 'seam', 'pingpong', 'crossfade'] as const satisfies readonly Loop[];
const RATIOS = [16 / 9, 4 / 3, 1, 9 / 16, 21 / 9, 4, 1 / 4];
/** Rolls, arcs, pushes and all the rest, one to four at a time, whenever, however eased. */
const MIXTURES = Array.from({ length: 40 }, (_, seed) => ({ seed, camera: randomMoves(seed) }));

interface Take {
  readonly aspectRatio?: number;
  readonly frameCount?: number;
  readonly loop?: Loop;
}

function timelineOf(
  camera: readonly TimedMove[],
  { aspectRatio = 16 / 9, frameCount = 121, loop = 'none' }: Take = {},
) {
  const setting = { aspectRatio, durationSec: 5, frameCount, loop, hasLast: false };
  return createTimeline({ camera, actions: [], passage: WHOLE_CLIP }, setting);
}

function only(name: string): readonly TimedMove[] {
  return [{ move: MOVES[name] ?? { kind: 'static' }, ...WHOLE_CLIP }];
}

function posesOf(timeline: Timeline, frameCount: number): CameraPose[] {
  return Array.from({ length: frameCount }, (_, index) => timeline.at(index).pose);
}

/** How far past the still's edges the corners of a frame look, as a share of its sides. */
function lookedPast(pose: CameraPose, aspectRatio: number): number {
  const output = { widthPx: 1000 * aspectRatio, heightPx: 1000 };
  const view = viewOf(pose, output, { x: 0, y: 0 }, { widthPx: 1, heightPx: 1 });
  const corners = [0, output.widthPx].flatMap((x) => [project(view, x, 0), project(view, x, 1000)]);
  return Math.max(...corners.flatMap(({ x, y }) => [-x, -y, x - 1, y - 1]));
}

function furthestPast(
  camera: readonly TimedMove[],
  take: { readonly aspectRatio: number; readonly loop: Loop },
): number {
  const timeline = timelineOf(camera, take);
  return Math.max(...posesOf(timeline, 121).map((pose) => lookedPast(pose, take.aspectRatio)));
}

/** The greatest change of acceleration from one frame to the next: where acceleration is continuous, half with twice the frames. */
function jerksOf(camera: readonly TimedMove[], loop: Loop, counts = [1000, 2000]): Record<'coarse' | 'fine', number> {
  const isRound = loop === 'seam' || loop === 'pingpong';
  const [coarse = 0, fine = 0] = counts.map((frameCount) =>
    jerkOf(posesOf(timelineOf(camera, { frameCount, loop }), frameCount), isRound),
  );
  return { coarse, fine };
}

describe('a camera with one move', () => {
  it.each(NAMES)('never looks past the still: %s', (name) => {
    for (const aspectRatio of RATIOS) {
      for (const loop of LOOPS) expect(furthestPast(only(name), { aspectRatio, loop })).toBeLessThan(1e-9);
    }
  });

  it.each(NAMES)('starts on the whole still, or ends there: %s', (name) => {
    const timeline = timelineOf(only(name));
    const isPull = MOVES[name]?.kind === 'pull_out';
    expect(timeline.wholeStillAt).toBe(isPull ? 120 : 0);
    expect(timeline.showsWholeStill).toBe(true);
    expect(timeline.at(isPull ? 120 : 0).pose).toEqual(WHOLE_STILL);
  });

  it.each(NAMES)('has a continuous speed and acceleration, round the seam of a loop too: %s', (name) => {
    for (const loop of LOOPS) {
      const { coarse, fine } = jerksOf(only(name), loop);
      expect(fine, loop).toBeLessThan(0.6 * coarse + 1e-5);
    }
  });

  it.each(NAMES)('starts from rest, and ends at rest unless it is handheld: %s', (name) => {
    const poses = posesOf(timelineOf(only(name), { frameCount: 2001 }), 2001);
    const speeds = poses.slice(1).map((pose, index) => distance(pose, poses[index] ?? pose) * 2000);
    expect(speeds[0]).toBeLessThan(1e-3);
    if (MOVES[name]?.kind !== 'handheld') expect(speeds.at(-1)).toBeLessThan(1e-3);
  });

  it('goes by equal ratios of zoom, so that a push-in keeps its pace', () => {
    const timeline = timelineOf(only('push-in'));
    const rate = (index: number): number => timeline.at(index + 1).pose.zoom / timeline.at(index).pose.zoom;
    expect(rate(72)).toBeCloseTo(rate(48), 9);
  });

  it('shakes the same way from the same seed, and another way from another', () => {
    const at = (name: string): unknown => timelineOf(only(name)).at(84).pose;
    expect(at('handheld 1')).toEqual(at('handheld 1'));
    expect(at('handheld 1')).not.toEqual(at('handheld 2'));
    expect(at('handheld 0')).not.toEqual(at('handheld 1'));
  });

  it.each([0.2, 0.5, 1])('keeps the focus of a push-in where it is in the frame, at %d of the clip', (share) => {
    const move: Move = { kind: 'push_in', zoom: 1.5, focusX: 0.3, focusY: 0.8 };
    const { centreX, centreY, zoom } = timelineOf([{ move, ...WHOLE_CLIP }]).at(120 * share).pose;
    expect((0.3 - centreX) * zoom).toBeCloseTo(0.3 - 0.5, 12);
    expect((0.8 - centreY) * zoom).toBeCloseTo(0.8 - 0.5, 12);
  });

  it.each([
    ['pan right', 1, 0],
    ['pan left', -1, 0],
    ['tilt down', 0, 1],
    ['tilt up', 0, -1],
  ] as const)('shows more of the side it goes to: %s', (name, x, y) => {
    const { centreX, centreY } = timelineOf(only(name)).at(120).pose;
    expect([Math.sign(centreX - 0.5), Math.sign(centreY - 0.5)]).toEqual([x, y]);
  });

  it('turns the picture against itself as it rolls', () => {
    expect(timelineOf(only('roll right')).at(120).pose.rollRad).toBeCloseTo(-0.06, 12);
  });

  it('brings the right edge closer as it goes round to the right', () => {
    const output = { widthPx: 1600, heightPx: 900 };
    const { pose } = timelineOf(only('arc right')).at(120);
    const view = viewOf(pose, output, { x: 0, y: 0 }, { widthPx: 1, heightPx: 1 });
    const height = (x: number): number => project(view, x, 900).y - project(view, x, 0).y;
    // Closer is larger: the frame's right edge shows less of the still than its left edge.
    expect(height(1600)).toBeLessThan(height(0));
  });
});

describe('a camera with any moves at any time', () => {
  it.each(LOOPS)('never looks past the still, and shows the whole of it once, loop %s', (loop) => {
    for (const { seed, camera } of MIXTURES) {
      for (const aspectRatio of [16 / 9, 9 / 16]) {
        expect(furthestPast(camera, { aspectRatio, loop }), `mixture ${seed}`).toBeLessThan(1e-9);
      }
      const timeline = timelineOf(camera, { loop });
      expect(timeline.showsWholeStill, `mixture ${seed}`).toBe(true);
      expect(distance(timeline.at(timeline.wholeStillAt).pose, WHOLE_STILL), `mixture ${seed}`).toBeLessThan(1e-9);
    }
  });

  it.each(LOOPS)('has a continuous speed and acceleration, loop %s', { timeout: 60_000 }, (loop) => {
    for (const { seed, camera } of MIXTURES.slice(0, 12)) {
      // A snap takes a few thousandths of the clip to get under way.
      const { coarse, fine } = jerksOf(camera, loop, [2000, 4000]);
      expect(fine, `mixture ${seed}`).toBeLessThan(0.62 * coarse + 1e-5);
    }
  });

  it('is the same again from the same directions', () => {
    for (const { camera } of MIXTURES) {
      expect(posesOf(timelineOf(camera), 121)).toEqual(posesOf(timelineOf(camera), 121));
    }
  });
});

describe('a camera that is asked again and again', () => {
  const inSequence = (move: Move, count: number): TimedMove[] =>
    Array.from({ length: count }, (_, at) => ({ move, from: at / count, to: (at + 1) / count, easing: 'ease' }));
  const HUNDREDTH_PX = 0.01 / 1280;

  it.each([2, 7, 12, 30])('rolls no further than one roll may, inside the still: %d times', (count) => {
    for (const rollRad of [MAX_ROLL_RAD, -MAX_ROLL_RAD]) {
      const camera = inSequence({ kind: 'roll', rollRad }, count);
      for (const aspectRatio of RATIOS) {
        expect(furthestPast(camera, { aspectRatio, loop: 'none' })).toBeLessThan(1e-9);
      }
      const timeline = timelineOf(camera);
      const rolls = posesOf(timeline, 121).map((pose) => Math.abs(pose.rollRad));
      expect(Math.max(...rolls)).toBeCloseTo(MAX_ROLL_RAD, 12);
      expect(timeline.limits).toEqual(['roll']);
    }
  });

  it.each<[string, Move]>([
    ['push-in', { kind: 'push_in', zoom: 2, focusX: 0.2, focusY: 0.9 }],
    ['pull-out', { kind: 'pull_out', zoom: 2, focusX: 0.2, focusY: 0.9 }],
  ])('comes no closer than a still bears, and evenly all the way: %s', (_, move) => {
    expect(timelineOf(inSequence(move, 2)).limits).toEqual([]);
    for (const count of [3, 40, 2000]) {
      const timeline = timelineOf(inSequence(move, count));
      expect(timeline.maxZoom).toBeCloseTo(MAX_ADDED_ZOOM, 9);
      expect(timeline.at(60).pose.zoom).toBeCloseTo(2, 1);
      expect(timeline.limits).toEqual(['zoom']);
      expect(timeline.showsWholeStill).toBe(true);
    }
  });

  it('needs no more room for many unsteady hands at once than a push-in makes', () => {
    const timeline = timelineOf(Array.from({ length: 40 }, () => only('handheld 1')).flat());
    expect(timeline.maxZoom).toBeCloseTo(1.25, 9);
    expect(timeline.limits).toEqual(['sway']);
    expect(timelineOf(only('handheld 1')).limits).toEqual([]);
  });

  it('says which kinds of move go less far, and of none where all go as far as asked', () => {
    expect(timelineOf(inSequence(MOVES['pan left'] ?? { kind: 'static' }, 2)).limits).toEqual(['offset']);
    expect(timelineOf(inSequence(MOVES['arc left'] ?? { kind: 'static' }, 2)).limits).toEqual(['arc']);
    for (const name of NAMES) expect(timelineOf(only(name)).limits, name).toEqual([]);
  });

  it.each(LOOPS)('stays inside the still whatever the mixture, loop %s', (loop) => {
    for (let seed = 0; seed < 300; seed++) {
      const camera = seed % 3 === 0 ? randomMoves(1000 + seed) : randomExcess(seed);
      const frameCount = 24 + (seed % 14);
      const aspectRatio = RATIOS[seed % RATIOS.length] ?? 1;
      const poses = posesOf(timelineOf(camera, { aspectRatio, frameCount, loop }), frameCount);
      for (const pose of poses) {
        expect(lookedPast(pose, aspectRatio), `mixture ${seed}`).toBeLessThan(HUNDREDTH_PX);
        expect(pose.zoom, `mixture ${seed}`).toBeGreaterThanOrEqual(1);
      }
    }
  });
});

function distance(one: CameraPose, other: CameraPose): number {
  const across = Math.abs(one.centreX - other.centreX) + Math.abs(one.centreY - other.centreY);
  const turned = Math.abs(one.rollRad - other.rollRad) + Math.abs(one.yawRad - other.yawRad);
  return across + turned + Math.abs(Math.log(one.zoom / other.zoom));
}
