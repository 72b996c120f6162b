import { describe, expect, it } from 'vitest';
import { createLoopClock } from './loop-clock.js';

const clockOf = (loop: Parameters<typeof createLoopClock>[0]['loop'], frameCount = 120) =>
  createLoopClock({ loop, frameCount, durationSec: 5 });
const momentsOf = (...of: Parameters<typeof clockOf>): number[] => clockOf(...of).ticks.map(({ moment }) => moment);

describe('the clock of a clip', () => {
  it('goes from 0 at the first frame to 1 at the last without a loop', () => {
    expect(momentsOf('none', 5)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(momentsOf('none', 1)).toEqual([0]);
  });

  it.each([120, 121])('goes forward and the same way back in a ping-pong of %d frames', (frameCount) => {
    const moments = momentsOf('pingpong', frameCount);
    expect(moments[0]).toBe(0);
    expect(Math.max(...moments)).toBe(1);
    for (let index = 1; index < frameCount; index++) expect(moments[index]).toBe(moments[frameCount - index]);
  });

  it('swings forward and back in a seam, with nowhere two frames alike but at its turn', () => {
    const moments = momentsOf('seam');
    expect(moments[0]).toBe(0);
    expect(moments[60]).toBe(1);
    for (let index = 1; index <= 60; index++) {
      expect(moments[index]).toBeGreaterThan(moments[index - 1] ?? 1);
      expect(moments[120 - index]).toBeCloseTo(moments[index] ?? 0, 12);
    }
  });

  it('has one frame or two at the turn of a seam, whose speed stays that of its sides', () => {
    const moments = momentsOf('seam', 121);
    expect([moments[60], moments[61]]).toEqual([1, 1]);
    for (let index = 1; index < 121; index++) expect(moments[index]).toBe(moments[121 - index]);
  });

  it.each([120, 121])(
    'has what passes over the picture gone at the turn of an early seam of %d frames',
    (frameCount) => {
      const { ticks } = createLoopClock({ loop: 'seam', frameCount, durationSec: 5, isEarly: true });
      const passing = ticks.map((tick) => tick.passing);
      expect(passing.indexOf(1)).toBe(60);
      expect(passing).toEqual([...passing].sort((one, other) => one - other));
      expect(passing[120 - 1]).toBe(1);
    },
  );

  it('lets what passes over the picture go one way through a seam', () => {
    const passing = clockOf('seam').ticks.map((tick) => tick.passing);
    expect(passing).toEqual(passing.map((_, index) => index / 120));
  });

  it('lays the first frame over the last quarter of a crossfade, from nothing to all of it at the seam', () => {
    const fades = clockOf('crossfade').ticks.map(({ fade }) => fade);
    expect(fades.slice(0, 91)).toEqual(Array.from({ length: 91 }, () => 0));
    for (let index = 91; index < 120; index++) expect(fades[index]).toBeGreaterThan(fades[index - 1] ?? 1);
    // One frame more would be all of it, and at no speed.
    expect(1 - (fades[119] ?? 0)).toBeLessThan(1e-3);
  });

  it('has the directions done before the first frame shows through, where it is to be early', () => {
    const { ticks } = createLoopClock({ loop: 'crossfade', frameCount: 121, durationSec: 5, isEarly: true });
    expect(ticks.find(({ moment }) => moment === 1)?.fade).toBe(0);
  });

  it.each(['pingpong', 'crossfade'] as const)('brings a hand to rest where time is turned round: %s', (loop) => {
    const sway = clockOf(loop, 12_000).ticks.map(({ swaySec }) => swaySec);
    expect((sway[1] ?? 1) - (sway[0] ?? 0)).toBeLessThan(1e-7);
  });

  it('repeats unsteadiness in a seam only, where the clip goes on without a rest', () => {
    expect(clockOf('seam').swayPeriodSec).toBe(5);
    expect(clockOf('none').swayPeriodSec).toBeUndefined();
  });
});
