import { describe, expect, it } from 'vitest';
import { toOrientation, toStoredRect, turnSize, type Orientation } from './orientation.js';

const ALL = [1, 2, 3, 4, 5, 6, 7, 8] as const satisfies readonly Orientation[];

describe('orientation', () => {
  it('is 1 where a file says something else or nothing', () => {
    expect([undefined, 0, 9, 2.5, Number.NaN].map(toOrientation)).toEqual([1, 1, 1, 1, 1]);
    expect(ALL.map(toOrientation)).toEqual(ALL);
  });

  it.each(ALL)('%i keeps the whole still whole', (orientation) => {
    const stored = { widthPx: 40, heightPx: 30 };
    const shown = turnSize(stored, orientation);
    const whole = { leftPx: 0, topPx: 0, ...shown };
    expect(toStoredRect(whole, stored, orientation)).toEqual({ leftPx: 0, topPx: 0, ...stored });
  });

  it.each<[Orientation, number, number]>([
    [1, 0, 0],
    [2, 39, 0],
    [3, 39, 29],
    [4, 0, 29],
    [5, 0, 0],
    [6, 0, 29],
    [7, 39, 29],
    [8, 39, 0],
  ])('%i has the top left pixel that is shown stored at %i,%i', (orientation, leftPx, topPx) => {
    const corner = { leftPx: 0, topPx: 0, widthPx: 1, heightPx: 1 };
    expect(toStoredRect(corner, { widthPx: 40, heightPx: 30 }, orientation)).toMatchObject({ leftPx, topPx });
  });
});
