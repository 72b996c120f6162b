import { VENDORS } from '../../contract/account.js';
import type { VendorKeys } from '../../contract/vendor-keys.js';
import { isPrivateHost } from '../../net/is-private-host.js';
import { createProviders } from '../../providers/create-providers.js';
import type { Provider } from '../../providers/provider.js';
import { createPriceBook, type PriceBook } from '../money/price-book.js';
import { hostedModels } from '../hosted/hosted-models.js';
import type { TaskModel } from '../task-model.js';
import type { AccountSettings } from './account-settings.js';
import type { AccountView, Installation, OpenedKey } from './account-view.js';

/**
 * Makes what an account sees: its own keys in place of the installation's, and of these none where it may spend on its own alone. A key
 * of its own that cannot be opened closes its provider.
 */
export function createAccountView(
  installation: Installation,
  vendorKeys: VendorKeys,
  settings: AccountSettings,
  keys: readonly OpenedKey[],
): AccountView {
  const inUse = keys.filter(({ isInUse }) => isInUse);
  const taken = new Set<string>(inUse.map(({ vendor }) => vendor));
  const isShared = (id: string): boolean =>
    !taken.has(id) && !(settings.ownKeysOnly && installation.providers.get(id)?.isFreeToRepeat !== true);
  const ownProviders = inUse.flatMap((key) => providerFor(key, installation));
  const providers = new Map(
    [...installation.providers.values()]
      .filter(({ id }) => isShared(id))
      .concat(ownProviders)
      .sort((one, other) => rankOf(one.id) - rankOf(other.id))
      .map((provider) => [provider.id, provider]),
  );
  const models = [...installation.models.filter(({ provider }) => isShared(provider)), ...modelsOf(ownProviders)].sort(
    (one, other) => rankOf(one.provider) - rankOf(other.provider),
  );
  const { allowAddresses, keepClipMs } = installation;
  return {
    ...{ models, providers },
    priceBook: priceBookFor(installation, vendorKeys, inUse),
    stillUrls: stillUrlsFor(installation, inUse),
    allowAddresses: [...allowAddresses, ...settings.allowAddresses],
    keepClipMs: settings.keepClipSec === undefined ? keepClipMs : settings.keepClipSec * 1000,
    own: { settings, sentUnder: sentUnder(installation, keys) },
  };
}

/** The order in which providers are tried where no route is named: what this machine makes first. */
function rankOf(id: string): number {
  return VENDORS.findIndex((vendor) => vendor === id);
}

function providerFor({ vendor, key }: OpenedKey, net: Installation): readonly Provider[] {
  return key === undefined ? [] : createProviders({ [vendor]: key }, net);
}

/** They differ by provider and region, and not by whose the key is. */
const modelsByProvider = new Map<string, readonly TaskModel[]>();

function modelsOf(providers: readonly Provider[]): readonly TaskModel[] {
  return providers.flatMap((provider) => {
    const name = `${provider.id} ${provider.region ?? ''}`;
    const models = modelsByProvider.get(name) ?? hostedModels([provider]);
    modelsByProvider.set(name, models);
    return models;
  });
}

/** One for each place that has a live list, whoever asks there: it remembers what it was told. */
const books = new WeakMap<Installation, Map<string | undefined, PriceBook>>();

function priceBookFor(
  installation: Installation,
  vendorKeys: VendorKeys,
  inUse: readonly OpenedKey[],
): AccountView['priceBook'] {
  const own = inUse.find(({ vendor }) => vendor === 'hiapi');
  const isThere = Object.keys(vendorKeys).length > 0;
  const shared = vendorKeys.hiapi?.baseUrl;
  const hiapiBaseUrl = own === undefined ? shared : own.key?.baseUrl;
  if (inUse.length === 0 || (isThere && hiapiBaseUrl === shared)) return installation.priceBook;
  const made = books.get(installation) ?? new Map<string | undefined, PriceBook>();
  books.set(installation, made);
  const { fetch, nowMs, priceOverrides: overrides } = installation;
  const book =
    made.get(hiapiBaseUrl) ??
    createPriceBook({
      ...{ fetch, nowMs },
      ...(hiapiBaseUrl === undefined ? {} : { hiapiBaseUrl }),
      ...(overrides === undefined ? {} : { overrides }),
    });
  made.set(hiapiBaseUrl, book);
  return book;
}

/** A private address of ours proves nothing to a vendor on the internet, whosever key it is called with. */
function stillUrlsFor({ stillUrls }: Installation, inUse: readonly OpenedKey[]): AccountView['stillUrls'] {
  if (stillUrls?.isTrusted !== true) return stillUrls;
  const isTrusted = inUse.every(({ key }) => key === undefined || isPrivateHost(key.baseUrl));
  return { ...stillUrls, isTrusted };
}

/** Providers are made when they are asked for: most replaced keys never are. */
function sentUnder(installation: Installation, keys: readonly OpenedKey[]): AccountView['own']['sentUnder'] {
  const made = new Map<string, Provider | undefined>();
  return (provider, fingerprint) => {
    const shared = installation.providers.get(provider);
    if (shared?.credential === fingerprint) return shared;
    const name = `${provider} ${fingerprint}`;
    if (!made.has(name)) {
      const key = keys.find((one) => one.vendor === provider && one.fingerprint === fingerprint);
      made.set(name, key && providerFor(key, installation)[0]);
    }
    return made.get(name);
  };
}
