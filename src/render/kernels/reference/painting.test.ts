import { describe, expect, it } from 'vitest';
import { createBasePlanes, type Plane } from '../../base-planes.js';
import { fillFilterTable, tapsFor } from '../../filter-table.js';
import { fillPhaseTable } from '../../phase-table.js';
import { type Arena, createArena } from '../arena.js';
import { loadKernels } from '../kernels.js';
import { both, expectSameBytes, type Fill, FILLS, noise } from '../testing/both-kernels.js';

function picture(width: number, height: number, fill: Fill): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, index) => fill(index));
}

/** The samples of a plane, without what lies between its rows. */
function samples(arena: Arena, plane: Plane): Uint8Array {
  const rows = Array.from({ length: plane.heightPx }, (_, y) =>
    arena.bytes(plane.address + y * plane.stride, plane.widthPx),
  );
  return Uint8Array.from(rows.flatMap((row) => [...row]));
}

describe('rgbToYuv420', () => {
  const sizes = [
    [1, 1],
    [2, 2],
    [3, 5],
    [7, 4],
    [17, 9],
    [64, 31],
  ] as const;
  for (const [width, height] of sizes) {
    it.each(Object.keys(FILLS))(`agrees with its reference on ${width}×${height} of %s`, async (name) => {
      const rgb = picture(width, height, FILLS[name] ?? noise);
      const result = await both((arena, kernels) => {
        const planes = createBasePlanes(arena, kernels, rgb, { widthPx: width, heightPx: height });
        return Uint8Array.from([planes.y, planes.u, planes.v].flatMap((plane) => [...samples(arena, plane)]));
      });
      expectSameBytes(result);
    });
  }

  it.each([
    ['black', [0, 0, 0], [16, 128, 128]],
    ['white', [255, 255, 255], [235, 128, 128]],
    ['red', [255, 0, 0], [63, 102, 240]],
    ['green', [0, 255, 0], [173, 42, 26]],
    ['blue', [0, 0, 255], [32, 240, 118]],
  ] as const)('turns %s into the code values of BT.709', async (_name, rgb, yuv) => {
    const arena = createArena();
    const kernels = await loadKernels(arena);
    const size = { widthPx: 2, heightPx: 2 };
    const planes = createBasePlanes(arena, kernels, Uint8Array.from([...rgb, ...rgb, ...rgb, ...rgb]), size);
    expect([planes.y, planes.u, planes.v].map((plane) => arena.bytes(plane.address, 1)[0])).toEqual(yuv);
  });
});

describe('resampleWindow', () => {
  const windows = [
    { source: [64, 48], output: [64, 48], start: [0, 0], step: [1, 1] },
    { source: [65, 47], output: [33, 21], start: [0.3, 1.7], step: [1.9, 2.1] },
    { source: [97, 33], output: [90, 34], start: [0, 0], step: [97 / 90, 33 / 34] },
    { source: [200, 120], output: [31, 18], start: [11.5, 3.25], step: [3.9, 4.2] },
    { source: [16, 16], output: [61, 43], start: [2.5, 4.125], step: [0.2, 0.25] },
    { source: [40, 40], output: [24, 26], start: [20, 14], step: [20 / 24, 1] },
  ] as const;
  for (const { source, output, start, step } of windows) {
    it.each(Object.keys(FILLS))(
      `agrees with its reference from ${source.join('×')} to ${output.join('×')} on %s`,
      async (name) => {
        const fill = FILLS[name] ?? noise;
        const result = await both((arena, kernels) => {
          const [width, height] = output;
          const stride = source[0] + 32;
          const from = arena.allocate(stride * source[1]);
          const [columns, rows] = [8, 2].map((multiple, axis) => {
            const taps = tapsFor(step[axis] ?? 1, multiple);
            const count = output[axis] ?? 0;
            const padded = Math.ceil(count / 8) * 8;
            return {
              taps,
              count,
              axis,
              starts: arena.allocate(4 * padded),
              weights: arena.allocate(2 * padded * taps),
            };
          });
          if (columns === undefined || rows === undefined) throw new Error('two axes');
          const to = arena.allocate(width * height);
          const scratch = arena.allocate(2 * (source[0] + 64));
          arena.bytes(from, stride * source[1]).set(Array.from({ length: stride * source[1] }, (_, i) => fill(i)));
          const { buffer } = arena.memory;
          for (const { taps, count, axis, starts, weights } of [columns, rows]) {
            const table = {
              starts: new Int32Array(buffer, starts, count),
              weights: new Int16Array(buffer, weights, count * taps),
              taps,
            };
            const [sourceSize = 0, at = 0, by = 1] = [source[axis], start[axis], step[axis]];
            fillFilterTable(table, { sourceSize, start: at, step: by, count, phase: 0.5 });
          }
          kernels.resampleWindow({
            source: { address: from, stride },
            rows,
            columns: { ...columns, from: 0, to: source[0] },
            target: { address: to, stride: width, widthPx: width, heightPx: height },
            scratch,
          });
          return arena.bytes(to, width * height);
        });
        expectSameBytes(result);
      },
    );
  }
});

describe('warpPlane', () => {
  // Rows of a homography in samples; kept inside the picture, as the painter does.
  const views = {
    identity: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    corners: [39 / 40, 0, -0.5, 0, 29 / 30, -0.5, 0, 0, 1],
    turned: [0.9, 0.1, 1.3, -0.1, 0.9, 5.2, 0, 0, 1],
    perspective: [0.8, 0.02, 2.1, 0.01, 0.75, 1.9, 0.002, 0.001, 1],
  } as const;
  for (const [name, view] of Object.entries(views)) {
    it.each(Object.keys(FILLS))(`agrees with its reference, ${name}, on %s`, async (fillName) => {
      const rgb = picture(43, 33, FILLS[fillName] ?? noise);
      const result = await both((arena, kernels) => {
        const base = createBasePlanes(arena, kernels, rgb, { widthPx: 43, heightPx: 33 });
        const matrix = arena.allocate(72);
        const weights = arena.allocate(8192);
        const [width, height] = [39, 30];
        const to = arena.allocate(width * height);
        const { buffer } = arena.memory;
        fillPhaseTable(new Int16Array(buffer, weights, 4096), 1.25);
        const [a, b, c, d, e, f, g, h, i] = view;
        const scaled = [512 * a, 512 * b, 512 * c + 0.5, 512 * d, 512 * e, 512 * f + 0.5, g, h, i];
        new Float64Array(buffer, matrix, 9).set(scaled);
        const target = { address: to, stride: width, widthPx: width, heightPx: height };
        kernels.warpPlane({ source: base.y, matrix, weights, target });
        return arena.bytes(to, width * height);
      });
      expectSameBytes(result);
    });
  }

  it('gives back every sample where the view is the picture itself', async () => {
    const arena = createArena();
    const kernels = await loadKernels(arena);
    const base = createBasePlanes(arena, kernels, picture(48, 32, noise), { widthPx: 48, heightPx: 32 });
    const matrix = arena.allocate(72);
    const weights = arena.allocate(8192);
    const to = arena.allocate(48 * 32);
    fillPhaseTable(new Int16Array(arena.memory.buffer, weights, 4096), 1);
    new Float64Array(arena.memory.buffer, matrix, 9).set([512, 0, 0.5, 0, 512, 0.5, 0, 0, 1]);
    const target = { address: to, stride: 48, widthPx: 48, heightPx: 32 };
    kernels.warpPlane({ source: base.y, matrix, weights, target });
    expectSameBytes([arena.bytes(to, 48 * 32), samples(arena, base.y)]);
  });
});

describe('mixPlanes', () => {
  const sizes = [
    [1, 1],
    [7, 2],
    [13, 3],
    [16, 2],
    [33, 7],
  ] as const;
  /** The target after the mix, and what lies between its rows. */
  const mixing = async (width: number, height: number, weight: number, fill: Fill): Promise<[Uint8Array, Uint8Array]> =>
    both((arena, kernels) => {
      const [source, target] = [arena.allocate(40 * 8), arena.allocate(40 * 8)];
      arena.bytes(source, 320).set(Array.from({ length: 320 }, (_, index) => fill(index)));
      arena.bytes(target, 320).set(Array.from({ length: 320 }, (_, index) => 255 - fill(index + 500)));
      const to = { address: target, stride: width + 3, widthPx: width, heightPx: height };
      kernels.mixPlanes({ source: { address: source, stride: width + 5 }, weight, target: to });
      return arena.bytes(target, 320);
    });

  for (const [width, height] of sizes) {
    for (const weight of [0, 1, 5000, 8192, 16_383, 16_384]) {
      it.each(Object.keys(FILLS))(
        `agrees with its reference on ${width}×${height} of %s by ${weight}`,
        async (name) => {
          expectSameBytes(await mixing(width, height, weight, FILLS[name] ?? noise));
        },
      );
    }
  }

  it('is the one at nothing and the other at all', async () => {
    const [none] = await mixing(33, 7, 0, noise);
    expect([...none.subarray(0, 33)]).toEqual(Array.from({ length: 33 }, (_, index) => 255 - noise(index + 500)));
    const [all] = await mixing(33, 7, 16_384, noise);
    expect([...all.subarray(0, 33)]).toEqual(Array.from({ length: 33 }, (_, index) => noise(index)));
  });
});
