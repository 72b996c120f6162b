import { z } from 'zod';
import { ceilMicroUsd } from '../../contract/money.js';
import type { ModelOrder } from '../../contract/model-order.js';
import type { ModelFacts } from '../../models/model-facts.js';
import { foreignPriceOf, microUsdOfTokens, priceOf } from '../../models/price-of.js';
import type { Provider } from '../../providers/provider.js';
import type { PriceOverrides } from './price-overrides.js';

/** A render that is done. */
export interface DoneRender {
  /** The catalogue's. */
  readonly facts: ModelFacts;
  readonly provider: Pick<Provider, 'id' | 'region' | 'billedMicroUsd'>;
  /** The vendor's own route (`pro`); absent: its default. */
  readonly route?: string;
  readonly order: ModelOrder;
  /** What the last poll said: its `facts`. */
  readonly said: unknown;
  /** What was held for it. */
  readonly estimate: { readonly microUsd: number; readonly basis: string };
  readonly overrides: PriceOverrides;
}

/** Numbers that a vendor counts a render by. What is none counts as not said. */
const countsSchema = z
  .object({
    totalTokens: z.number().int().positive().max(1e12).optional().catch(undefined),
    billedSec: z.number().positive().max(86_400).optional().catch(undefined),
    billedResolution: z.string().optional().catch(undefined),
  })
  .catch({});

/**
 * What a finished render cost, in whole micro-dollars, and by whose word: the vendor's own bill; else the operator's price, for who
 * has agreed on one; else what the vendor counted (Ark's tokens, DashScope's seconds) at its published price; else what it was to cost.
 */
export function actualMicroUsd(render: DoneRender): { readonly microUsd: number; readonly basis: string } {
  const { facts, provider, route, order, said, estimate, overrides } = render;
  const billed = provider.billedMicroUsd?.(said);
  // A bill below nothing, or with a fraction, is none: it would make room under caps.
  if (billed !== undefined && Number.isSafeInteger(billed) && billed >= 0)
    return { microUsd: billed, basis: `billed by ${provider.id}` };
  const { totalTokens, billedSec, billedResolution } = countsSchema.parse(said);
  const region = provider.region === undefined ? {} : { region: provider.region };
  const seconds = billedSec ?? order.durationSec;
  const own = overrides.priceOf({
    ...{ facts, provider: provider.id, order: { ...order, durationSec: seconds }, ...region },
    ...(route === undefined ? {} : { route }),
  });
  if (own !== undefined) return own;
  const question = {
    provider: provider.id,
    resolution: billedResolution ?? order.resolution,
    audio: order.audio,
    ...region,
  };
  const price = priceOf(facts, question);
  if (totalTokens !== undefined) {
    const foreign = foreignPriceOf(facts, question);
    const worth = foreign === undefined ? undefined : overrides.rateOf(foreign.currency);
    const rate =
      price?.usdPerMillionTokens ??
      (worth === undefined || foreign === undefined ? undefined : foreign.perMillionTokens * worth);
    const source = price?.source ?? foreign?.source ?? '';
    if (rate !== undefined) {
      return {
        microUsd: microUsdOfTokens(totalTokens, rate),
        basis: `${totalTokens} tokens counted by ${provider.id}, ${source}`,
      };
    }
  }
  if (billedSec !== undefined && price !== undefined && price.usdPerMillionTokens === undefined) {
    return {
      microUsd: ceilMicroUsd(price.usdPerSec * billedSec),
      basis: `${billedSec} s counted by ${provider.id}, ${price.source}`,
    };
  }
  return { microUsd: estimate.microUsd, basis: `as estimated: ${estimate.basis}` };
}
