import type { GuardedFetch } from '../../net/guarded-fetch.js';
import type { Estimate, PriceQuestion } from './price-book.js';

/** HiAPI's public price list, kept for a while. */
export interface HiapiPrices {
  /** Never rejects. */
  estimate(question: PriceQuestion): Promise<Estimate>;
}

/** Makes {@link HiapiPrices}. */
export function createHiapiPrices(options: {
  readonly fetch: GuardedFetch;
  readonly baseUrl: string;
  readonly nowMs: () => number;
}): HiapiPrices {
  void options;
  return { estimate: () => Promise.resolve({ kind: 'unpriced', say: 'HiAPI was not asked.' }) };
}
