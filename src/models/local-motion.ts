import { AppError } from '../contract/errors.js';
import { adaptiveRaster, ASPECT_RATIOS, rasterOf, TIERS, type Raster } from './rasters.js';

/** The built-in renderer: a camera over the still, on this machine's CPU. No model, no key, no network, no charge. */
export const LOCAL_MOTION = {
  id: 'local/motion',
  durationSec: { min: 1, max: 15 },
  fps: 24,
  priceUsd: 0,
  aspectRatios: ['adaptive', ...ASPECT_RATIOS],
  resolutions: TIERS,
  /** A still may be at most this many times longer than wide, or wider than long, to be followed as it is. */
  adaptiveRatioMax: 4,
} as const;

/** What a caller asks of `local/motion`, as it came. */
export interface LocalMotionSettings {
  readonly aspect: string;
  readonly durationSec: number;
  readonly resolution: string;
}

/** How many frames a clip has, and at what size; see {@link planLocalMotion}. */
export interface LocalMotionPlan {
  readonly raster: Raster;
  readonly frameCount: number;
}

/**
 * Settles the clip's size and length.
 * @throws AppError `bad_usage` naming the field, what it may be, and what it was.
 */
export function planLocalMotion(settings: LocalMotionSettings, still: Raster): LocalMotionPlan {
  checkLocalMotion(settings);
  return { raster: rasterFor(settings, still), frameCount: frameCountOf(settings.durationSec) };
}

/** The frames of a clip that is asked to last this long: whole ones. */
export function frameCountOf(durationSec: number): number {
  return Math.round(durationSec * LOCAL_MOTION.fps);
}

/** The part of {@link planLocalMotion} that needs no still: refuses before a file is touched. */
export function checkLocalMotion({ aspect, durationSec, resolution }: LocalMotionSettings): void {
  const { min, max } = LOCAL_MOTION.durationSec;
  if (!(durationSec >= min && durationSec <= max)) {
    throw badSetting('--duration', `the duration is ${durationSec} s`, `Give ${min} to ${max} seconds.`);
  }
  if (!isOneOf(TIERS, resolution)) {
    throw badSetting('--resolution', `the resolution ${resolution} is unknown`, `Use one of ${TIERS.join(', ')}.`);
  }
  if (!isOneOf(LOCAL_MOTION.aspectRatios, aspect)) {
    const known = LOCAL_MOTION.aspectRatios.join(', ');
    throw badSetting('--aspect', `the aspect ratio ${aspect} is unknown`, `Use one of ${known}.`);
  }
}

function rasterFor({ aspect, resolution }: LocalMotionSettings, still: Raster): Raster {
  const tier = TIERS.find((name) => name === resolution) ?? '720p';
  const named = ASPECT_RATIOS.find((name) => name === aspect);
  if (named !== undefined) return rasterOf(tier, named);
  const ratio = still.widthPx / still.heightPx;
  if (Math.max(ratio, 1 / ratio) > LOCAL_MOTION.adaptiveRatioMax) {
    const shape = `${still.widthPx}×${still.heightPx}`;
    throw badSetting(
      '--aspect',
      `the still of ${shape} pixels is longer than ${LOCAL_MOTION.adaptiveRatioMax}:1`,
      `Choose a ratio to crop it to, such as --aspect ${ratio > 1 ? '21:9' : '9:16'}.`,
    );
  }
  return adaptiveRaster(tier, still);
}

function isOneOf<Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}

function badSetting(field: string, message: string, todo: string): AppError {
  return new AppError('bad_usage', message, { field, todo });
}
