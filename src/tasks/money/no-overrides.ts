import type { PriceOverrides } from './price-overrides.js';

/** Of an operator without a file. By itself, so that who has no vendors does not load what reads one. */
export const NO_OVERRIDES: PriceOverrides = { priceOf: () => undefined, rateOf: () => undefined };
