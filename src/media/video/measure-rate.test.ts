import { describe, expect, it } from 'vitest';
import { measureRate } from './measure-rate.js';

const frames = (count: number, time: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => time(i));

describe('measureRate', () => {
  it('measures an even pace, whatever the order of the file and the start of the clock', () => {
    const times = frames(48, (index) => 3.5 + index / 24).reverse();
    expect(measureRate(times, 1 / 12_288, 1 / 24)).toEqual({ fps: 24, constant: true, durationSec: 2 });
  });

  it('calls 30000/1001 a second even on a clock of 1 ms', () => {
    const { fps, constant } = measureRate(
      frames(300, (index) => Math.round((index * 1_001_000) / 30_000) / 1000),
      0.001,
      undefined,
    );
    expect(fps).toBeCloseTo(29.97, 2);
    expect(constant).toBe(true);
  });

  it('calls one frame held twice as long uneven, and a slow drift too', () => {
    const held = frames(100, (index) => (index < 50 ? index : index + 1) / 25);
    const drifting = frames(100, (index) => index / 25 + (index * index) / 100_000);
    for (const times of [held, drifting]) expect(measureRate(times, 1 / 12_800, undefined).constant).toBe(false);
  });

  it('gives the last frame the time it has, else that of an average one', () => {
    const times = frames(10, (index) => index / 10);
    expect(measureRate(times, 0.001, 0.5).durationSec).toBe(1.4);
    expect(measureRate(times, 0.001, undefined).durationSec).toBe(1);
  });

  it('gives no pace to one frame, to none, and to frames at one time', () => {
    expect(measureRate([7], 0.001, 0.04)).toEqual({ fps: undefined, constant: true, durationSec: 0.04 });
    expect(measureRate([], 0.001, undefined)).toEqual({ fps: undefined, constant: true, durationSec: 0 });
    expect(measureRate([1, 1], 0.001, undefined)).toMatchObject({ fps: undefined, durationSec: 0 });
  });
});
