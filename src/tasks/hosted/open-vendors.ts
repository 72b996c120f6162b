import type { VendorKeys } from '../../contract/vendor-keys.js';
import { NO_OVERRIDES } from '../money/no-overrides.js';
import type { PriceOverrides } from '../money/price-overrides.js';
import type { Hosted, HostedOptions } from './open-hosted.js';

const NO_VENDORS: Hosted = {
  providers: [],
  models: [],
  priceBook: {
    overrides: NO_OVERRIDES,
    estimate: () => Promise.resolve({ kind: 'unpriced', say: 'No provider is configured here.' }),
  },
};

/** Opens whatever keys are set for. Nothing of adapters and catalogue is loaded where none is. */
export async function openVendors(
  keys: VendorKeys,
  overrides: PriceOverrides | undefined,
  net: Pick<HostedOptions, 'fetch' | 'nowMs' | 'watch'>,
): Promise<Hosted> {
  if (Object.keys(keys).length === 0) return NO_VENDORS;
  const { openHosted } = await import('./open-hosted.js');
  return openHosted({ ...net, keys, ...(overrides === undefined ? {} : { overrides }) });
}
