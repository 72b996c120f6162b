import type { ModelOrder } from '../../contract/model-order.js';
import type { ModelFacts } from '../../models/model-facts.js';
import { foreignPriceOf, microUsdOfTokens, mostMicroUsdOf, mostTokensOf, priceOf } from '../../models/price-of.js';
import type { GuardedFetch } from '../../net/guarded-fetch.js';
import { createHiapiPrices } from './hiapi-prices.js';
import { NO_OVERRIDES } from './no-overrides.js';
import type { PriceOverrides } from './price-overrides.js';

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
  /** `say`: why, as full sentences. What to do about it is told by who asks; but where a rate is needed, that is said. */
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
      if (question.provider !== 'hiapi' || hiapi === undefined) return estimateByCatalogue(question, overrides);
      const live = await hiapi.estimate(question);
      if (live.kind === 'priced') return live;
      const listed = estimateByCatalogue(question, overrides);
      return listed.kind === 'priced' ? listed : live;
    },
  };
}

function estimateByCatalogue(question: PriceQuestion, overrides: PriceOverrides): Estimate {
  const { facts, provider, region, order } = question;
  const { resolution, audio, durationSec, raster } = order;
  const clip = {
    ...{ provider, resolution, audio, durationSec },
    ...(region === undefined ? {} : { region }),
    ...(raster === undefined ? {} : { raster }),
  };
  const microUsd = mostMicroUsdOf(facts, clip);
  if (microUsd !== undefined) return { kind: 'priced', microUsd, basis: `catalogue: ${priceOf(facts, clip)?.source}` };
  const foreign = foreignPriceOf(facts, clip);
  const where = region === undefined ? provider : `${provider} (${region})`;
  if (foreign === undefined) {
    return { kind: 'unpriced', say: `Nobody has published what ${facts.id} costs at ${resolution} at ${where}.` };
  }
  const { currency, perMillionTokens, source } = foreign;
  const rate = overrides.rateOf(currency);
  if (rate === undefined) {
    const say =
      `What ${where} bills for ${facts.id} is in ${currency}, and nobody has said what that is in dollars: ` +
      `{"rates": {"${currency}": …}} in the file that FIRSTFRAME_PRICES names does.`;
    return { kind: 'unpriced', say };
  }
  const most = microUsdOfTokens(mostTokensOf(facts, clip), perMillionTokens * rate);
  return { kind: 'priced', microUsd: most, basis: `catalogue: ${source}, at ${rate} dollars a ${currency}` };
}
