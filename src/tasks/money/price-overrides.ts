import type { PriceQuestion } from './price-book.js';

/** What an operator's prices file says. */
export interface PriceOverrides {
  /** The price of a render in whole micro-dollars, rounded up; `undefined`: the file has none for it. */
  priceOf(question: PriceQuestion): { readonly microUsd: number; readonly basis: string } | undefined;
  /** What a unit of another currency is in dollars: `CNY`. `undefined`: the file does not say. */
  rateOf(currency: string): number | undefined;
}

/** Of an operator without a file. */
export const NO_OVERRIDES: PriceOverrides = { priceOf: () => undefined, rateOf: () => undefined };
