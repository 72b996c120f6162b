import { describe, expect, it } from 'vitest';
import type { Action, TimedAction } from './actions.js';
import type { Directions, Loop } from './directions.js';
import type { Move } from './moves.js';
import { createTimeline, type Instant, type Timeline } from './timeline.js';
import { type Easing, WHOLE_CLIP } from './timing.js';

const PUSH: Move = { kind: 'push_in', zoom: 1.12, focusX: 0.5, focusY: 0.5 };
const PULL: Move = { ...PUSH, kind: 'pull_out' };
const SWEEP: Action = { kind: 'light_sweep', towards: 'right', strength: 0.5 };
const DIM: Action = { kind: 'light_change', level: 0.6, warmth: 0, key: 0 };
const RACK: Action = { kind: 'focus_pull', from: 'background', to: 'subject', strength: 0.8 };
const LOOPS = ['none', 'seam', 'pingpong', 'crossfade'] as const satisfies readonly Loop[];

interface Script extends Partial<Directions> {
  readonly moves?: readonly Move[];
  readonly loop?: Loop;
  readonly frameCount?: number;
  readonly hasLast?: boolean;
}

function timelineOf({ moves = [], loop = 'none', frameCount = 121, hasLast = false, ...directions }: Script): Timeline {
  const camera = moves.map((move) => ({ move, ...WHOLE_CLIP }));
  const setting = { aspectRatio: 16 / 9, durationSec: 5, frameCount, loop, hasLast };
  return createTimeline({ camera, actions: [], passage: WHOLE_CLIP, ...directions }, setting);
}

function instantsOf(script: Script): Instant[] {
  const timeline = timelineOf(script);
  return Array.from({ length: script.frameCount ?? 121 }, (_, index) => timeline.at(index));
}

function over(action: Action, from: number, to: number, easing: Easing = 'ease'): TimedAction {
  return { action, from, to, easing };
}

describe('a timeline', () => {
  it('of nothing shows the still, in every frame', () => {
    const timeline = timelineOf({});
    expect(timeline).toMatchObject({
      maxZoom: 1,
      isUpright: true,
      isStill: true,
      wholeStillAt: 0,
      showsWholeStill: true,
    });
    expect(timeline.at(60)).toMatchObject({
      sweeps: [],
      light: { level: 1, warmth: 0, key: 0 },
      blur: { subject: 0, background: 0 },
      fade: 0,
    });
  });

  it('has no frame beyond its last, and none before its first', () => {
    const timeline = timelineOf({ frameCount: 2 });
    expect(timeline.at(1).passage).toBe(1);
    expect(() => timeline.at(2)).toThrow(RangeError);
    expect(() => timeline.at(-1)).toThrow('Frame -1 is not one of the clip');
  });

  it('of one frame is the first', () => {
    expect(timelineOf({ frameCount: 1, moves: [PUSH] }).at(0)).toMatchObject({ passage: 0, pose: { zoom: 1 } });
  });

  it.each([
    ['a push-in', [PUSH], [], { isUpright: true, isStill: false, wholeStillAt: 0 }],
    ['a roll', [{ kind: 'roll', rollRad: 0.05 }], [], { isUpright: false, isStill: false }],
    ['a hand', [{ kind: 'handheld', zoom: 1.08, seed: 0 }], [], { isUpright: false, isStill: false }],
    ['a locked-off camera', [{ kind: 'static' }], [], { isUpright: true, isStill: true }],
    ['a locked-off camera in dimming light', [{ kind: 'static' }], [over(DIM, 0, 1)], { isStill: false }],
    ['a pull-out', [PULL], [], { wholeStillAt: 120, showsWholeStill: true }],
    ['a pull-out in light that dims', [PULL], [over(DIM, 0, 1)], { wholeStillAt: 120, showsWholeStill: false }],
    ['a push-in in light that dims', [PUSH], [over(DIM, 0, 1)], { wholeStillAt: 0, showsWholeStill: true }],
  ] as const)('knows what %s makes of it', (_, moves, actions, facts) => {
    expect(timelineOf({ moves, actions })).toMatchObject(facts);
  });

  it('knows how close its frames get, and no closer', () => {
    expect(timelineOf({ moves: [PUSH] }).maxZoom).toBeCloseTo(1.12, 12);
    // In a crossfade the push is not over when the clip is.
    const instants = instantsOf({ moves: [PUSH], loop: 'crossfade' });
    const closest = Math.max(...instants.map(({ pose }) => pose.zoom));
    expect(closest).toBeLessThan(1.12);
    expect(timelineOf({ moves: [PUSH], loop: 'crossfade' }).maxZoom).toBe(closest);
  });
});

describe('the passage to a last still', () => {
  const passagesOf = (easing: Easing, loop: Loop = 'none', frameCount = 121): number[] =>
    instantsOf({ passage: { from: 0, to: 1, easing }, loop, frameCount }).map(({ passage }) => passage);

  it.each(['ease', 'settle', 'accelerate', 'snap', 'linear'] as const)(
    'is exactly 0 at the first frame and exactly 1 at the last: %s',
    (easing) => {
      const passages = passagesOf(easing);
      expect([passages[0], passages.at(-1)]).toEqual([0, 1]);
      expect(passages).toEqual([...passages].sort((one, other) => one - other));
    },
  );

  it('that is linear takes steps of the same size', () => {
    passagesOf('linear').forEach((passage, index) => expect(passage).toBeCloseTo(index / 120, 14));
  });

  it.each(['seam', 'pingpong'] as const)('goes there and comes back in a loop: %s', (loop) => {
    for (const easing of ['linear', 'snap'] as const) {
      const passages = passagesOf(easing, loop, 120);
      expect([passages[0], passages[60]]).toEqual([0, 1]);
      expect(passages[119]).toBeCloseTo(passages[1] ?? 1, 12);
    }
  });
});

describe('a last still', () => {
  const AWAY: Action = { ...RACK, from: 'everything', to: 'subject' };
  const BACK: Action = { ...RACK, from: 'subject', to: 'everything' };
  const CASES: Readonly<Record<string, Script>> = {
    nothing: {},
    'a sweep': { actions: [over(SWEEP, 0, 1)] },
    'two sweeps, one after the other': { actions: [over(SWEEP, 0, 0.5), over(SWEEP, 0.5, 1, 'linear')] },
    'an unsteady hand': { moves: [{ kind: 'handheld', zoom: 1.08, seed: 4, fadesOut: true }] },
    'a focus pull, there and back': { actions: [over(AWAY, 0, 0.5), over(BACK, 0.5, 1)] },
    'a push-in and a pull-out': {
      camera: [
        { move: PUSH, from: 0, to: 0.5, easing: 'ease' },
        { move: PULL, from: 0.5, to: 1, easing: 'ease' },
      ],
    },
  };
  const each = LOOPS.flatMap((loop) =>
    Object.keys(CASES).flatMap((name) => [24, 25, 120, 121].map((frameCount) => [loop, name, frameCount] as const)),
  );

  it.each(each)('is all that its frame shows: loop %s, %s, %d frames', (loop, name, frameCount) => {
    const timeline = timelineOf({ ...CASES[name], loop, frameCount, hasLast: true });
    expect(timeline.showsLastStill).toBe(true);
    const { pose, sweeps, light, blur, passage, fade } = timeline.at(timeline.lastStillAt ?? -1);
    expect({ sweeps, light, passage, fade }).toEqual({
      ...{ sweeps: [], passage: 1, fade: 0 },
      light: { level: 1, warmth: 0, key: 0 },
    });
    const { zoom, centreX, centreY, rollRad, yawRad } = pose;
    const off = [zoom - 1, centreX - 0.5, centreY - 0.5, rollRad, yawRad, blur.subject, blur.background];
    for (const value of off) expect(Math.abs(value)).toBeLessThan(1e-12);
    expect(timeline).toMatchObject({ wholeStillAt: 0, showsWholeStill: true });
  });

  it.each([
    ['none', 120, 119],
    ['none', 121, 120],
    ['seam', 120, 60],
    ['seam', 121, 61],
    ['pingpong', 120, 60],
    ['pingpong', 121, 61],
    ['crossfade', 120, 90],
    ['crossfade', 121, 91],
  ] as const)('comes in a loop %s of %d frames at frame %d', (loop, frameCount, at) => {
    expect(timelineOf({ loop, frameCount, hasLast: true }).lastStillAt).toBe(at);
    expect(timelineOf({ loop, frameCount })).toMatchObject({ lastStillAt: undefined, showsLastStill: false });
  });

  it.each(LOOPS)('is not said to be shown where the camera is closer, nor the first before it: %s', (loop) => {
    const camera = [
      { move: PULL, from: 0, to: 0.5, easing: 'ease' },
      { move: PUSH, from: 0.5, to: 1, easing: 'ease' },
    ] as const;
    expect(timelineOf({ camera, loop, hasLast: true })).toMatchObject({
      ...{ wholeStillAt: 0, showsWholeStill: false, showsLastStill: false },
    });
  });

  it.each([120, 121])('lets a sweep go over once in a seam, on the way there: %d frames', (frameCount) => {
    const instants = instantsOf({ actions: [over(SWEEP, 0, 1)], loop: 'seam', frameCount, hasLast: true });
    const positions = instants.map(({ sweeps }) => sweeps[0]?.position);
    const seen = positions.flatMap((position, index) => (position === undefined ? [] : [index]));
    expect(seen).toEqual(Array.from({ length: 59 }, (_, index) => 1 + index));
    expect(positions[30]).toBeCloseTo(0.5, 12);
  });
});

describe('a light sweep', () => {
  it('is on its way from its beginning to its end, and not there before or after', () => {
    const sweeps = instantsOf({ actions: [over(SWEEP, 0.25, 0.75)] }).map((instant) => instant.sweeps[0]?.position);
    expect(sweeps.flatMap((position, index) => (position === undefined ? [] : [index]))).toEqual(
      Array.from({ length: 59 }, (_, index) => 31 + index),
    );
    const positions = sweeps.filter((position) => position !== undefined);
    expect(positions).toEqual([...positions].sort((one, other) => one - other));
    expect(sweeps[60]).toBeCloseTo(0.5, 12);
  });

  it('may have others beside it', () => {
    const { sweeps } = timelineOf({ actions: [over(SWEEP, 0, 0.6), over({ ...SWEEP, towards: 'up' }, 0.4, 1)] }).at(60);
    expect(sweeps.map(({ towards }) => towards)).toEqual(['right', 'up']);
  });

  it('goes one way through a seam, and is out of the picture where the clip begins again', () => {
    const positions = instantsOf({ actions: [over(SWEEP, 0, 1)], loop: 'seam', frameCount: 120 }).map(
      (instant) => instant.sweeps[0]?.position ?? 0,
    );
    expect(positions[0]).toBe(0);
    expect(positions).toEqual([...positions].sort((one, other) => one - other));
    expect(positions[119]).toBeGreaterThan(0.99);
  });

  it('comes back in a ping-pong', () => {
    const positions = instantsOf({ actions: [over(SWEEP, 0, 0.9)], loop: 'pingpong', frameCount: 120 }).map(
      (instant) => instant.sweeps[0]?.position,
    );
    for (let index = 1; index < 120; index++) expect(positions[index]).toBe(positions[120 - index]);
  });
});

describe('light changes', () => {
  const lightAt = (index: number, ...actions: readonly TimedAction[]) => timelineOf({ actions }).at(index).light;

  it('come to what they say, and stay there', () => {
    const change = over({ kind: 'light_change', level: 1.2, warmth: 0.5, key: 0.7 }, 0.2, 0.8);
    expect(lightAt(24, change)).toEqual({ level: 1, warmth: 0, key: 0 });
    for (const index of [96, 120]) {
      const { level, warmth, key } = lightAt(index, change);
      expect([level, warmth, key].map((value) => Number(value.toFixed(12)))).toEqual([1.2, 0.5, 0.7]);
    }
  });

  it('multiply their levels and take over their shares, in any order', () => {
    const [one, other] = [over(DIM, 0, 0.5), over({ kind: 'light_change', level: 0.5, warmth: 0, key: 0.5 }, 0.3, 1)];
    expect(lightAt(120, one, other).level).toBeCloseTo(0.3, 12);
    expect(lightAt(70, one, other).level).toBeCloseTo(lightAt(70, other, one).level, 12);
    expect(lightAt(120, other, other).key).toBeCloseTo(0.75, 12);
  });

  it('can put the light out', () => {
    expect(lightAt(120, over({ ...DIM, level: 0 }, 0, 1)).level).toBe(0);
    expect(lightAt(1, over({ ...DIM, level: 0 }, 0, 1)).level).toBeGreaterThan(0.99);
  });

  it('are never warmer than a candle, and come to that without a kink', () => {
    const warm = (from: number): TimedAction => over({ kind: 'light_change', level: 1, warmth: 0.8, key: 0 }, from, 1);
    const frameCount = 2001;
    const warmths = instantsOf({ actions: [warm(0), warm(0.5)], frameCount }).map(({ light }) => light.warmth);
    expect(Math.max(...warmths)).toBe(1);
    const bends = warmths.slice(2).map((value, index) => value - 2 * (warmths[index + 1] ?? 0) + (warmths[index] ?? 0));
    expect(Math.max(...bends.map(Math.abs))).toBeLessThan(1e-5);
  });
});

describe('a focus pull', () => {
  const blursOf = (...actions: readonly TimedAction[]) => instantsOf({ actions }).map(({ blur }) => blur);

  it('begins in the still, goes to where it is to begin in a third of its time, then to its end', () => {
    const blurs = blursOf(over(RACK, 0, 1));
    expect(blurs[0]).toEqual({ subject: 0, background: 0 });
    expect(blurs[40]).toEqual({ subject: 0.8, background: 0 });
    expect(blurs[120]?.subject).toBeCloseTo(0, 12);
    expect(blurs[120]?.background).toBeCloseTo(0.8, 12);
  });

  it('goes straight where it is to go when it begins with everything, or where the focus is', () => {
    const first = over({ ...RACK, from: 'everything', to: 'background' }, 0, 0.4);
    const blurs = blursOf(over(RACK, 0.5, 1), first);
    expect(blurs[60]).toEqual({ subject: 0.8, background: 0 });
    expect(blurs[90]?.background).toBeCloseTo(0.4, 12);
    expect(blurs[90]?.subject).toBeCloseTo(0.4, 12);
  });

  it('can make all of it unsharp, and sharp again', () => {
    const away = over({ ...RACK, from: 'everything', to: 'nothing', strength: 1 }, 0, 0.5);
    const back = over({ ...RACK, from: 'nothing', to: 'everything', strength: 1 }, 0.5, 1);
    expect(blursOf(away, back)[60]).toEqual({ subject: 1, background: 1 });
    expect(blursOf(away, back)[120]).toEqual({ subject: 0, background: 0 });
  });

  it('never blurs less than nothing, or more than it says, where pulls overlap', () => {
    const blurs = blursOf(over(RACK, 0, 0.9), over({ ...RACK, from: 'subject', to: 'background' }, 0.2, 1));
    for (const { subject, background } of blurs) {
      for (const blur of [subject, background]) {
        expect(blur).toBeGreaterThanOrEqual(0);
        expect(blur).toBeLessThanOrEqual(0.8 + 1e-12);
      }
    }
  });
});

describe('a loop', () => {
  const EVERYTHING: Script = {
    moves: [PUSH, { kind: 'handheld', zoom: 1.06, seed: 4 }, { kind: 'arc', yawRad: 0.1 }],
    actions: [over(DIM, 0, 1, 'accelerate'), over(RACK, 0.1, 1, 'snap')],
  };

  /** All that has to meet at the seam. */
  function figuresOf({ pose, light, blur, passage }: Instant): number[] {
    const camera = [pose.centreX, pose.centreY, pose.zoom, pose.rollRad, pose.yawRad];
    return [...camera, light.level, light.warmth, light.key, blur.subject, blur.background, passage];
  }

  it('of a ping-pong shows its frames again on the way back', () => {
    const instants = instantsOf({ ...EVERYTHING, loop: 'pingpong', frameCount: 120 });
    for (let index = 1; index < 120; index++) expect(instants[120 - index]).toEqual(instants[index]);
  });

  it.each(['seam', 'pingpong'] as const)('meets its beginning in position and in speed: %s', (loop) => {
    // Round the seam nothing may change faster from frame to frame, nor bend more, than close by.
    const frameCount = 2400;
    const rows = instantsOf({ ...EVERYTHING, loop, frameCount }).map(figuresOf);
    const around = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((index) => rows[(index + frameCount) % frameCount] ?? []);
    rows[0]?.forEach((_, figure) => {
      const values = around.map((row) => row[figure] ?? Number.NaN);
      const steps = values.slice(1).map((value, index) => value - (values[index] ?? 0));
      const bends = steps.slice(1).map((step, index) => step - (steps[index] ?? 0));
      const spread = Math.max(...bends) - Math.min(...bends);
      expect(spread).toBeLessThan(2e-7);
      expect(Math.max(...bends.map(Math.abs))).toBeLessThan(2e-5);
    });
  });

  it('by a seam never dwells: where it begins it is soon under way, and by no more than a pendulum at its turn', () => {
    const way = instantsOf({ moves: [PUSH], loop: 'seam', frameCount: 120 }).map(
      ({ pose }) => Math.log(pose.zoom) / Math.log(1.12),
    );
    expect(way[6]).toBeCloseTo((1 - Math.cos(0.1 * Math.PI)) / 2, 9);
    expect(way[114]).toBeCloseTo(way[6] ?? 1, 12);
    expect(way[60]).toBeCloseTo(1, 12);
  });

  it('by a crossfade is at the last still before the first frame shows through', () => {
    const instants = instantsOf({ ...EVERYTHING, loop: 'crossfade', frameCount: 120, hasLast: true });
    expect(instants.some(({ passage, fade }) => passage === 1 && fade === 0)).toBe(true);
    expect(instants.every(({ passage, fade }) => fade === 0 || passage === 1)).toBe(true);
  });

  it('by a crossfade ends in its first frame, which sets off from rest', () => {
    const instants = instantsOf({ ...EVERYTHING, loop: 'crossfade', frameCount: 1200 });
    expect(instants[1199]?.fade).toBeGreaterThan(0.9999);
    const [first = [], second = []] = instants.map(figuresOf);
    first.forEach((value, figure) => expect(Math.abs((second[figure] ?? 1) - value)).toBeLessThan(1e-7));
  });

  it.each(LOOPS)('shows the whole still in one of its frames, that of a pull-out too: %s', (loop) => {
    for (const frameCount of [120, 121]) {
      const timeline = timelineOf({ moves: [PULL], loop, frameCount });
      expect(timeline.showsWholeStill).toBe(true);
      expect(timeline.at(timeline.wholeStillAt)).toMatchObject({
        pose: { zoom: 1, centreX: 0.5, centreY: 0.5 },
        fade: 0,
      });
    }
  });

  it.each(LOOPS)('leaves a clip in which nothing happens still: %s', (loop) => {
    expect(timelineOf({ loop }).isStill).toBe(true);
  });
});
