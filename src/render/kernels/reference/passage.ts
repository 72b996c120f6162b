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
const LONE_WEIGHT = 1004;
/** What counts less than the most that counts, shifted by so much, counts nothing: it would change a sample by one at most. */
const NEGLIGIBLE = 8;
/** Samples past the edges that a position may lie. */
const REACH = 2;

/** In a still: x and y in 1/512 of a luma sample. */
type Place = readonly [number, number];

/** What a layer has where a sample is: its sample, cover and place in each still. */
interface Seen {
  readonly kind: number;
  readonly depth: number;
  readonly hides: boolean;
  readonly first: { readonly sample: number; readonly cover: number; readonly isOutside: boolean };
  readonly last: Seen['first'];
}

/** The passage's kernels, plainly. */
export function passageReference(arena: Arena): PassageKernels {
  return {
    /**
     * A layer counts by how surely it is seen in both stills at once, and a little where it is seen in one only; of each still, by the
     * square of how surely it is seen there and by the share. What hides another layer is mostly seen in both, and so wins; where both
     * are, the one less deep does; of what one still alone shows, the nearer one where that is known. What hardly counts beside the most that does is left out. The ground counts 1: it decides only where
     * no layer is seen.
     */
    paintPassage(job) {
      const memory = new Uint8Array(arena.memory.buffer);
      const { target, share } = job;
      for (let y = 0; y < target.heightPx; y++) {
        for (let x = 0; x < target.widthPx; x++) {
          const offset = y * target.stride + x;
          const under = [job.underFirst, job.underLast].map(({ address }) => memory[address + offset] ?? 0);
          const ground = mixed(under[0] ?? 0, under[1] ?? 0, share);
          const seen = layersAt(arena, job, x, y, under);
          const [only] = seen;
          if (seen.every(({ kind }) => (kind & (SOLID | RESTING)) === (SOLID | RESTING))) {
            memory[target.address + offset] = ground;
          } else if (seen.length === 1 && only !== undefined && (only.kind & SOLID) !== 0) {
            memory[target.address + offset] = mixed(only.first.sample, only.last.sample, share);
          } else {
            memory[target.address + offset] = weighed(seen, ground, share);
          }
        }
      }
    },
  };
}

/** One still over the other. */
function mixed(first: number, last: number, share: number): number {
  return (first * (16_384 - share) + last * share + 8192) >> 14;
}

function weighed(seen: readonly Seen[], ground: number, share: number): number {
  let hidden = 0;
  const samples = seen.flatMap(({ depth, hides, first, last }) => {
    // Outside of a still nothing speaks against what the other one says.
    const firstCover = first.isOutside ? last.cover : first.cover;
    const lastCover = last.isOutside ? first.cover : last.cover;
    const both = (firstCover * lastCover) >> 2;
    const lone = (LONE_WEIGHT * (255 - hidden)) >> 8;
    if (hides) hidden = Math.max(hidden, first.cover, last.cover);
    const weight = lone + ((both * both) >> (10 + 4 * depth));
    return [
      { ...first, part: 16_384 - share },
      { ...last, part: share },
    ].map(({ sample, cover, part }) => {
      return { sample, counted: (((weight * ((cover * cover) >> 8)) >> 8) * (part >> 2)) >> 12 };
    });
  });
  const least = Math.max(0, ...samples.map(({ counted }) => counted)) >> NEGLIGIBLE;
  let [sum, weights] = [ground, 1];
  for (const { sample, counted } of samples) {
    if (counted < least) continue;
    sum += counted * sample;
    weights += counted;
  }
  return Math.floor((sum + (weights >> 1)) / weights);
}

function layersAt(arena: Arena, job: PassageJob, x: number, y: number, under: readonly number[]): readonly Seen[] {
  const addresses = new Uint32Array(arena.memory.buffer);
  const memory = new Uint8Array(arena.memory.buffer);
  const side = CELL_SIDE >> Number(job.isHalf);
  const cell = Math.floor(y / side) * job.columns + Math.floor(x / side);
  return Array.from({ length: job.layerCount }, (_, index) => {
    const entry = (job.layers + LAYER_BYTES * index) / 4;
    const [nodes = 0, cells = 0, inFirst = 0, inLast = 0, depth = 0, hides = 0] = addresses.subarray(entry, entry + 6);
    const kind = memory[cells + cell] ?? 0;
    const [firstPlace, lastPlace] = placesAt(arena, job, nodes, x, y);
    const cover = (address: number, place: Place, bit: number): number => {
      if ((kind & SOLID) !== 0) return 255;
      return (kind & bit) === 0 ? 0 : coverAt(memory, job, address, place);
    };
    const sample = (plane: Samples, place: Place, still: number): number =>
      (kind & RESTING) === 0 ? sampleAt(arena, job, plane, place) : (under[still] ?? 0);
    return {
      kind,
      depth,
      hides: hides !== 0,
      first: {
        sample: sample(job.first, firstPlace, 0),
        cover: cover(inFirst, firstPlace, IN_FIRST),
        isOutside: isOutside(firstPlace, job),
      },
      last: {
        sample: sample(job.last, lastPlace, 1),
        cover: cover(inLast, lastPlace, IN_LAST),
        isOutside: isOutside(lastPlace, job),
      },
    };
  }).filter(({ kind }) => kind !== 0);
}

/** Between the four nodes of a sample's cell, in both stills. */
function placesAt(arena: Arena, job: PassageJob, nodes: number, x: number, y: number): readonly [Place, Place] {
  const { columns, covers, isHalf } = job;
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
  return [
    [at(0, covers.widthPx), at(1, covers.heightPx)],
    [at(2, covers.widthPx), at(3, covers.heightPx)],
  ];
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
