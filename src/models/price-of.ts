import type { SizePx } from '../contract/framing.js';
import type { ModelFacts, Price } from './model-facts.js';

/** Which price is meant. */
export interface PriceQuestion {
  readonly provider: string;
  readonly resolution: string;
  readonly audio: boolean;
  /** The vendor's region (`cn`); absent: the international one. */
  readonly region?: string;
}

/** A clip whose cost is asked for. */
export interface PricedClip extends PriceQuestion {
  readonly durationSec: number;
  /** Absent: not settled; the dearest of the tier is counted. */
  readonly raster?: SizePx;
}

const FRAMES_PER_SEC = 24;

/** The published price of a second, with its source; undefined where none is published: of HiAPI, whose live catalogue must be asked. */
export function priceOf(facts: ModelFacts, question: PriceQuestion): Price | undefined {
  return facts.prices.find(
    ({ provider, resolution, audio, region }) =>
      provider === question.provider &&
      resolution === question.resolution &&
      region === question.region &&
      (audio === undefined || audio === question.audio),
  );
}

/**
 * The most that a clip can cost, in whole micro-dollars, rounded up: what a cap is held against. Where tokens are billed, one frame
 * more than the seconds hold is counted, as vendors do (5 s are 121 frames). Undefined where no price is published.
 */
export function mostMicroUsdOf(facts: ModelFacts, clip: PricedClip): number | undefined {
  const price = priceOf(facts, clip);
  if (price === undefined) return undefined;
  const { usdPerMillionTokens: rate } = price;
  if (rate === undefined) return Math.ceil(Math.round(price.usdPerSec * 1e6) * clip.durationSec);
  const pixels = Math.max(...rastersOf(facts, clip).map(({ widthPx, heightPx }) => widthPx * heightPx));
  const tokens = Math.ceil((pixels * (FRAMES_PER_SEC * clip.durationSec + 1)) / 1024);
  // A dollar for a million tokens is a micro-dollar for one.
  return Math.ceil(tokens * rate);
}

function rastersOf(facts: ModelFacts, { raster, resolution }: PricedClip): readonly SizePx[] {
  if (raster !== undefined) return [raster];
  return facts.aspectRatios.flatMap((ratio) => facts.rasterOf?.(resolution, ratio) ?? []);
}
