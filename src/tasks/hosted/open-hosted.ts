import type { VendorKeys } from '../../contract/vendor-keys.js';
import type { GuardedFetch } from '../../net/guarded-fetch.js';
import { createProviders } from '../../providers/create-providers.js';
import type { Provider } from '../../providers/provider.js';
import { createPriceBook, type PriceBook } from '../money/price-book.js';
import type { PriceOverrides } from '../money/price-overrides.js';
import type { TaskModel } from '../task-model.js';
import { hostedModels } from './hosted-models.js';

/** Everything that renders at vendors take, beside the store. */
export interface Hosted {
  readonly providers: readonly Provider[];
  readonly models: readonly TaskModel[];
  readonly priceBook: PriceBook;
}

/** What it is opened with. */
export interface HostedOptions {
  readonly keys: VendorKeys;
  readonly fetch: GuardedFetch;
  /** The operator's own prices; absent: none. */
  readonly overrides?: PriceOverrides;
  readonly nowMs: () => number;
  /** Put around each provider. */
  readonly watch?: (provider: Provider) => Provider;
}

/** Makes providers, models and prices of the keys that are set. */
export function openHosted({ keys, fetch, overrides, nowMs, watch }: HostedOptions): Hosted {
  const providers = createProviders(keys, { fetch, nowMs, ...(watch === undefined ? {} : { watch }) });
  const priceBook = createPriceBook({
    ...{ fetch, nowMs },
    ...(keys.hiapi === undefined ? {} : { hiapiBaseUrl: keys.hiapi.baseUrl }),
    ...(overrides === undefined ? {} : { overrides }),
  });
  return { providers, models: hostedModels(providers), priceBook };
}
