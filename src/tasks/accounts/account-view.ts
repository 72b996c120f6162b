import type { Vendor } from '../../contract/account.js';
import type { Provider } from '../../providers/provider.js';
import type { GuardedFetch } from '../../net/guarded-fetch.js';
import type { PriceOverrides } from '../money/price-overrides.js';
import type { TaskDeps } from '../task-deps.js';
import { type AccountSettings, readSettings } from './account-settings.js';
import type { SealedKeyContent } from './opened-key.js';

/** What an account has of its own, beside what takes the place of the installation's. */
export interface OwnView {
  readonly settings: AccountSettings;
  /** Who sends to a provider under the key of this fingerprint: its own, one that was replaced, or the installation's. */
  sentUnder(provider: string, fingerprint: string): Provider | undefined;
}

/** What takes the place of the installation's for an account; see `inAccount`. */
export interface AccountView extends Pick<TaskDeps, InstallationPart> {
  readonly own: OwnView;
}

type InstallationPart = 'models' | 'providers' | 'priceBook' | 'stillUrls' | 'allowAddresses' | 'keepClipMs';

/** What everybody has who has nothing of their own, and what an account's own is made with. */
export interface Installation extends Pick<TaskDeps, InstallationPart> {
  readonly fetch: GuardedFetch;
  readonly nowMs: () => number;
  /** Put around each provider of an account's own. */
  readonly watch?: (provider: Provider) => Provider;
  /** The operator's own prices, for books of other places than the installation's. */
  readonly priceOverrides?: PriceOverrides | undefined;
}

/** A key of an account's; `key` is `undefined` where it cannot be opened. */
export interface OpenedKey {
  readonly vendor: Vendor;
  readonly fingerprint: string;
  readonly key: SealedKeyContent | undefined;
  readonly isInUse: boolean;
}

/** The view of an account that has nothing of its own. */
export function plainView(installation: Installation): AccountView {
  const { models, providers, priceBook, stillUrls, allowAddresses, keepClipMs } = installation;
  const own: OwnView = { settings: readSettings(undefined), sentUnder: (provider) => providers.get(provider) };
  return { models, providers, priceBook, stillUrls, allowAddresses, keepClipMs, own };
}
