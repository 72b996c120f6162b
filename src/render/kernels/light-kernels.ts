import type { KernelExport, Picture, Ramp } from './samples.js';

/**
 * How the brightest bend instead of clipping: from `knee` on, in Q6 of a code of luma from black (with the foot of 771 under it in a
 * sweep), `bend` takes away what grows with the square.
 */
export interface Shoulder {
  readonly knee: number;
  /** Of a sweep: eighths in Q15 of what is taken, times (2(c − knee))² in Q15. Of a light: quarters in Q15, times (c − knee)² in Q15. */
  readonly bend: number;
}

/** A band of light: `ramp` is −1 at the band's one edge, 0 on its crest and 1 at its other edge. */
export interface SweepJob extends Shoulder {
  readonly picture: Picture;
  readonly ramp: Ramp;
  /** What the crest adds to the code of the brightest, as a share of it, in Q15. */
  readonly gain: number;
}

/** A number for each channel. */
export interface PerChannel {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** Another light over all. Factors are on the code, not on the light, less one, in Q15. */
export interface RelightJob extends Shoulder {
  readonly picture: Picture;
  /** Place in the light, −1 to 1. */
  readonly ramp: Ramp;
  /** The factor where the place is 0, and what p and p² add to it. */
  readonly level: number;
  readonly slope: number;
  readonly curve: number;
  /** How much darker the dark and brighter the bright. */
  readonly contrast: number;
  /** What is added to the factor at white, and next to nothing below the bright: what is clipped in the still was brighter than white. */
  readonly hold: number;
  /** Factors on the channels where the light's colour shows most. */
  readonly tint: PerChannel;
  /** Half of what the foot rises by for each code near black. */
  readonly foot: PerChannel;
  /** Channels end here, in Q6 from black. */
  readonly ceiling: number;
  readonly saturation: number;
}

/** What changes the light of a painted frame. */
export interface LightKernels {
  sweepLight(job: SweepJob): void;
  relight(job: RelightJob): void;
}

/** The same, called with jobs. */
export function bindLightKernels(exports: Readonly<Record<keyof LightKernels, KernelExport>>): LightKernels {
  return {
    sweepLight({ picture, ramp, gain, knee, bend }) {
      exports.sweepLight(...placesOf(picture), ...stepsOf(ramp), gain, knee, bend);
    },
    relight({ picture, ramp, level, slope, curve, contrast, hold, tint, foot, knee, ceiling, bend, saturation }) {
      exports.relight(
        ...[...placesOf(picture), ...stepsOf(ramp)],
        ...[level, slope, curve, contrast, hold, tint.red, tint.green, tint.blue],
        ...[foot.red, foot.green, foot.blue, knee, ceiling, bend, saturation],
      );
    },
  };
}

function placesOf({ y, u, v }: Picture): readonly number[] {
  return [y.address, y.stride, u.address, v.address, u.stride, y.widthPx, y.heightPx];
}

function stepsOf({ start, perColumn, perRow }: Ramp): readonly number[] {
  return [start, perColumn, perRow];
}
