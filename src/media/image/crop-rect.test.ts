import { describe, expect, it } from 'vitest';
import { largestCrop, placeCrop } from './crop-rect.js';

const RATIOS = [
  [1280, 720],
  [720, 1280],
  [960, 960],
  [1664, 714],
  [9, 21],
] as const;
const STILLS = [
  [5312, 2988],
  [3264, 2448],
  [2056, 3088],
  [65, 64],
  [64, 9999],
  [1921, 1081],
] as const;

describe('a crop', () => {
  it('is as large as fits, of whole pixels and of the ratio to half a pixel', () => {
    for (const [w, h] of RATIOS) {
      for (const [widthPx, heightPx] of STILLS) {
        const crop = largestCrop({ widthPx, heightPx }, { widthPx: w, heightPx: h });
        expect(crop.widthPx === widthPx || crop.heightPx === heightPx).toBe(true);
        expect(Number.isInteger(crop.widthPx) && Number.isInteger(crop.heightPx)).toBe(true);
        const offPx = Math.min(
          Math.abs(crop.heightPx * (w / h) - crop.widthPx),
          Math.abs(crop.widthPx * (h / w) - crop.heightPx),
        );
        expect(offPx).toBeLessThanOrEqual(0.5);
      }
    }
  });

  it('has its middle on the focus, as far as the edges allow', () => {
    const still = { widthPx: 1000, heightPx: 500 };
    const square = { widthPx: 1, heightPx: 1 };
    const left = (x: number): number => placeCrop(still, square, { x, y: 0.5 }).leftPx;
    expect([0, 0.25, 0.4, 0.5, 0.75, 1].map(left)).toEqual([0, 0, 150, 250, 500, 500]);
  });
});
