/** Runs kernels in WebAssembly and in TypeScript on the same memory: they must leave the same bytes behind. For tests. */
import { expect } from 'vitest';
import { type Arena, createArena } from '../arena.js';
import { type Kernels, loadKernels } from '../kernels.js';
import { referenceKernels } from '../reference.js';

/** A byte for each place. */
export type Fill = (index: number) => number;

/** Noise that is the same on every run. */
export const noise: Fill = (index) => (Math.imul(index + 1, 2_654_435_761) >>> 13) & 255;
/** What planes are filled with: noise, and the extremes. */
export const FILLS: Readonly<Record<string, Fill>> = {
  noise,
  black: () => 0,
  white: () => 255,
  stripes: (index) => (index % 2) * 255,
  blocks: (index) => ((index >> 3) % 2) * 255,
};

/** Runs the same work on both and answers with what each left. */
export async function both(work: (arena: Arena, kernels: Kernels) => Uint8Array): Promise<[Uint8Array, Uint8Array]> {
  const left = createArena();
  const right = createArena();
  return [work(left, await loadKernels(left)).slice(), work(right, referenceKernels(right)).slice()];
}

/** Fails with the first place that differs. */
export function expectSameBytes([actual, expected]: [Uint8Array, Uint8Array]): void {
  // Buffer.compare, for vitest takes seconds to print a picture.
  const first = actual.findIndex((byte, index) => byte !== expected[index]);
  expect({ differsAt: first, length: actual.length }).toEqual({ differsAt: -1, length: expected.length });
}
