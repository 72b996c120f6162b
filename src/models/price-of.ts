import type { SizePx } from '../contract/framing.js';
import { ceilMicroUsd } from '../contract/money.js';
import type { ForeignPrice, ModelFacts, Price } from './model-facts.js';

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

/** The published price in another currency; undefined where there is none. */
export function foreignPriceOf(facts: ModelFacts, question: PriceQuestion): ForeignPrice | undefined {
  return facts.foreignPrices?.find(
    ({ provider, resolution, region }) =>
      provider === question.provider && resolution === question.resolution && region === question.region,
  );
}

/**
 * The most that a clip can cost, in whole micro-dollars, rounded up: what a cap is held against. Undefined where no price is published.
 */
export function mostMicroUsdOf(facts: ModelFacts, clip: PricedClip): number | undefined {
  const price = priceOf(facts, clip);
  if (price === undefined) return undefined;
  const { usdPerMillionTokens: rate } = price;
  if (rate === undefined) return ceilMicroUsd(price.usdPerSec * clip.durationSec);
  return microUsdOfTokens(mostTokensOf(facts, clip), rate);
}

/** What tokens cost, in whole micro-dollars, rounded up. */
export function microUsdOfTokens(tokens: number, usdPerMillionTokens: number): number {
  return ceilMicroUsd((tokens * usdPerMillionTokens) / 1e6);
}

/** The most tokens of a clip: one frame more than the seconds hold is counted, as vendors do (5 s are 121 frames). */
export function mostTokensOf(facts: ModelFacts, clip: PricedClip): number {
  const pixels = Math.max(...rastersOf(facts, clip).map(({ widthPx, heightPx }) => widthPx * heightPx));
  return Math.ceil((pixels * (FRAMES_PER_SEC * clip.durationSec + 1)) / 1024);
}

function rastersOf(facts: ModelFacts, { raster, resolution }: PricedClip): readonly SizePx[] {
  if (raster !== undefined) return [raster];
  return facts.aspectRatios.flatMap((ratio) => facts.rasterOf?.(resolution, ratio) ?? []);
}
