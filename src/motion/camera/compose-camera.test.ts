import { describe, expect, it } from 'vitest';
import type { CameraPose } from '../camera-path.js';
import type { TimedMove } from '../directions.js';
import { fillingRollZoom } from '../filling-zoom.js';
import { createLoopClock } from '../loop-clock.js';
import { MAX_ARC_RAD, type Move } from '../moves.js';
import { composeCamera } from './compose-camera.js';

const PUSH: Move = { kind: 'push_in', zoom: 1.12, focusX: 0.5, focusY: 0.5 };
const PULL: Move = { ...PUSH, kind: 'pull_out' };
const PAN: Move = { kind: 'pan', direction: 'right', zoom: 1.12 };
const TILT: Move = { kind: 'tilt', direction: 'up', zoom: 1.12 };
const HAND: Move = { kind: 'handheld', zoom: 1.08, seed: 1 };

/** The poses of 121 frames. */
function posesOf(...camera: readonly TimedMove[]): CameraPose[] {
  const clock = createLoopClock({ frameCount: 121, durationSec: 5, loop: 'none' });
  const composition = composeCamera(camera, clock, 16 / 9);
  return clock.ticks.map((tick) => composition.poseAt(tick));
}

function over(move: Move, from = 0, to = 1): TimedMove {
  return { move, from, to, easing: 'ease' };
}

function zoomsOf(poses: readonly CameraPose[]): Record<'first' | 'middle' | 'last' | 'most', number> {
  const at = (index: number): number => poses[index]?.zoom ?? Number.NaN;
  return { first: at(0), middle: at(60), last: at(120), most: Math.max(...poses.map(({ zoom }) => zoom)) };
}

describe('camera moves together', () => {
  it('come back to the whole still by a push-in and a pull-out', () => {
    const { first, middle, last } = zoomsOf(posesOf(over(PUSH, 0, 0.5), over(PULL, 0.5, 1)));
    expect(first).toBe(1);
    expect(middle).toBeCloseTo(1.12, 12);
    expect(last).toBeCloseTo(1, 12);
  });

  it('pull out from close by, and push in again', () => {
    const { first, middle, last } = zoomsOf(posesOf(over(PULL, 0, 0.5), over(PUSH, 0.5, 1)));
    expect(first).toBeCloseTo(1.12, 12);
    expect(middle).toBeCloseTo(1, 12);
    expect(last).toBeCloseTo(1.12, 12);
  });

  it('undo by a pull-out what a push-in did, by the way it went, whatever point the pull-out names', () => {
    const there: Move = { ...PUSH, focusX: 0.2, focusY: 0.9 };
    const poses = posesOf(over(there, 0, 0.5), over({ ...PULL, focusX: 1 }, 0.5, 1));
    for (const { centreX, zoom } of poses) expect((0.2 - centreX) * zoom).toBeCloseTo(-0.3, 9);
  });

  it('keep the point of a push-in where a pan left it in the frame', () => {
    const poses = posesOf(over(PAN, 0, 0.5), over({ ...PUSH, focusX: 0.2 }, 0.5, 1)).slice(60);
    const inFrame = poses.map(({ centreX, zoom }) => (0.2 - centreX) * zoom);
    expect(Math.max(...inFrame) - Math.min(...inFrame)).toBeLessThan(1e-12);
  });

  it('pan in the room that a push-in has made, at its zoom', () => {
    const poses = posesOf(over(PUSH, 0, 0.5), over(PAN, 0.5, 1));
    for (const { zoom } of poses.slice(60)) expect(zoom).toBeCloseTo(1.12, 9);
    expect(poses[120]?.centreX).toBeCloseTo(1 - 0.5 / 1.12, 9);
  });

  it('make room beside a push-in where that is at its point’s edge already', () => {
    const poses = posesOf(over({ ...PUSH, focusX: 1 }, 0, 0.5), over(PAN, 0.5, 1));
    expect((poses[120]?.centreX ?? 0) - (poses[60]?.centreX ?? 1)).toBeGreaterThan(0.04);
  });

  it('tilt in the room of a pan, without a drift to the side', () => {
    const poses = posesOf(over(PAN, 0, 0.5), over(TILT, 0.5, 1));
    expect(zoomsOf(poses).most).toBeCloseTo(1.12, 12);
    for (const { centreX } of poses.slice(60)) expect(centreX).toBeCloseTo(1 - 0.5 / 1.12, 12);
    expect(poses[120]?.centreY).toBeCloseTo(0.5 / 1.12, 12);
  });

  it('go the one way all along when they pull out and tilt up at once, and end on the whole still', () => {
    const poses = posesOf(over(PULL), over(TILT));
    const heights = poses.map(({ centreY }) => centreY);
    expect(heights[0]).toBeGreaterThan(0.54);
    expect(heights).toEqual([...heights].sort((one, other) => other - one));
    expect(poses[120]).toMatchObject({ zoom: 1, centreX: 0.5, centreY: 0.5 });
  });

  it('go less far where two of them lead further than the room', () => {
    const poses = posesOf(over(PAN, 0, 0.5), over(PAN, 0.5, 1));
    expect(poses[60]?.centreX).toBeCloseTo(0.5 + (1 - 1 / 1.12) / 4, 9);
    expect(poses[120]?.centreX).toBeCloseTo(1 - 0.5 / 1.12, 9);
  });

  it('go no further round than a flat still bears, and back again', () => {
    const arc: Move = { kind: 'arc', yawRad: MAX_ARC_RAD };
    const yaws = posesOf(
      over(arc, 0, 0.3),
      over(arc, 0.3, 0.6),
      over({ ...arc, yawRad: -2 * MAX_ARC_RAD }, 0.6, 1),
    ).map(({ yawRad }) => yawRad);
    expect(Math.max(...yaws)).toBeCloseTo(MAX_ARC_RAD, 12);
    expect(yaws[36]).toBeCloseTo(MAX_ARC_RAD / 2, 9);
    expect(yaws[120]).toBeCloseTo(0, 12);
  });

  it('fill their corners at whatever angle they are rolled', () => {
    for (const rollRad of [0.1, 1, 1.5, 2, 3, -4]) {
      const zoom = fillingRollZoom(rollRad, 16 / 9);
      const [cos, sin] = [Math.cos(rollRad) / zoom, Math.sin(rollRad) / zoom];
      for (const [x, y] of [
        [16, 9],
        [16, -9],
      ] as const) {
        expect(Math.abs(cos * x - sin * y)).toBeLessThan(16 + 1e-9);
        expect(Math.abs(sin * x + cos * y)).toBeLessThan(9 + 1e-9);
      }
    }
  });

  it('are level on the whole still that a pull-out comes to, having rolled all along', () => {
    const rolls = posesOf(over(PULL), over({ kind: 'roll', rollRad: 0.05 })).map(({ rollRad }) => rollRad);
    expect(rolls[0]).toBeCloseTo(0.05, 12);
    expect(rolls[120]).toBe(0);
  });
});

describe('an unsteady hand', () => {
  const shaken = (poses: readonly CameraPose[]): number[] =>
    poses.map(({ centreX, rollRad }) => Math.abs(centreX - 0.5) + Math.abs(rollRad));

  it('lasts to the end of a clip, and is at rest there when it is told to fade out', () => {
    expect(shaken(posesOf(over(HAND)))[120]).toBeGreaterThan(1e-3);
    const poses = posesOf(over({ ...HAND, fadesOut: true }));
    expect(shaken(poses)[60]).toBeGreaterThan(1e-3);
    expect(poses[120]).toMatchObject({ zoom: 1, centreX: 0.5, centreY: 0.5, rollRad: 0 });
  });

  it('comes and goes where it is only for a while', () => {
    const poses = posesOf(over(HAND, 0.25, 0.75));
    for (const index of [0, 30, 90, 120]) expect(shaken(poses)[index]).toBe(0);
    expect(shaken(poses)[60]).toBeGreaterThan(1e-3);
  });

  it('begins in full and comes to rest where a pull-out ends', () => {
    const poses = posesOf(over(HAND), over(PULL));
    expect(poses[0]?.zoom).toBeCloseTo(1.12 * 1.08, 9);
    expect(shaken(poses)[120]).toBe(0);
  });

  it('sways the frame of a push-in', () => {
    const poses = posesOf(over(HAND), over(PUSH));
    expect(poses[120]?.zoom).toBeCloseTo(1.12 * 1.08, 9);
    expect(shaken(poses)[90]).toBeGreaterThan(1e-3);
  });
});

describe('a camera that rolls to one side, then past the middle to the other', () => {
  it('keeps its corners filled, and stays clear of a jerk of its zoom', () => {
    const rolls = [over({ kind: 'roll', rollRad: 0.05 }, 0, 0.5), over({ kind: 'roll', rollRad: -0.1 }, 0.5, 1)];
    const poses = posesOf(...rolls);
    expect(poses[0]?.zoom).toBe(1);
    const logs = poses.map(({ zoom }) => Math.log(zoom));
    const bends = logs.slice(2).map((log, index) => log - 2 * (logs[index + 1] ?? 0) + (logs[index] ?? 0));
    expect(Math.max(...bends.map(Math.abs))).toBeLessThan(1.5e-3);
    for (const { zoom, rollRad } of poses) {
      const turn = Math.abs(rollRad);
      expect(zoom).toBeGreaterThanOrEqual(Math.cos(turn) + (16 / 9) * Math.sin(turn) - 1e-12);
    }
  });

  it('is on the whole still again where it rests level', () => {
    const rolls = [0.05, -0.1, 0.05].map((rollRad, index) =>
      over({ kind: 'roll', rollRad }, index / 3, (index + 1) / 3),
    );
    expect(posesOf(...rolls)[120]?.zoom).toBeCloseTo(1, 9);
  });
});
