import type { KernelExport, Samples, Target } from './samples.js';

/**
 * A blurred plane in Q6 of a code, i16, 0 to 255. `stride` counts samples; eight samples of room lie on both sides of a row, and kernels
 * that write luma repeat the row's first and last sample once there.
 */
export type Level = Target;

/** A plane made softer, or softer and half as wide and high, into a level. */
export interface SoftenJob {
  readonly source: Target;
  readonly level: Samples;
  /** Room for one row of the source in i16, and 32 samples more. */
  readonly scratch: number;
}

/** Running sums of light along the rows of a picture of half the size: three planes of i32; addresses are those of sums over nothing. */
export interface LightSums {
  readonly light: number;
  readonly uLight: number;
  readonly vLight: number;
  /** Sums from one row to the next. */
  readonly stride: number;
  /** How far rows go on beyond their ends. */
  readonly reach: number;
}

/** Luma as a level, chroma as it is painted; of one size. */
export interface SumLightJob {
  readonly luma: Level;
  readonly u: Samples;
  readonly v: Samples;
  readonly sums: LightSums;
}

/** What a lens makes of points: discs. Luma is the size of all three levels, which share a stride. */
export interface DiscJob {
  readonly sums: LightSums;
  /** Half the width of each of the disc's 2 × `reach` + 1 rows, as i32. */
  readonly halves: number;
  readonly reach: number;
  /** One over the number of samples in the disc, in Q24. */
  readonly share: number;
  /** Square roots of 0 … 65 100 in Q6 as i16, and 2^28 over a luma in Q4 as i32 (0 … 4096; over 0, that over 1). */
  readonly roots: number;
  readonly inverses: number;
  readonly luma: Level;
  readonly u: Samples;
  readonly v: Samples;
  /** Room for 2 i32 a row of the disc, and 12 more. */
  readonly scratch: number;
}

/** One level over another of its size and stride; `focus` is the address of a focus map's twelve numbers. */
export interface MixLevelsJob {
  readonly source: Samples;
  readonly target: Level;
  readonly focus: number;
}

/** A level over a plane: one of the plane's own size, or of half of it. */
export interface DefocusJob {
  readonly level: Samples;
  readonly target: Target;
  readonly focus: number;
}

/** What takes a painted frame out of focus. */
export interface FocusKernels {
  halvePlane(job: SoftenJob): void;
  softenPlane(job: SoftenJob): void;
  sumLight(job: SumLightJob): void;
  blurDisc(job: DiscJob): void;
  mixLevels(job: MixLevelsJob): void;
  defocusPlane(job: DefocusJob): void;
  defocusDoubled(job: DefocusJob): void;
}

/** The same, called with jobs. */
export function bindFocusKernels(exports: Readonly<Record<keyof FocusKernels, KernelExport>>): FocusKernels {
  const soften =
    (kernel: 'halvePlane' | 'softenPlane') =>
    ({ source, level, scratch }: SoftenJob): void =>
      exports[kernel](...plane(source), level.address, level.stride, scratch);
  const defocus =
    (kernel: 'defocusPlane' | 'defocusDoubled') =>
    ({ level, target, focus }: DefocusJob): void =>
      exports[kernel](level.address, level.stride, ...plane(target), focus);
  return {
    halvePlane: soften('halvePlane'),
    softenPlane: soften('softenPlane'),
    sumLight({ luma, u, v, sums }) {
      exports.sumLight(
        ...[luma.address, luma.stride, u.address, v.address, u.stride, luma.widthPx, luma.heightPx],
        ...[sums.light, sums.uLight, sums.vLight, sums.stride, sums.reach],
      );
    },
    blurDisc({ sums, halves, reach, share, roots, inverses, luma, u, v, scratch }) {
      exports.blurDisc(
        ...[sums.light, sums.uLight, sums.vLight, sums.stride, halves, reach, share, roots, inverses],
        ...[luma.widthPx, luma.heightPx, luma.address, u.address, v.address, luma.stride, scratch],
      );
    },
    mixLevels({ source, target, focus }) {
      exports.mixLevels(source.address, target.address, target.stride, target.widthPx, target.heightPx, focus);
    },
    defocusPlane: defocus('defocusPlane'),
    defocusDoubled: defocus('defocusDoubled'),
  };
}

function plane({ address, stride, widthPx, heightPx }: Target): readonly number[] {
  return [address, stride, widthPx, heightPx];
}
