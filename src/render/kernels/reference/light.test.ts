import { describe, expect, it } from 'vitest';
import { type Arena, createArena } from '../arena.js';
import { type Kernels, loadKernels } from '../kernels.js';
import type { RelightJob, SweepJob } from '../light-kernels.js';
import type { Picture, Ramp } from '../samples.js';
import { both, expectSameBytes, type Fill, FILLS, noise } from '../testing/both-kernels.js';

const SIZES = [
  [2, 2],
  [14, 6],
  [16, 4],
  [18, 10],
  [46, 18],
] as const;
const Q24 = 1 << 24;

/** A picture whose rows lie close together, as a frame's do, or apart. What is between and after them is the fill's too. */
function pictureOf(arena: Arena, [width, height]: readonly [number, number], gap: number, fill: Fill): Picture {
  const plane = (widthPx: number, heightPx: number, seed: number): Picture['y'] => {
    const stride = widthPx + gap;
    const address = arena.allocate(stride * heightPx + 16);
    arena.bytes(address, stride * heightPx + 16).forEach((_, i, bytes) => (bytes[i] = fill(i + seed)));
    return { address, stride, widthPx, heightPx };
  };
  return { y: plane(width, height, 0), u: plane(width / 2, height / 2, 901), v: plane(width / 2, height / 2, 1702) };
}

/** All bytes of all planes, what lies between and after their rows too. */
function bytesOf(arena: Arena, { y, u, v }: Picture): Uint8Array {
  const planes = [y, u, v].map(({ address, stride }, index) =>
    arena.bytes(address, stride * (index === 0 ? y.heightPx : y.heightPx / 2) + 16),
  );
  return Uint8Array.from(planes.flatMap((plane) => [...plane]));
}

function changing(
  size: readonly [number, number],
  fill: Fill,
  change: (kernels: Kernels, picture: Picture) => void,
  gap = 0,
): Promise<[Uint8Array, Uint8Array]> {
  return both((arena, kernels) => {
    const picture = pictureOf(arena, size, gap, fill);
    change(kernels, picture);
    return bytesOf(arena, picture);
  });
}

/** What a change leaves of a picture of noise, and what was there. */
async function around(change: (kernels: Kernels, picture: Picture) => void): Promise<[Uint8Array, Uint8Array]> {
  const arena = createArena();
  const picture = pictureOf(arena, [46, 18], 0, noise);
  const before = bytesOf(arena, picture);
  change(await loadKernels(arena), picture);
  return [bytesOf(arena, picture), before];
}

describe('sweepLight', () => {
  const bands: Readonly<Record<string, Omit<SweepJob, 'picture'>>> = {
    'upright over all': { ramp: ramp(-0.9, 0.04, 0), gain: 6000, knee: 6000, bend: 11_000 },
    slanted: { ramp: ramp(-2, 0.13, 0.09), gain: 9000, knee: 0, bend: 5000 },
    'lying, narrow': { ramp: ramp(1.4, -0.01, -0.31), gain: 12_000, knee: 7000, bend: 18_000 },
    'as steep as any': { ramp: ramp(-60, 2.7, 0.3), gain: 32_767, knee: 3000, bend: 7800 },
  };
  for (const [name, band] of Object.entries(bands)) {
    for (const size of SIZES) {
      it.each(Object.keys(FILLS))(`agrees with its reference, ${name}, on ${size.join('×')} of %s`, async (fill) => {
        const job = (kernels: Kernels, picture: Picture): void => kernels.sweepLight({ ...band, picture });
        expectSameBytes(await changing(size, FILLS[fill] ?? noise, job));
        expectSameBytes(await changing(size, FILLS[fill] ?? noise, job, 5));
      });
    }
  }

  it.each([-1, 1])('changes no byte when the band is beside the picture: %i', async (side) => {
    const band = { ramp: ramp(side, side * 0.01, side * 0.02), gain: 9000, knee: 5000, bend: 9000 };
    expectSameBytes(await around((kernels, picture) => kernels.sweepLight({ ...band, picture })));
  });

  it('changes no byte where the gain is nothing', async () => {
    const band = { ramp: ramp(-0.5, 0.01, 0), gain: 0, knee: 5000, bend: 9000 };
    expectSameBytes(await around((kernels, picture) => kernels.sweepLight({ ...band, picture })));
  });
});

describe('relight', () => {
  const even: Omit<RelightJob, 'picture'> = {
    ...{ ramp: ramp(-1, 0.04, 0.05), level: 0, slope: 0, curve: 0, contrast: 0, hold: 0 },
    ...{
      tint: { red: 0, green: 0, blue: 0 },
      foot: { red: 22_938, green: 22_938, blue: 22_938 },
      knee: 9000,
      ceiling: 32_767,
      bend: 0,
      saturation: 0,
    },
  };
  const lights: Readonly<Record<string, Omit<RelightJob, 'picture'>>> = {
    dark: { ...even, level: -32_768, foot: { red: 0, green: 0, blue: 0 } },
    dim: { ...even, level: -6000, hold: 2000, foot: { red: 20_000, green: 21_000, blue: 30_000 } },
    bright: { ...even, level: 4000, knee: 8000, ceiling: 18_000, bend: 20_000 },
    warm: { ...even, tint: { red: 5500, green: -1200, blue: -10_000 }, ceiling: 20_000, bend: 12_000 },
    key: {
      ...even,
      level: 300,
      slope: 3600,
      curve: 900,
      contrast: 4900,
      saturation: -1900,
      bend: 9000,
      ceiling: 17_000,
    },
    'all at once': {
      ...even,
      level: 9000,
      slope: -30_000,
      curve: 20_000,
      contrast: 32_767,
      hold: -32_768,
      saturation: 20_000,
    },
  };
  for (const [name, light] of Object.entries(lights)) {
    for (const size of SIZES) {
      it.each(Object.keys(FILLS))(`agrees with its reference, ${name}, on ${size.join('×')} of %s`, async (fill) => {
        const job = (kernels: Kernels, picture: Picture): void => kernels.relight({ ...light, picture });
        expectSameBytes(await changing(size, FILLS[fill] ?? noise, job));
        expectSameBytes(await changing(size, FILLS[fill] ?? noise, job, 3));
      });
    }
  }

  it('changes no byte where nothing is another', async () => {
    expectSameBytes(await around((kernels, picture) => kernels.relight({ ...even, picture })));
  });

  it('makes black and grey of everything where there is no light', async () => {
    const arena = createArena();
    const picture = pictureOf(arena, [16, 4], 0, (index) => 16 + (noise(index) % 220));
    (await loadKernels(arena)).relight({ ...even, level: -32_768, foot: { red: 0, green: 0, blue: 0 }, picture });
    expect(new Set(arena.bytes(picture.y.address, 64))).toEqual(new Set([16]));
    expect(new Set(arena.bytes(picture.u.address, 16))).toEqual(new Set([128]));
  });
});

function ramp(start: number, perColumn: number, perRow: number): Ramp {
  const [a, b, c] = [start, perColumn, perRow].map((value) => Math.round(value * Q24));
  return { start: a ?? 0, perColumn: b ?? 0, perRow: c ?? 0 };
}
