import type { Arena } from '../kernels/arena.js';
import type { DiscJob, Level, LightSums } from '../kernels/focus-kernels.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Picture } from '../kernels/samples.js';
import type { Size } from '../view.js';
import { discOf, type LensDisc } from './lens-disc.js';

/** The blur at 1: the radius of its disc as a share of the frame's shorter side, and the least in pixels (clips smaller than any tier). */
const RADIUS_SHARE = 0.015;
const RADIUS_MIN_PX = 5;
/** What halving a plane and drawing it out again does to luma, as variance along an axis in px², and the disc that spreads as far. */
const SOFT_VARIANCE = 1.5;
const SOFT_RADIUS_PX = 2 * Math.sqrt(SOFT_VARIANCE);

/** Room on both sides of a level's row. */
const LEVEL_ROOM = 8;
/** Sums that a kernel may read beyond a row's last. */
const SUMS_ROOM = 4;
/** Entries of the kernel's tables: see DiscJob. */
const ROOTS = 65_100;
const INVERSES = 4097;

/** One blur of a whole frame, half as wide and high. */
export interface LensLevel {
  readonly y: Level;
  readonly u: Level;
  readonly v: Level;
}

/** Blurs of the frame that is painted, from the least to the greatest. */
export interface Lens {
  /** Radii of their discs in pixels of the frame. */
  readonly radiiPx: { readonly soft: number; readonly middle: number; readonly full: number };
  /** The least blur, from which the others are made: to be called first for each frame. */
  soften(): LensLevel;
  /** A greater one, good until the next. Called before the least is changed, it and the others are of this frame. */
  blur(size: 'middle' | 'full'): LensLevel;
}

/** A lens over a picture in the arena. Discs are made at half size, where they cost a sixteenth: what they leave needs no more. */
export function createLens(arena: Arena, kernels: Kernels, picture: Picture): Lens {
  const { widthPx, heightPx } = picture.y;
  const half = { widthPx: widthPx / 2, heightPx: heightPx / 2 };
  const full = Math.max(RADIUS_MIN_PX, RADIUS_SHARE * Math.min(widthPx, heightPx));
  const radiiPx = { soft: SOFT_RADIUS_PX, middle: Math.sqrt(SOFT_RADIUS_PX * full), full };
  const discs = { middle: discFor(radiiPx.middle), full: discFor(full) };

  const [soft, deep] = [allocateLevels(arena, half), allocateLevels(arena, half)];
  const sums = allocateSums(arena, half, reachOf(discs.full));
  const common = { sums, ...allocateTables(arena), luma: deep.y, u: deep.u, v: deep.v };
  const scratch = arena.allocate(2 * (widthPx + 64) + 8 * discs.full.halves.length);
  const jobs = {
    middle: { ...common, ...placeDisc(arena, discs.middle), scratch },
    full: { ...common, ...placeDisc(arena, discs.full), scratch },
  };
  let isSummed = false;

  return {
    radiiPx,
    soften() {
      kernels.halvePlane({ source: picture.y, level: soft.y, scratch });
      for (const channel of ['u', 'v'] as const) {
        kernels.softenPlane({ source: { ...picture[channel], ...half }, level: soft[channel], scratch });
      }
      isSummed = false;
      return soft;
    },
    blur(size) {
      if (!isSummed) kernels.sumLight({ luma: soft.y, u: picture.u, v: picture.v, sums });
      isSummed = true;
      kernels.blurDisc(jobs[size]);
      return deep;
    },
  };
}

/** At half size, with what is blurred already on the way there and back taken off. */
function discFor(radiusPx: number): LensDisc {
  return discOf(((radiusPx * radiusPx) / 4 - SOFT_VARIANCE) / 4);
}

function reachOf({ halves }: LensDisc): number {
  return (halves.length - 1) / 2;
}

function allocateLevels(arena: Arena, { widthPx, heightPx }: Size): LensLevel {
  const stride = Math.ceil(widthPx / 8) * 8 + 2 * LEVEL_ROOM;
  const level = (): Level => {
    const address = arena.allocate(2 * stride * heightPx) + 2 * LEVEL_ROOM;
    return { address, stride, widthPx, heightPx };
  };
  return { y: level(), u: level(), v: level() };
}

function allocateSums(arena: Arena, { widthPx, heightPx }: Size, reach: number): LightSums {
  const stride = widthPx + 2 * reach + 1 + SUMS_ROOM;
  const plane = (): number => arena.allocate(4 * stride * heightPx) + 4 * reach;
  return { light: plane(), uLight: plane(), vLight: plane(), stride, reach };
}

function placeDisc(arena: Arena, disc: LensDisc): Pick<DiscJob, 'halves' | 'reach' | 'share'> {
  const halves = arena.allocate(4 * disc.halves.length);
  new Int32Array(arena.memory.buffer, halves, disc.halves.length).set(disc.halves);
  return { halves, reach: reachOf(disc), share: Math.round(2 ** 24 / disc.samples) };
}

function allocateTables(arena: Arena): Pick<DiscJob, 'roots' | 'inverses'> {
  const roots = arena.allocate(2 * ROOTS);
  const inverses = arena.allocate(4 * INVERSES);
  const { buffer } = arena.memory;
  new Int16Array(buffer, roots, ROOTS).forEach((_, mean, table) => (table[mean] = Math.round(64 * Math.sqrt(mean))));
  new Int32Array(buffer, inverses, INVERSES).forEach(
    (_, luma, table) => (table[luma] = Math.round(2 ** 28 / Math.max(1, luma))),
  );
  return { roots, inverses };
}
