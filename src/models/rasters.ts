/** Resolution tiers, by the name users and vendors give them. */
export const TIERS = ['480p', '720p', '1080p'] as const;
/** A resolution tier; names the short side of a 16:9 clip. */
export type Tier = (typeof TIERS)[number];

/** The tiers of Seedance: one more than are rendered here. */
export const SEEDANCE_TIERS = [...TIERS, '4k'] as const;
/** A tier of Seedance. */
export type SeedanceTier = (typeof SEEDANCE_TIERS)[number];

/** Named aspect ratios, width to height. */
export const ASPECT_RATIOS = ['16:9', '4:3', '1:1', '3:4', '9:16', '21:9'] as const;
/** A named aspect ratio. */
export type AspectRatio = (typeof ASPECT_RATIOS)[number];

/** A clip's size in pixels; both sides even, as 4:2:0 needs. */
export interface Raster {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Seedance 2.0's output sizes (BytePlus ModelArk, video generation, output parameters; read 2026-11). `local/motion` renders to the
 * same, so that a draft made here and a clip bought there can be laid over each other.
 */
const SEEDANCE_RASTERS: Readonly<Record<SeedanceTier, Readonly<Record<AspectRatio, readonly [number, number]>>>> = {
  '480p': {
    '16:9': [864, 496],
    '4:3': [752, 560],
    '1:1': [640, 640],
    '3:4': [560, 752],
    '9:16': [496, 864],
    '21:9': [992, 432],
  },
  '720p': {
    '16:9': [1280, 720],
    '4:3': [1112, 834],
    '1:1': [960, 960],
    '3:4': [834, 1112],
    '9:16': [720, 1280],
    '21:9': [1470, 630],
  },
  '1080p': {
    '16:9': [1920, 1080],
    '4:3': [1664, 1248],
    '1:1': [1440, 1440],
    '3:4': [1248, 1664],
    '9:16': [1080, 1920],
    '21:9': [2206, 946],
  },
  '4k': {
    '16:9': [3840, 2160],
    '4:3': [3840, 2880],
    '1:1': [3840, 3840],
    '3:4': [2880, 3840],
    '9:16': [2160, 3840],
    '21:9': [3840, 1646],
  },
};

/** The ratios as numbers; a raster's own can be 2 % off, for its sides are whole and even. */
const NOMINAL: Readonly<Record<AspectRatio, number>> = {
  '16:9': 16 / 9,
  '4:3': 4 / 3,
  '1:1': 1,
  '3:4': 3 / 4,
  '9:16': 9 / 16,
  '21:9': 21 / 9,
};

/** A still within this of a named ratio gets that ratio's raster: cutting 1 % is seen by nobody, an odd size by every player. */
const SAME_RATIO = 0.01;

/** The raster of a tier and a named ratio. */
export function rasterOf(tier: SeedanceTier, ratio: AspectRatio): Raster {
  const [widthPx, heightPx] = SEEDANCE_RASTERS[tier][ratio];
  return { widthPx, heightPx };
}

/**
 * The raster that follows a still: that of a named ratio where the still has one, else as many pixels as the tier's 16:9 has, on
 * even sides.
 */
export function adaptiveRaster(tier: Tier, still: Raster): Raster {
  const ratio = still.widthPx / still.heightPx;
  for (const name of ASPECT_RATIOS) {
    if (Math.abs(NOMINAL[name] / ratio - 1) <= SAME_RATIO) return rasterOf(tier, name);
  }
  const wide = rasterOf(tier, '16:9');
  const widthPx = toEven(Math.sqrt(wide.widthPx * wide.heightPx * ratio));
  return { widthPx, heightPx: toEven(widthPx / ratio) };
}

function toEven(length: number): number {
  return 2 * Math.round(length / 2);
}
