import { z } from 'zod';
import type { ModelFacts } from '../../models/model-facts.js';
import type { Provider } from '../../providers/provider.js';
import { actualMicroUsd } from '../money/actual-micro-usd.js';
import type { PriceOverrides } from '../money/price-overrides.js';

/** What a vendor says of a clip that nobody here has ordered. */
export interface ToldClip {
  /** The catalogue's; `undefined`: the model is not in it. */
  readonly facts: ModelFacts | undefined;
  readonly provider: Provider;
  readonly vendorRoute?: string;
  /** The facts of a list or a poll. */
  readonly said: unknown;
  readonly overrides: PriceOverrides;
}

const saidSchema = z
  .object({
    totalTokens: z.number().positive().optional().catch(undefined),
    billedSec: z.number().positive().optional().catch(undefined),
    billedResolution: z.string().optional().catch(undefined),
    durationSec: z.number().positive().optional().catch(undefined),
    resolution: z.string().optional().catch(undefined),
    audio: z.boolean().optional().catch(undefined),
  })
  .catch({});

/** Stands for “as estimated”: there is no estimate of what was ordered elsewhere. */
const NOT_TOLD = { microUsd: -1, basis: '' };

/**
 * What an adopted clip cost, as far as its vendor tells: a bill, or what it counted (tokens, seconds) at the price of these.
 * `undefined`: it tells neither; nothing is guessed.
 */
export function toldCostOf({
  facts,
  provider,
  vendorRoute,
  said,
  overrides,
}: ToldClip): { readonly microUsd: number; readonly basis: string } | undefined {
  const billed = provider.billedMicroUsd?.(said);
  if (billed !== undefined && Number.isSafeInteger(billed) && billed >= 0) {
    return { microUsd: billed, basis: `billed by ${provider.id}` };
  }
  const { totalTokens, billedSec, billedResolution, durationSec = billedSec, ...rest } = saidSchema.parse(said);
  const resolution = rest.resolution ?? billedResolution;
  if (facts === undefined || durationSec === undefined || resolution === undefined) return undefined;
  if (totalTokens === undefined && billedSec === undefined) return undefined;
  const order = {
    ...({ model: facts.id, prompt: '', frames: 'none', durationSec, resolution, aspectRatio: 'adaptive' } as const),
    ...{ audio: rest.audio ?? true, promptExtend: false, returnLastFrame: false },
  };
  const route = vendorRoute === undefined ? {} : { route: vendorRoute };
  const told = actualMicroUsd({ facts, provider, ...route, order, said, estimate: NOT_TOLD, overrides });
  return told.microUsd === NOT_TOLD.microUsd ? undefined : told;
}
