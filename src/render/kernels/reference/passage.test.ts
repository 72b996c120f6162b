import { describe, it } from 'vitest';
import { fillTapTable } from '../../passage/painting/tap-table.js';
import { type Arena, createArena } from '../arena.js';
import { type Kernels, loadKernels } from '../kernels.js';
import {
  CELL_SIDE,
  IN_FIRST,
  IN_LAST,
  LAYER_BYTES,
  NODE_BYTES,
  type PassageJob,
  RESTING,
  SOLID,
} from '../passage-kernels.js';
import type { Samples, Target } from '../samples.js';
import { both, expectSameBytes, type Fill, FILLS, noise } from '../testing/both-kernels.js';

/** Where a node lies in a still and what a cell says, of layers whose every number is random. */
interface Chance {
  readonly name: string;
  readonly node: (random: () => number, at: number) => number;
  readonly kinds: readonly number[];
  readonly layers: number;
}

const SEEN = [0, IN_FIRST, IN_LAST, IN_FIRST | IN_LAST];
const EVERY_KIND = [...SEEN, IN_FIRST | IN_LAST | SOLID, RESTING | IN_FIRST, RESTING | IN_FIRST | IN_LAST | SOLID];
const CHANCES: readonly Chance[] = [
  { name: 'near their places', node: (random, at) => 512 * at + 4000 * (random() - 0.5), kinds: EVERY_KIND, layers: 3 },
  { name: 'all over', node: (random) => 512 * 60 * (random() - 0.2), kinds: EVERY_KIND, layers: 5 },
  { name: 'as far out as a node may be', node: (random) => 2 ** 24 * (2 * random() - 1), kinds: SEEN, layers: 4 },
  { name: 'on whole samples', node: (_random, at) => 512 * at, kinds: EVERY_KIND, layers: 16 },
  { name: 'of no layer', node: () => 0, kinds: [0], layers: 2 },
  { name: 'that rest', node: (_random, at) => 512 * at, kinds: [IN_FIRST | IN_LAST | SOLID | RESTING, 0], layers: 2 },
];

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Width and height of a frame. */
type Sides = readonly [number, number];

const COVER_BORDER = 3;
const PLANE_BORDER = 5;
/** How far beyond a still's edges the kernel may read. */
const KERNEL_REACH = 3;

/** Bytes of the arena, from the first up to but without the last. */
type Range = readonly [number, number];

/** A frame's planes to paint, and what of the arena may be read for it. */
interface Stage {
  readonly jobs: readonly PassageJob[];
  readonly readable: readonly Range[];
}

/** A frame between stills that are a little larger than it, and odd; layers of random nodes, covers of the fill and of noise. */
function createStage(arena: Arena, chance: Chance, [widthPx, heightPx]: Sides, fill: Fill): Stage {
  const still = { widthPx: widthPx + 7, heightPx: heightPx + 3 };
  const chroma = { widthPx: Math.ceil(still.widthPx / 2), heightPx: Math.ceil(still.heightPx / 2) };
  const [first, last] = [fill, noise].map((by) =>
    [still, chroma].map((size) => allocatePlane(arena, size, PLANE_BORDER, by)),
  );
  const [under, over, output] = [fill, noise, noise].map((by) =>
    [1, 2].map((part) => allocatePlane(arena, { widthPx: widthPx / part, heightPx: heightPx / part }, 0, by)),
  );
  const weights = arena.allocate(4096);
  fillTapTable(new Int16Array(arena.memory.buffer, weights, 2048), 1);
  const [columns, rows] = [Math.ceil(widthPx / CELL_SIDE), Math.ceil(heightPx / CELL_SIDE)];
  const random = randomFrom(widthPx);
  const meshes = Array.from({ length: chance.layers }, (_, index) => ({
    ...allocateMesh(arena, chance, columns, rows, random),
    inFirst: allocatePlane(arena, still, COVER_BORDER, (at) => fill(31 * index + at)),
    inLast: allocatePlane(arena, still, COVER_BORDER, (at) => noise(7 * index + at)),
  }));
  const layers = arena.allocate(LAYER_BYTES * meshes.length);
  const table = meshes.flatMap(({ nodes, cells, inFirst, inLast }, index) => {
    return [nodes[0], cells[0], inFirst.address, inLast.address, index % 3, Number(index % 4 !== 1)];
  });
  new Uint32Array(arena.memory.buffer, layers, table.length).set(table);

  const covers = meshes.flatMap(({ inFirst, inLast }) => [inFirst, inLast]);
  const jobs = [0, 1].map((part): PassageJob => {
    const [from, to, underFirst, underLast, target] = [first, last, under, over, output].map(
      (planes) => planes?.[part],
    );
    if (!from || !to || !underFirst || !underLast || !target || !covers[0]) throw new Error('Luma and one of chroma.');
    return {
      ...{ layers, layerCount: chance.layers, columns, share: 5000, weights, covers: covers[0] },
      ...{ first: from, last: to, underFirst, underLast, target, isHalf: part === 1 },
    };
  });
  const planes = [first, last, under, over, output].flatMap((of) => of ?? []);
  const readable: readonly Range[] = [
    ...planes.flatMap((plane) => rangesOf(plane, plane.stride > plane.widthPx ? KERNEL_REACH : 0)),
    ...covers.flatMap((cover) => rangesOf(cover, COVER_BORDER)),
    ...meshes.flatMap(({ nodes, cells }) => [nodes, cells]),
    ...[[weights, weights + 4096] as const, [layers, layers + 4 * table.length] as const],
  ];
  return { jobs, readable };
}

function allocatePlane(
  arena: Arena,
  { widthPx, heightPx }: Omit<Target, keyof Samples>,
  border: number,
  fill: Fill,
): Target {
  const stride = widthPx + 2 * border;
  const address = arena.allocate(stride * (heightPx + 2 * border)) + border * (stride + 1);
  // A cover is 0 beyond its edges; what a still has there may be anything.
  const beyond = border === COVER_BORDER ? 0 : border;
  for (let row = -beyond; row < heightPx + beyond; row++) {
    const line = arena.bytes(address + row * stride - beyond, widthPx + 2 * beyond);
    line.set(line.map((_byte, x) => fill((row + beyond) * stride + x)));
  }
  return { address, stride, widthPx, heightPx };
}

function allocateMesh(
  arena: Arena,
  { node, kinds }: Chance,
  columns: number,
  rows: number,
  random: () => number,
): { readonly nodes: Range; readonly cells: Range } {
  const count = (columns + 1) * (rows + 1);
  const [nodes, cells] = [arena.allocate(NODE_BYTES * count), arena.allocate(columns * rows)];
  const places = Array.from({ length: count }, (_, index) => {
    const [x, y] = [CELL_SIDE * (index % (columns + 1)), CELL_SIDE * Math.floor(index / (columns + 1))];
    return [x, y, x, y].map((at) => Math.round(node(random, at)));
  });
  new Int32Array(arena.memory.buffer, nodes, 4 * count).set(places.flat());
  const bytes = arena.bytes(cells, columns * rows);
  bytes.set(bytes.map(() => kinds[Math.floor(random() * kinds.length)] ?? 0));
  return { nodes: [nodes, nodes + NODE_BYTES * count], cells: [cells, cells + columns * rows] };
}

/** The rows of a plane, and `reach` samples beyond every edge. */
function rangesOf({ address, stride, widthPx, heightPx }: Target, reach: number): readonly Range[] {
  return Array.from({ length: heightPx + 2 * reach }, (_, row) => {
    const start = address + (row - reach) * stride - reach;
    return [start, start + widthPx + 2 * reach];
  });
}

/** Fills what is in none of the ranges. The first page is the kernels' own. */
function spoil(arena: Arena, ranges: readonly Range[], byte: number): void {
  const memory = new Uint8Array(arena.memory.buffer);
  const kept = new Uint8Array(memory.length).fill(1, 0, 65_536);
  for (const range of ranges) kept.fill(1, ...range);
  for (let at = 0; at < memory.length; at++) if (kept[at] === 0) memory[at] = byte;
}

function paint(arena: Arena, kernels: Kernels, jobs: readonly PassageJob[]): Uint8Array {
  for (const job of jobs) kernels.paintPassage(job);
  const painted = jobs.map(({ target }) => arena.bytes(target.address, target.widthPx * target.heightPx));
  return Uint8Array.from(painted.flatMap((plane) => [...plane]));
}

describe('paintPassage', () => {
  const sizes: readonly Sides[] = [
    [64, 32],
    [50, 38],
    [6, 2],
    [34, 46],
  ];
  for (const chance of CHANCES) {
    for (const size of sizes) {
      it.each(Object.keys(FILLS))(
        `agrees with its reference on layers ${chance.name}, ${size.join('×')} of %s`,
        async (name) => {
          const fill = FILLS[name] ?? noise;
          expectSameBytes(
            await both((arena, kernels) => paint(arena, kernels, createStage(arena, chance, size, fill).jobs)),
          );
        },
      );
    }
    it(`reads nothing beyond what it was given, on layers ${chance.name}`, async () => {
      const frames = [0x00, 0xff].map(async (byte) => {
        const arena = createArena();
        const { jobs, readable } = createStage(arena, chance, [50, 38], noise);
        spoil(arena, readable, byte);
        return paint(arena, await loadKernels(arena), jobs);
      });
      expectSameBytes((await Promise.all(frames)) as [Uint8Array, Uint8Array]);
    });
  }
});
