import { describe, expect, it } from 'vitest';
import { type Arena, createArena } from '../arena.js';
import type { DiscJob, Level, LightSums } from '../focus-kernels.js';
import { loadKernels } from '../kernels.js';
import type { Target } from '../samples.js';
import { both, expectSameBytes, type Fill, FILLS, noise } from '../testing/both-kernels.js';

const SIZES = [
  [2, 2],
  [14, 6],
  [16, 2],
  [34, 10],
  [50, 14],
] as const;
type Extent = (typeof SIZES)[number];

/** A plane whose rows lie apart; what is between and after them is the fill's too. */
function planeOf(arena: Arena, widthPx: number, heightPx: number, fill: Fill): Target {
  const stride = widthPx + 3;
  const address = arena.allocate(stride * heightPx + 16);
  arena.bytes(address, stride * heightPx + 16).forEach((_, i, bytes) => (bytes[i] = fill(i)));
  return { address, stride, widthPx, heightPx };
}

/** A level of codes in Q6 with its rows' ends repeated; `between` makes them lie between whole codes. */
function levelOf(arena: Arena, widthPx: number, heightPx: number, fill: Fill, between = 0): Level {
  const stride = widthPx + 24;
  const address = arena.allocate(2 * stride * (heightPx + 1)) + 16;
  const words = new Int16Array(arena.memory.buffer, address - 16, stride * heightPx);
  words.forEach((_, i) => (words[i] = Math.min(16_320, 64 * fill(i) + ((i * between) & 63))));
  for (let y = 0; y < heightPx; y++) {
    words[8 + y * stride - 1] = words[8 + y * stride]!;
    words[8 + y * stride + widthPx] = words[8 + y * stride + widthPx - 1]!;
  }
  return { address, stride, widthPx, heightPx };
}

/** A level's samples, with the one before and the one behind each row. */
function samplesOf(arena: Arena, { address, stride, widthPx, heightPx }: Level): Uint8Array {
  const rows = Array.from({ length: heightPx }, (_, y) =>
    arena.bytes(address + 2 * (y * stride - 1), 2 * (widthPx + 2)),
  );
  return Uint8Array.from(rows.flatMap((row) => [...row]));
}

/** All bytes of a plane, what lies between and after its rows too. */
function bytesOf(arena: Arena, { address, stride, heightPx }: Target): Uint8Array {
  return arena.bytes(address, stride * heightPx + 16);
}

function eachSize(what: string, run: (size: Extent, fill: Fill) => Promise<[Uint8Array, Uint8Array]>): void {
  for (const size of SIZES) {
    it.each(Object.keys(FILLS))(`agrees with its reference ${what} on ${size.join('×')} of %s`, async (name) => {
      expectSameBytes(await run(size, FILLS[name] ?? noise));
    });
  }
}

/** A disc of radius two and what its kernel needs. */
function discOver(
  arena: Arena,
  { widthPx, heightPx }: Level,
): Pick<DiscJob, 'sums' | 'halves' | 'reach' | 'share' | 'roots' | 'inverses' | 'scratch'> {
  const stride = widthPx + 9;
  const sums = (): number => arena.allocate(4 * stride * heightPx) + 8;
  const place: LightSums = { light: sums(), uLight: sums(), vLight: sums(), stride, reach: 2 };
  const [halves, roots, inverses] = [arena.allocate(20), arena.allocate(2 * 65_100), arena.allocate(4 * 4097)];
  const scratch = arena.allocate(48 + 40);
  const { buffer } = arena.memory;
  new Int32Array(buffer, halves, 5).set([0, 1, 2, 1, 0]);
  new Int16Array(buffer, roots, 65_100).set(Array.from({ length: 65_100 }, (_, i) => Math.round(64 * Math.sqrt(i))));
  new Int32Array(buffer, inverses, 4097).set(
    Array.from({ length: 4097 }, (_, i) => Math.round(2 ** 28 / Math.max(1, i))),
  );
  return { sums: place, halves, reach: 2, share: Math.round(2 ** 24 / 13), roots, inverses, scratch };
}

/** Twelve numbers: a small subject left of the middle, turned, and a mix that runs over some of the blurs. */
function focusMap(
  arena: Arena,
  [subject, background, from, span]: readonly [subject: number, background: number, from: number, span: number],
): number {
  const map = arena.allocate(48);
  const shift = Math.floor(Math.log2(32_767 / span));
  const missing = Math.min(32_767, Math.round((32_767 / (span << shift) - 1) * 32_768));
  const place = [-0.5, 0.03, 0.011, -0.3, -0.012, 0.08].map((number) => Math.round(number * 2 ** 24));
  new Int32Array(arena.memory.buffer, map, 12).set([
    ...place,
    ...[subject, background - subject, from, span, shift, missing],
  ]);
  return map;
}
const MAPS = [
  [0, 32_767, 0, 8000],
  [32_767, 0, 5000, 9000],
  [12_000, 20_000, 0, 32_767],
  [0, 0, 0, 1],
] as const;

describe('halvePlane', () => {
  eachSize('', ([width, height], fill) =>
    both((arena, kernels) => {
      const [source, level] = [planeOf(arena, width, height, fill), levelOf(arena, width / 2, height / 2, noise)];
      kernels.halvePlane({ source, level, scratch: arena.allocate(2 * (width + 64)) });
      return samplesOf(arena, level);
    }),
  );
});

describe('softenPlane', () => {
  eachSize('', ([width, height], fill) =>
    both((arena, kernels) => {
      const [source, level] = [planeOf(arena, width - 1, height, fill), levelOf(arena, width - 1, height, noise)];
      kernels.softenPlane({ source, level, scratch: arena.allocate(2 * (width + 64)) });
      return samplesOf(arena, level);
    }),
  );
});

describe('sumLight and blurDisc', () => {
  eachSize('', ([width, height], fill) =>
    both((arena, kernels) => {
      const level = levelOf(arena, width, height, fill, 29);
      const [u, v] = [301, 702].map((seed) => planeOf(arena, width, height, (i) => fill(i + seed)));
      const [luma, softU, softV] = [1, 2, 3].map(() => levelOf(arena, width, height, noise));
      const disc = discOver(arena, level);
      kernels.sumLight({ luma: level, u: u!, v: v!, sums: disc.sums });
      kernels.blurDisc({ ...disc, luma: luma!, u: softU!, v: softV! });
      return Uint8Array.from([luma!, softU!, softV!].flatMap((plane) => [...samplesOf(arena, plane)]));
    }),
  );

  it('leaves what is flat as it is, whatever its colour', async () => {
    const arena = createArena();
    const kernels = await loadKernels(arena);
    for (const [y, u, v] of [
      [16, 128, 128],
      [235, 128, 128],
      [63, 102, 240],
      [180, 40, 60],
      [32, 240, 118],
    ] as const) {
      const level = levelOf(arena, 20, 8, () => y);
      const [us, vs] = [planeOf(arena, 20, 8, () => u), planeOf(arena, 20, 8, () => v)];
      const [luma, softU, softV] = [1, 2, 3].map(() => levelOf(arena, 20, 8, noise));
      const disc = discOver(arena, level);
      kernels.sumLight({ luma: level, u: us, v: vs, sums: disc.sums });
      kernels.blurDisc({ ...disc, luma: luma!, u: softU!, v: softV! });
      const codes = [luma!, softU!, softV!].map(({ address, stride }) =>
        [0, 7].map((row) => new Int16Array(arena.memory.buffer, address + 2 * row * stride, 20)),
      );
      expect(codes.map((rows) => new Set(rows.flatMap((row) => [...row])))).toEqual([
        new Set([64 * y]),
        new Set([64 * u]),
        new Set([64 * v]),
      ]);
    }
  });

  it('spreads a point of light evenly over a disc', async () => {
    const arena = createArena();
    const kernels = await loadKernels(arena);
    const level = levelOf(arena, 21, 11, () => 16);
    new Int16Array(arena.memory.buffer, level.address + 2 * (5 * level.stride + 10), 1)[0] = 64 * 235;
    const grey = planeOf(arena, 21, 11, () => 128);
    const [luma, u, v] = [1, 2, 3].map(() => levelOf(arena, 21, 11, noise));
    const disc = discOver(arena, level);
    kernels.sumLight({ luma: level, u: grey, v: grey, sums: disc.sums });
    kernels.blurDisc({ ...disc, luma: luma!, u: u!, v: v! });
    const row = (y: number): readonly number[] => [
      ...new Int16Array(arena.memory.buffer, luma!.address + 2 * y * luma!.stride, 21),
    ];
    const lit = Math.round(64 * Math.sqrt((12 * 16 ** 2 + 235 ** 2) / 13));
    for (let y = 0; y < 11; y++) {
      const half = [0, 1, 2, 1, 0][y - 3] ?? -1;
      expect(row(y).map((sample) => Math.abs(sample - lit) < 3)).toEqual(
        Array.from({ length: 21 }, (_, x) => Math.abs(x - 10) <= half),
      );
    }
  });
});

describe('mixLevels, defocusPlane and defocusDoubled', () => {
  for (const map of MAPS) {
    eachSize(`from ${map.join(', ')}`, ([width, height], fill) =>
      both((arena, kernels) => {
        const focus = focusMap(arena, map);
        const [target, source] = [levelOf(arena, width, height, fill, 37), levelOf(arena, width, height, noise, 11)];
        kernels.mixLevels({ source, target, focus });
        const [plane, large] = [planeOf(arena, width, height, fill), planeOf(arena, 2 * width, 2 * height, fill)];
        kernels.defocusPlane({ level: source, target: plane, focus });
        kernels.defocusDoubled({ level: source, target: large, focus });
        return Uint8Array.from([...samplesOf(arena, target), ...bytesOf(arena, plane), ...bytesOf(arena, large)]);
      }),
    );
  }

  it('changes no byte where nothing is out of focus', async () => {
    const arena = createArena();
    const kernels = await loadKernels(arena);
    const focus = focusMap(arena, [0, 0, 0, 5000]);
    const level = levelOf(arena, 25, 7, noise);
    const planes = [planeOf(arena, 25, 7, noise), planeOf(arena, 50, 14, noise)] as const;
    const before = planes.map((plane) => bytesOf(arena, plane).slice());
    kernels.defocusPlane({ level, target: planes[0], focus });
    kernels.defocusDoubled({ level, target: planes[1], focus });
    planes.forEach((plane, index) => expectSameBytes([bytesOf(arena, plane), before[index]!]));
  });
});
