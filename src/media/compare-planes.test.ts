import { describe, expect, it } from 'vitest';
import { compareLuma, IDENTICAL_DB } from './compare-planes.js';

/** Repeatable noise, 0 to 255. */
function noise(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

/** The definition, a window at a time, in plain floating point. */
function slowSsim(a: Uint8Array, b: Uint8Array, width: number, height: number): number {
  const scores: number[] = [];
  for (let top = 0; top + 8 <= height - (height % 4); top += 4) {
    for (let left = 0; left + 8 <= width - (width % 4); left += 4) {
      const indexes = Array.from({ length: 64 }, (_, i) => (top + (i >> 3)) * width + left + (i & 7));
      const mean = (plane: Uint8Array): number => indexes.reduce((sum, i) => sum + plane[i]!, 0) / 64;
      const [meanA, meanB] = [mean(a), mean(b)];
      const spread = (x: Uint8Array, mx: number, y: Uint8Array, my: number): number =>
        indexes.reduce((sum, i) => sum + (x[i]! - mx) * (y[i]! - my), 0) / 64;
      const luminance = (2 * meanA * meanB + 6.5025) / (meanA ** 2 + meanB ** 2 + 6.5025);
      const structure =
        (2 * spread(a, meanA, b, meanB) + 58.5225) /
        (spread(a, meanA, a, meanA) + spread(b, meanB, b, meanB) + 58.5225);
      scores.push(luminance * structure);
    }
  }
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

describe('compareLuma', () => {
  it('calls identical planes identical', () => {
    const plane = noise(64 * 48, 1);
    const { psnrDb, ssim } = compareLuma(plane, plane.slice(), { widthPx: 64, heightPx: 48 });
    expect(psnrDb).toBe(IDENTICAL_DB);
    expect(ssim).toBeCloseTo(1, 12);
  });

  it.each([
    [64, 48],
    [67, 45],
    [9, 8],
    [641, 363],
  ])('agrees with the definitions on %i×%i', (widthPx, heightPx) => {
    const a = noise(widthPx * heightPx, 2);
    const grain = noise(widthPx * heightPx, 3);
    const b = a.map((value, i) => Math.max(0, Math.min(255, value + (grain[i]! >> 5) - 4)));
    const meanSquare = a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length;
    const { psnrDb, ssim } = compareLuma(a, b, { widthPx, heightPx });
    expect(psnrDb).toBeCloseTo(10 * Math.log10(255 ** 2 / meanSquare), 9);
    expect(ssim).toBeCloseTo(slowSsim(a, b, widthPx, heightPx), 9);
  });

  it('is far from 1 for unrelated planes, and 0 dB apart for black and white', () => {
    const size = { widthPx: 64, heightPx: 64 };
    expect(compareLuma(noise(4096, 4), noise(4096, 5), size).ssim).toBeLessThan(0.05);
    const { psnrDb } = compareLuma(new Uint8Array(4096), new Uint8Array(4096).fill(255), size);
    expect(psnrDb).toBe(0);
  });

  it('takes a plane smaller than a window as one window', () => {
    const a = Uint8Array.of(10, 200, 30);
    expect(compareLuma(a, a, { widthPx: 3, heightPx: 1 })).toEqual({ psnrDb: IDENTICAL_DB, ssim: 1 });
    expect(compareLuma(a, Uint8Array.of(200, 10, 200), { widthPx: 3, heightPx: 1 }).ssim).toBeLessThan(0);
  });

  it('refuses planes shorter than their size', () => {
    expect(() => compareLuma(new Uint8Array(4), new Uint8Array(3), { widthPx: 2, heightPx: 2 })).toThrow(RangeError);
    expect(() => compareLuma(new Uint8Array(4), new Uint8Array(4), { widthPx: 0, heightPx: 2 })).toThrow(RangeError);
  });
});
