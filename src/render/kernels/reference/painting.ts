import type { Arena } from '../arena.js';
import type { PaintingKernels } from '../painting-kernels.js';
import { clampByte, clampWord } from './arithmetic.js';

/** BT.709 (Rec. ITU-R BT.709-6, 3.2 and 3.5) for 8-bit limited range, in Q15: rows Y, U, V; columns R, G, B. */
const TO_YUV = [
  [5983, 20127, 2032],
  [-3298, -11094, 14392],
  [14392, -13073, -1319],
] as const;

/** The painting kernels, plainly. */
export function paintingReference(arena: Arena): PaintingKernels {
  const u8 = (): Uint8Array => new Uint8Array(arena.memory.buffer);
  const i16 = (): Int16Array => new Int16Array(arena.memory.buffer);
  const i32 = (): Int32Array => new Int32Array(arena.memory.buffer);
  const f64 = (): Float64Array => new Float64Array(arena.memory.buffer);

  return {
    /** Luma of each pixel; chroma of each 2×2 block's mean, the last column and row repeated where the size is odd. */
    rgbToYuv420({ rgb, y, u, v }) {
      const { widthPx: width, heightPx: height } = y;
      const memory = u8();
      const [toY, toU, toV] = TO_YUV;
      const at = (column: number, row: number): number =>
        rgb + 3 * (Math.min(row, height - 1) * width + Math.min(column, width - 1));
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const sum = weighted(memory, [at(column, row)], toY);
          memory[y.address + row * y.stride + column] = clampByte((sum + (16 << 15) + (1 << 14)) >> 15);
        }
      }
      for (let row = 0; row < height; row += 2) {
        for (let column = 0; column < width; column += 2) {
          const block = [at(column, row), at(column + 1, row), at(column, row + 1), at(column + 1, row + 1)];
          const offset = (row / 2) * u.stride + column / 2;
          const half = (128 << 17) + (1 << 16);
          memory[u.address + offset] = clampByte((weighted(memory, block, toU) + half) >> 17);
          memory[v.address + offset] = clampByte((weighted(memory, block, toV) + half) >> 17);
        }
      }
    },

    /** Down the columns into one row in Q6, then along it: two sums of products a sample, rounded to nearest. */
    resampleWindow({ source, rows, columns, target }) {
      const memory = u8();
      const words = i16();
      const longs = i32();
      const row = new Int16Array(columns.to + columns.taps);
      for (let r = 0; r < target.heightPx; r++) {
        const top = longs[rows.starts / 4 + r] ?? 0;
        for (let column = columns.from; column < columns.to; column++) {
          let sum = 1 << 7;
          for (let tap = 0; tap < rows.taps; tap++) {
            const sample = memory[source.address + (top + tap) * source.stride + column] ?? 0;
            sum += sample * (words[rows.weights / 2 + r * rows.taps + tap] ?? 0);
          }
          row[column] = clampWord(sum >> 8);
        }
        for (let c = 0; c < target.widthPx; c++) {
          const left = longs[columns.starts / 4 + c] ?? 0;
          let sum = 1 << 19;
          for (let tap = 0; tap < columns.taps; tap++) {
            sum += (row[left + tap] ?? 0) * (words[columns.weights / 2 + c * columns.taps + tap] ?? 0);
          }
          memory[target.address + r * target.stride + c] = clampByte(sum >> 20);
        }
      }
    },

    /** Each sample from the 8×8 about its position, which is held to 1/512 of a sample; down, into Q6, then along. */
    warpPlane({ source, matrix, weights, target }) {
      const memory = u8();
      const words = i16();
      const m = f64().subarray(matrix / 8, matrix / 8 + 9);
      const [m0 = 0, m1 = 0, m2 = 0, m3 = 0, m4 = 0, m5 = 0, m6 = 0, m7 = 0, m8 = 0] = m;
      const weight = (phase: number, tap: number): number => words[weights / 2 + phase * 8 + tap] ?? 0;
      for (let y = 0; y < target.heightPx; y++) {
        for (let x = 0; x < target.widthPx; x++) {
          const w = m6 * x + (m7 * y + m8);
          const column = Math.floor((m0 * x + (m1 * y + m2)) / w);
          const row = Math.floor((m3 * x + (m4 * y + m5)) / w);
          const corner = source.address + ((row >> 9) - 3) * source.stride + (column >> 9) - 3;
          let total = 1 << 19;
          for (let i = 0; i < 8; i++) {
            let sum = 1 << 7;
            for (let j = 0; j < 8; j++) sum += (memory[corner + j * source.stride + i] ?? 0) * weight(row & 511, j);
            total += clampWord(sum >> 8) * weight(column & 511, i);
          }
          memory[target.address + y * target.stride + x] = clampByte(total >> 20);
        }
      }
    },

    /** Of the source the weight's share, of the target the rest; rounded to nearest. */
    mixPlanes({ source, weight, target }) {
      const memory = u8();
      for (let row = 0; row < target.heightPx; row++) {
        for (let column = 0; column < target.widthPx; column++) {
          const to = target.address + row * target.stride + column;
          const over = memory[source.address + row * source.stride + column] ?? 0;
          memory[to] = ((memory[to] ?? 0) * (16_384 - weight) + over * weight + 8192) >> 14;
        }
      }
    },
  };
}

function weighted(memory: Uint8Array, pixels: readonly number[], weights: readonly [number, number, number]): number {
  let sum = 0;
  for (const pixel of pixels) {
    for (const [channel, weight] of weights.entries()) sum += (memory[pixel + channel] ?? 0) * weight;
  }
  return sum;
}
