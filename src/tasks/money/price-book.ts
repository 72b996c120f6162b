import type { ModelOrder } from '../../contract/model-order.js';
import type { ModelFacts } from '../../models/model-facts.js';
import { mostMicroUsdOf } from '../../models/price-of.js';
import type { GuardedFetch } from '../../net/guarded-fetch.js';
import { createHiapiPrices } from './hiapi-prices.js';
import { NO_OVERRIDES, type PriceOverrides } from './price-overrides.js';

/** A render whose price is asked for. */
export interface PriceQuestion {
  readonly facts: ModelFacts;
  /** The provider's id. */
  readonly provider: string;
  /** The provider's region (`cn`); absent: the international one. */
  readonly region?: string;
  /** The vendor's own route (`pro`); absent: its default. */
  readonly route?: string;
  readonly order: ModelOrder;
}

/** The most a render can cost, in whole micro-dollars, and where that is from; or that nobody has said. */
export type Estimate =
  | { readonly kind: 'priced'; readonly microUsd: number; readonly basis: string }
  /** `say`: why, and what an operator can do, as full sentences. */
  | { readonly kind: 'unpriced'; readonly say: string };

/** What renders cost, by whom that is known best: the operator's file, then the vendor's live list, then the catalogue. */
export interface PriceBook {
  /** Never rejects: a list that cannot be read is a price that is not known. May ask a vendor, which takes some seconds at most. */
  estimate(question: PriceQuestion): Promise<Estimate>;
  /** What the operator's file says; for bills. */
  readonly overrides: PriceOverrides;
}

/** What a {@link PriceBook} is made of. */
export interface PriceBookOptions {
  readonly fetch: GuardedFetch;
  /** Whose live price list is asked; absent: nobody's. */
  readonly hiapiBaseUrl?: string;
  /** Absent: the operator has no file. */
  readonly overrides?: PriceOverrides;
  readonly nowMs: () => number;
}

/** Makes a {@link PriceBook}. */
export function createPriceBook({ fetch, hiapiBaseUrl, overrides = NO_OVERRIDES, nowMs }: PriceBookOptions): PriceBook {
  const hiapi = hiapiBaseUrl === undefined ? undefined : createHiapiPrices({ fetch, baseUrl: hiapiBaseUrl, nowMs });
  return {
    overrides,
    async estimate(question) {
      const own = overrides.priceOf(question);
      if (own !== undefined) return { kind: 'priced', ...own };
      if (question.provider === 'hiapi' && hiapi !== undefined) return await hiapi.estimate(question);
      return estimateByCatalogue(question, overrides);
    },
  };
}

function estimateByCatalogue({ facts, provider, region, order }: PriceQuestion, overrides: PriceOverrides): Estimate {
  void overrides;
  const { resolution, audio, durationSec, raster } = order;
  const microUsd = mostMicroUsdOf(facts, {
    ...{ provider, resolution, audio, durationSec },
    ...(region === undefined ? {} : { region }),
    ...(raster === undefined ? {} : { raster }),
  });
  if (microUsd !== undefined) return { kind: 'priced', microUsd, basis: `catalogue` };
  return { kind: 'unpriced', say: `No price of ${facts.id} at ${resolution} is known of ${provider}.` };
}
