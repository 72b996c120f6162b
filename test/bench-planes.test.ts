import { describe, expect, it } from 'vitest';
import { psnr, ssim } from '../bench/measure/compare.js';
import { lanczosWindow } from '../bench/measure/lanczos.js';
import { noisy } from '../bench/measure/noise.js';
import type { Plane } from '../bench/measure/plane.js';
import { cropPlane, planeOf, readStill, roundPlane } from '../bench/measure/plane.js';
import { lanczosWarp } from '../bench/measure/warp.js';
import { exampleStill } from '../bench/stills.js';

/** Pixel (x, y) is the value at its centre, (x + ½, y + ½). */
function paint(widthPx: number, heightPx: number, value: (x: number, y: number) => number): Plane {
  const data = Float32Array.from({ length: widthPx * heightPx }, (_, i) =>
    value((i % widthPx) + 0.5, Math.floor(i / widthPx) + 0.5),
  );
  return { data, widthPx, heightPx };
}

/** A wave of a period of 9 pixels across and 14 down: what a Lanczos kernel passes almost whole. */
const wave = (x: number, y: number): number =>
  120 + 40 * Math.sin((2 * Math.PI * x) / 9) * Math.cos((2 * Math.PI * y) / 14);

const inner = { leftPx: 10, topPx: 10, widthPx: 60, heightPx: 40 };

function largestDifference(a: Plane, b: Plane): number {
  return a.data.reduce((worst, sample, i) => Math.max(worst, Math.abs(sample - b.data[i]!)), 0);
}

describe('the benches’ Lanczos', () => {
  it('leaves a constant as it is, at every scale and beyond every edge', () => {
    const flat = paint(50, 37, () => 77);
    for (const scale of [0.3, 1, 4.7]) {
      const out = lanczosWindow(
        flat,
        { leftPx: -9, topPx: -9, widthPx: 60 * scale, heightPx: 45 * scale },
        { widthPx: 60, heightPx: 45 },
      );
      expect(Math.max(...out.data.map((sample) => Math.abs(sample - 77)))).toBeLessThan(1e-4);
    }
  });

  it('moves a wave by any part of a pixel', () => {
    const still = paint(100, 80, wave);
    const window = { leftPx: 0.37, topPx: -0.21, widthPx: 100, heightPx: 80 };
    const moved = lanczosWindow(still, window, { widthPx: 100, heightPx: 80 });
    const truth = paint(100, 80, (x, y) => wave(x + 0.37, y - 0.21));
    expect(largestDifference(cropPlane(moved, inner), cropPlane(truth, inner))).toBeLessThan(0.6);
  });

  it('reduces a wave to the same wave, and what is too fine to nothing', () => {
    const still = paint(400, 320, (x, y) => wave(x / 4, y / 4) + 50 * Math.cos(Math.PI * x));
    const reduced = lanczosWindow(
      still,
      { leftPx: 0, topPx: 0, widthPx: 400, heightPx: 320 },
      { widthPx: 100, heightPx: 80 },
    );
    const truth = paint(100, 80, wave);
    expect(largestDifference(cropPlane(reduced, inner), cropPlane(truth, inner))).toBeLessThan(0.6);
  });

  it('makes a part of a frame as it makes the whole', () => {
    const still = paint(301, 203, wave);
    const window = { leftPx: 3.3, topPx: 1.7, widthPx: 290.5, heightPx: 190.25 };
    const whole = lanczosWindow(still, window, { widthPx: 100, heightPx: 80 });
    const part = lanczosWindow(still, window, { widthPx: 100, heightPx: 80 }, inner);
    expect(largestDifference(part, cropPlane(whole, inner))).toBe(0);
  });

  it('agrees with the warp by a homography where nothing turns', () => {
    const still = paint(220, 180, wave);
    const window = { leftPx: 6.4, topPx: 2.2, widthPx: 200, heightPx: 160 };
    const frame = { widthPx: 100, heightPx: 80 };
    const view = [2, 0, 6.4 + 1, 0, 2, 2.2 + 1, 0, 0, 1];
    expect(largestDifference(lanczosWarp(still, view, frame), lanczosWindow(still, window, frame))).toBeLessThan(1e-3);
  });

  it('warps a wave through a turn', () => {
    const still = paint(100, 80, wave);
    const [cos, sin] = [Math.cos(0.05), Math.sin(0.05)];
    const view = [cos, -sin, 2, sin, cos, -1, 0, 0, 1];
    const turned = lanczosWarp(still, view, { widthPx: 100, heightPx: 80 });
    const truth = paint(100, 80, (x, y) =>
      wave(cos * (x - 0.5) - sin * (y - 0.5) + 2, sin * (x - 0.5) + cos * (y - 0.5) - 1),
    );
    expect(largestDifference(cropPlane(turned, inner), cropPlane(truth, inner))).toBeLessThan(0.6);
  });
});

describe('the benches’ planes', () => {
  it('put white, black and pure colours where BT.709 does', () => {
    const rgb = Buffer.from([255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255]);
    const still = { rgb, widthPx: 4, heightPx: 1 };
    expect([...planeOf(still, 'y').data].map((value) => Number(value.toFixed(2)))).toEqual([235, 16, 62.56, 31.81]);
    expect([...planeOf(still, 'u').data].map((value) => Number(value.toFixed(2)))).toEqual([128, 128, 102.34, 240]);
    expect([...planeOf(still, 'v').data].map((value) => Number(value.toFixed(2)))).toEqual([128, 128, 240, 117.73]);
  });

  it('come from a photograph at its full size', async () => {
    const still = await readStill(exampleStill('bottle-front'));
    expect(still).toMatchObject({ widthPx: 1920, heightPx: 1080 });
    expect(still.rgb).toHaveLength(1920 * 1080 * 3);
  });
});

describe('the benches’ comparison', () => {
  const picture = paint(100, 80, wave);

  it('calls equal planes equal', () => {
    expect(psnr(picture, picture)).toBe(Infinity);
    expect(ssim(picture, picture)).toBeCloseTo(1, 12);
  });

  it('puts a difference of one level everywhere at 48.13 dB', () => {
    const brighter = { ...picture, data: picture.data.map((value) => value + 1) };
    expect(psnr(picture, brighter)).toBeCloseTo(48.13, 2);
  });

  it('puts rounding to 8 bits at 58.9 dB', () => {
    const grainy = noisy(picture, 4, 1);
    expect(psnr(grainy, roundPlane(grainy))).toBeCloseTo(10 * Math.log10(255 ** 2 * 12), 0);
  });

  it('gives a flat picture and a brighter one the SSIM of their means alone', () => {
    const [a, b] = [paint(20, 20, () => 100), paint(20, 20, () => 120)];
    const c1 = (0.01 * 255) ** 2;
    expect(ssim(a, b)).toBeCloseTo((2 * 100 * 120 + c1) / (100 ** 2 + 120 ** 2 + c1), 9);
  });

  it('lets SSIM fall as noise grows', () => {
    const likeness = [1, 4, 16].map((sigma) => ssim(picture, noisy(picture, sigma, 1)));
    expect(likeness[0]).toBeGreaterThan(likeness[1]!);
    expect(likeness[1]).toBeGreaterThan(likeness[2]!);
    expect(psnr(picture, noisy(picture, 4, 1))).toBeCloseTo(10 * Math.log10(255 ** 2 / 16), 0);
  });
});
