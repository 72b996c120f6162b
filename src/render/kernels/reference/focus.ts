import type { Arena } from '../arena.js';
import type { FocusKernels, LightSums } from '../focus-kernels.js';
import { clampWord, dithered, rampAt, times } from './arithmetic.js';

/** The focus kernels, plainly. */
export function focusReference(arena: Arena): FocusKernels {
  const u8 = (): Uint8Array => new Uint8Array(arena.memory.buffer);
  const i16 = (): Int16Array => new Int16Array(arena.memory.buffer);
  const i32 = (): Int32Array => new Int32Array(arena.memory.buffer);

  /** Writes a level's row and repeats its ends. */
  const writeRow = (row: number, count: number, sampleAt: (index: number) => number): void => {
    const level = i16();
    for (let index = 0; index < count; index++) level[row / 2 + index] = sampleAt(index);
    level[row / 2 - 1] = level[row / 2] ?? 0;
    level[row / 2 + count] = level[row / 2 + count - 1] ?? 0;
  };

  /** A sample of a plane; beyond its edges, the edge's. */
  const reader =
    ({ address, stride, widthPx, heightPx }: Parameters<FocusKernels['halvePlane']>[0]['source']) =>
    (x: number, y: number): number =>
      u8()[address + clamped(y, heightPx) * stride + clamped(x, widthPx)] ?? 0;

  /** The sum over a disc's rows, from running sums. */
  const discSum = (
    sums: number,
    { stride }: LightSums,
    halves: readonly number[],
    x: number,
    y: number,
    height: number,
  ) =>
    halves.reduce((total, half, index) => {
      const row = sums / 4 + clamped(y + index - (halves.length - 1) / 2, height) * stride;
      return total + (i32()[row + x + half + 1] ?? 0) - (i32()[row + x - half] ?? 0);
    }, 0);

  return {
    /** 1 3 3 1 over four columns and four rows, two by two. */
    halvePlane({ source, level }) {
      const sample = reader(source);
      const weights = [1, 3, 3, 1];
      for (let y = 0; y < source.heightPx / 2; y++) {
        writeRow(level.address + 2 * y * level.stride, source.widthPx / 2, (x) => {
          const row = (j: number): number =>
            weights.reduce((sum, weight, i) => sum + weight * sample(2 * x + i - 1, 2 * y + j - 1), 0);
          return weights.reduce((sum, weight, j) => sum + weight * row(j), 0);
        });
      }
    },

    /** 1 2 1 over three columns and three rows. */
    softenPlane({ source, level }) {
      const sample = reader(source);
      const weights = [1, 2, 1];
      for (let y = 0; y < source.heightPx; y++) {
        writeRow(level.address + 2 * y * level.stride, source.widthPx, (x) => {
          const row = (j: number): number =>
            weights.reduce((sum, weight, i) => sum + weight * sample(x + i - 1, y + j - 1), 0);
          return 4 * weights.reduce((sum, weight, j) => sum + weight * row(j), 0);
        });
      }
    },

    /** Light is the square of luma's code; chroma's share of it luma × chroma: red² = (luma + r)² ≈ luma² + 2 luma × r. */
    sumLight({ luma, u, v, sums }) {
      const { light, uLight, vLight, stride, reach } = sums;
      const [memory, levels, totals] = [u8(), i16(), i32()];
      for (let row = 0; row < luma.heightPx; row++) {
        let [sum, sumU, sumV] = [0, 0, 0];
        for (let k = -reach; k <= luma.widthPx + reach; k++) {
          const at = row * stride + k;
          [totals[light / 4 + at], totals[uLight / 4 + at], totals[vLight / 4 + at]] = [sum, sumU, sumV];
          const x = clamped(k, luma.widthPx);
          const code = ((levels[luma.address / 2 + row * luma.stride + x] ?? 0) + 32) >> 6;
          sum += code * code;
          sumU += code * ((memory[u.address + row * u.stride + x] ?? 0) - 128);
          sumV += code * ((memory[v.address + row * v.stride + x] ?? 0) - 128);
        }
      }
    },

    /** The disc's mean light is luma by its square root; chroma's mean is divided by that luma. */
    blurDisc({ sums, halves, reach, share, roots, inverses, luma, u, v }) {
      const rows = [...i32().subarray(halves / 4, halves / 4 + 2 * reach + 1)];
      const levels = i16();
      for (let y = 0; y < luma.heightPx; y++) {
        const at = y * luma.stride;
        const rootAt = (x: number): number => {
          const sum = discSum(sums.light, sums, rows, x, y, luma.heightPx);
          return levels[roots / 2 + Math.floor((sum * share + 2 ** 23) / 2 ** 24)] ?? 0;
        };
        const chromaAt = (plane: number, x: number): number => {
          const mean = Math.floor((discSum(plane, sums, rows, x, y, luma.heightPx) * share) / 2 ** 16);
          const inverse = i32()[inverses / 4 + (rootAt(x) >> 2)] ?? 0;
          return Math.min(16_320, Math.max(0, Math.floor((mean * inverse + 2 ** 25) / 2 ** 26) + 8192));
        };
        for (let x = 0; x < luma.widthPx; x++) {
          levels[u.address / 2 + at + x] = chromaAt(sums.uLight, x);
          levels[v.address / 2 + at + x] = chromaAt(sums.vLight, x);
        }
        writeRow(luma.address + 2 * at, luma.widthPx, rootAt);
      }
    },

    mixLevels({ source, target, focus }) {
      const levels = i16();
      for (let y = 0; y < target.heightPx; y++) {
        const row = target.address + 2 * y * target.stride;
        writeRow(row, target.widthPx, (x) => {
          const from = levels[row / 2 + x] ?? 0;
          const over = levels[source.address / 2 + y * target.stride + x] ?? 0;
          return from + times(over - from, blurredShare(i32(), focus, x, y));
        });
      }
    },

    defocusPlane({ level, target, focus }) {
      const [memory, levels] = [u8(), i16()];
      for (let y = 0; y < target.heightPx; y++) {
        for (let x = 0; x < target.widthPx; x++) {
          const to = target.address + y * target.stride + x;
          const sharp = 64 * (memory[to] ?? 0);
          const over = levels[level.address / 2 + y * level.stride + x] ?? 0;
          memory[to] = dithered(sharp + times(over - sharp, blurredShare(i32(), focus, x, y)), x, y);
        }
      }
    },

    /** The level lies between the plane's samples: each is three parts of the nearer and one of the further, down and along. */
    defocusDoubled({ level, target, focus }) {
      const [memory, levels] = [u8(), i16()];
      const rows = target.heightPx / 2;
      const between = (near: number, far: number): number => near + ((far - near + 2) >> 2);
      for (let y = 0; y < target.heightPx; y++) {
        const [near, far] = [y >> 1, clamped((y >> 1) + (y % 2 === 0 ? -1 : 1), rows)];
        const column = (x: number): number => {
          const at = level.address / 2 + x;
          return between(levels[at + near * level.stride] ?? 0, levels[at + far * level.stride] ?? 0);
        };
        for (let x = 0; x < target.widthPx; x++) {
          const to = target.address + y * target.stride + x;
          const sharp = 64 * (memory[to] ?? 0);
          const over = between(column(x >> 1), column((x >> 1) + (x % 2 === 0 ? -1 : 1)));
          memory[to] = dithered(sharp + times(over - sharp, blurredShare(i32(), focus, x, y)), x, y);
        }
      }
    },
  };
}

/** How much of the blurred a sample gets, in Q15: by where it lies about the subject, and over which blurs this mix runs. */
function blurredShare(memory: Int32Array, focus: number, column: number, row: number): number {
  const at = (index: number): number => memory[focus / 4 + index] ?? 0;
  const across = rampAt({ start: at(0), perColumn: at(1), perRow: at(2) }, column, row);
  const down = rampAt({ start: at(3), perColumn: at(4), perRow: at(5) }, column, row);
  const fourth = (distance: number): number => times(times(distance, distance), times(distance, distance));
  const distance = clampWord(fourth(across) + fourth(down));
  const quarter = 4 * Math.min(5632, Math.max(0, distance - 1024));
  const share = clampWord(quarter + times(quarter, 14_894));
  const square = times(share, share);
  const outside = clampWord(square + 2 * (square - times(square, share)));
  const blur = clampWord(at(6) + times(outside, at(7)));
  const ramp = Math.min(at(9), Math.max(0, clampWord(blur - at(8)))) << at(10);
  return clampWord(ramp + times(ramp, at(11)));
}

function clamped(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}
