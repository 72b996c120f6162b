import type { Arena } from '../arena.js';
import {
  CELL_SIDE,
  IN_FIRST,
  IN_LAST,
  LAYER_BYTES,
  type PassageJob,
  type PassageKernels,
  RESTING,
  SOLID,
} from '../passage-kernels.js';
import type { Samples } from '../samples.js';
import { clampByte } from './arithmetic.js';

/** What a layer counts that is seen in one still only, beside some 2^18 where it is seen in both. */
const LONE_WEIGHT = 1000;
/** Samples past the edges that a position may lie. */
const REACH = 2;

/** In a still: x and y in 1/512 of a luma sample. */
type Place = readonly [number, number];

interface Places {
  readonly first: Place;
  readonly last: Place;
}

/** The passage's kernels, plainly. */
export function passageReference(arena: Arena): PassageKernels {
  return {
    /**
     * A layer counts by how surely it is seen in both stills at once, and a little where it is seen in one only; of each still, by the
     * square of how surely it is seen there and by the share. What hides another layer is mostly seen in both, and so wins; where both are, the one
     * less deep does.
     */
    paintPassage(job) {
      const memory = new Uint8Array(arena.memory.buffer);
      const addresses = new Uint32Array(arena.memory.buffer);
      const { target, columns, share } = job;
      const side = CELL_SIDE >> Number(job.isHalf);
      for (let y = 0; y < target.heightPx; y++) {
        for (let x = 0; x < target.widthPx; x++) {
          const cell = Math.floor(y / side) * columns + Math.floor(x / side);
          const offset = y * target.stride + x;
          const under = [
            memory[job.underFirst.address + offset] ?? 0,
            memory[job.underLast.address + offset] ?? 0,
          ] as const;
          const ground = (under[0] * (16_384 - share) + under[1] * share + 8192) >> 14;
          let [sum, weights, isGround] = [0, 0, true];
          for (let layer = 0; layer < job.layerCount; layer++) {
            const entry = (job.layers + LAYER_BYTES * layer) / 4;
            const [nodes = 0, cells = 0, ...covers] = addresses.subarray(entry, entry + 4);
            const depth = addresses[entry + 4] ?? 0;
            const kind = memory[cells + cell] ?? 0;
            if (kind === 0) continue;
            isGround &&= (kind & (SOLID | RESTING)) === (SOLID | RESTING);
            const { first, last } = placesAt(arena, job, nodes, x, y);
            const cover = (bit: number, address: number | undefined, place: Place): number => {
              if ((kind & SOLID) !== 0) return 255;
              return (kind & bit) === 0 ? 0 : coverAt(memory, job, address ?? 0, place);
            };
            const inFirst = cover(IN_FIRST, covers[0], first);
            const inLast = cover(IN_LAST, covers[1], last);
            const outsideFirst = isOutside(first, job) ? inLast : inFirst;
            const outsideLast = isOutside(last, job) ? inFirst : inLast;
            const both = (outsideFirst * outsideLast) >> 2;
            const weight = LONE_WEIGHT + ((both * both) >> (10 + 4 * depth));
            const firstWeight = (((weight * ((inFirst * inFirst) >> 8)) >> 8) * ((16_384 - share) >> 2)) >> 12;
            const lastWeight = (((weight * ((inLast * inLast) >> 8)) >> 8) * (share >> 2)) >> 12;
            const isResting = (kind & RESTING) !== 0;
            if (firstWeight > 0) sum += firstWeight * (isResting ? under[0] : sampleAt(arena, job, job.first, first));
            if (lastWeight > 0) sum += lastWeight * (isResting ? under[1] : sampleAt(arena, job, job.last, last));
            weights += firstWeight + lastWeight;
          }
          // The ground counts 1: it decides only where no layer is seen.
          const divisor = weights + 1;
          memory[target.address + offset] = isGround ? ground : Math.floor((sum + ground + (divisor >> 1)) / divisor);
        }
      }
    },
  };
}

/** Between the four nodes of a sample's cell. */
function placesAt(arena: Arena, { columns, covers, isHalf }: PassageJob, nodes: number, x: number, y: number): Places {
  const longs = new Int32Array(arena.memory.buffer);
  const side = CELL_SIDE >> Number(isHalf);
  const corner = nodes / 4 + 4 * (Math.floor(y / side) * (columns + 1) + Math.floor(x / side));
  const down = isHalf ? 4 * (y % side) + 1 : 2 * (y % side);
  const right = (isHalf ? 2 : 1) * (x % side);
  const at = (coordinate: number, size: number): number => {
    const node = (index: number): number => longs[corner + 4 * index + coordinate] ?? 0;
    const left = node(0) * (16 - down) + node(columns + 1) * down;
    const far = node(1) * (16 - down) + node(columns + 2) * down;
    const place = (8 * left + (far - left) * right + 64) >> 7;
    return Math.max(-REACH * 512, Math.min(place, (size - 1 + REACH) * 512));
  };
  return {
    first: [at(0, covers.widthPx), at(1, covers.heightPx)],
    last: [at(2, covers.widthPx), at(3, covers.heightPx)],
  };
}

function isOutside([x, y]: Place, { covers }: PassageJob): boolean {
  return x < 0 || y < 0 || x > (covers.widthPx - 1) * 512 || y > (covers.heightPx - 1) * 512;
}

function coverAt(memory: Uint8Array, { covers }: PassageJob, cover: number, [x, y]: Place): number {
  const at = cover + (y >> 9) * covers.stride + (x >> 9);
  const [right, down] = [x & 511, y & 511];
  const line = (from: number): number => (memory[from] ?? 0) * (512 - right) + (memory[from + 1] ?? 0) * right;
  return (line(at) * (512 - down) + line(at + covers.stride) * down + (1 << 17)) >> 18;
}

/** From the 4×4 about a place: down, into Q6, then along. */
function sampleAt(arena: Arena, job: PassageJob, plane: Samples, place: Place): number {
  const memory = new Uint8Array(arena.memory.buffer);
  const words = new Int16Array(arena.memory.buffer);
  const [x = 0, y = 0] = job.isHalf ? place.map((at) => (at - 256) >> 1) : place;
  const corner = plane.address + ((y >> 9) - 1) * plane.stride + (x >> 9) - 1;
  const weight = (phase: number, tap: number): number => words[job.weights / 2 + 4 * phase + tap] ?? 0;
  let total = 1 << 19;
  for (let i = 0; i < 4; i++) {
    let sum = 1 << 7;
    for (let j = 0; j < 4; j++) sum += (memory[corner + j * plane.stride + i] ?? 0) * weight(y & 511, j);
    total += (sum >> 8) * weight(x & 511, i);
  }
  return clampByte(total >> 20);
}
