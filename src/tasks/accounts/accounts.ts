import type { NewVendorKey, Vendor } from '../../contract/account.js';
import { VENDOR_BASE_URLS, type VendorKeys } from '../../contract/vendor-keys.js';
import { fingerprintOf } from '../../providers/calling/fingerprint-of.js';
import { ACCOUNTS_TOPIC, readAccountRow, readAccountsVersion } from '../../store/operations/accounts.js';
import { type AccountCredential, readAccountCredentials } from '../../store/operations/accounts-credentials.js';
import type { Operation } from '../../store/statement.js';
import type { Store } from '../../store/store.js';
import { readSettings } from './account-settings.js';
import { type AccountView, type Installation, type OpenedKey, plainView } from './account-view.js';
import { readOpenedKey, writeOpenedKey } from './opened-key.js';

/** Seals a secret for one row, and opens it there; `open` throws where the installation's secret key is another than it was sealed under. */
export interface KeySeal {
  seal(secret: string, owner: string): string;
  open(sealed: string, owner: string): string;
}

/** What accounts have of their own. */
export interface Accounts {
  /** What a task of the account is lived with: as it was within the last two seconds. @throws StoreError */
  viewOf(accountId: string): Promise<AccountView>;
  /** Makes a key ready to be kept. */
  sealKey(
    accountId: string,
    vendor: Vendor,
    key: NewVendorKey,
  ): Pick<AccountCredential, 'accountId' | 'provider' | 'fingerprint' | 'baseUrl' | 'sealed'>;
}

/** What {@link createAccounts} is made of. */
export interface AccountsDeps {
  readonly store: Store;
  readonly seal: KeySeal;
  /** What everybody has who has nothing of their own. */
  readonly installation: Installation;
  /** The installation's own keys: an account's key is for the same place where nothing else is said. */
  readonly vendorKeys: VendorKeys;
  /** Ms that never jump. */
  readonly monotonicMs: () => number;
  /** Told of a key that cannot be opened. */
  readonly onTrouble?: (error: unknown) => void;
}

/** The time within which a change that another process made is seen here, if its hint is lost. */
const CHECK_MS = 2000;

/** Accounts that are remembered; more than one installation has. */
const ACCOUNTS_MAX = 50_000;

/**
 * Makes the keeper of what accounts have of their own. Every one that was read is remembered until any has changed: one counter is
 * looked at, every two seconds, whoever asks and however many they are.
 */
export function createAccounts(deps: AccountsDeps): Accounts {
  const { store, seal, installation, vendorKeys, monotonicMs, onTrouble = () => undefined } = deps;
  const known = new Map<string, AccountView>();
  const plain = plainView(installation);
  let version: number | undefined;
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  let checking: Promise<void> | undefined;
  // What was being read when something changed may be from before: it is not remembered.
  let changes = 0;

  const forget = (): void => {
    changes += 1;
    known.clear();
  };
  store.onWake((topic) => {
    if (topic !== ACCOUNTS_TOPIC) return;
    forget();
    checkedAtMs = Number.NEGATIVE_INFINITY;
  });

  async function check(): Promise<void> {
    const atMs = monotonicMs();
    const found = await store.run(readAccountsVersion);
    if (found !== version) forget();
    version = found;
    checkedAtMs = atMs;
  }

  async function load(accountId: string): Promise<AccountView> {
    const { row, credentials } = await store.run(() => readAll(accountId));
    if (row === undefined && credentials.length === 0) return plain;
    const keys = credentials.map((credential): OpenedKey => {
      const { provider, fingerprint, sealed, replacedAtMs } = credential;
      const vendor = provider as Vendor;
      try {
        const key = readOpenedKey(seal.open(sealed, ownerOf(accountId, provider, fingerprint)));
        return { vendor, fingerprint, key, isInUse: replacedAtMs === undefined };
      } catch (error) {
        // Nothing is sent in its place under another key: that would be somebody else's money.
        onTrouble(error);
        return { vendor, fingerprint, key: undefined, isInUse: replacedAtMs === undefined };
      }
    });
    const { createAccountView } = await import('./create-account-view.js');
    return createAccountView(installation, vendorKeys, readSettings(row?.settings), keys);
  }

  return {
    async viewOf(accountId) {
      if (monotonicMs() - checkedAtMs >= CHECK_MS) {
        checking ??= check().finally(() => {
          checking = undefined;
        });
        await checking;
      }
      // Nobody has ever changed anything.
      if (version === 0) return plain;
      const remembered = known.get(accountId);
      if (remembered !== undefined) return remembered;
      const before = changes;
      const view = await load(accountId);
      if (before === changes) {
        if (known.size >= ACCOUNTS_MAX) known.clear();
        known.set(accountId, view);
      }
      return view;
    },
    sealKey(accountId, vendor, { apiKey, baseUrl, rendersAtOnce, webhookSecret }) {
      const at = baseUrl ?? vendorKeys[vendor]?.baseUrl ?? VENDOR_BASE_URLS[vendor];
      const fingerprint = fingerprintOf({ apiKey, baseUrl: at });
      const key = {
        ...{ apiKey, baseUrl: at },
        ...(rendersAtOnce === undefined ? {} : { rendersAtOnce }),
        ...(webhookSecret === undefined ? {} : { webhookSecret }),
      };
      const sealed = seal.seal(writeOpenedKey(key), ownerOf(accountId, vendor, fingerprint));
      return { accountId, provider: vendor, fingerprint, baseUrl: at, sealed };
    },
  };
}

function ownerOf(accountId: string, provider: string, fingerprint: string): string {
  return `account ${accountId}, ${provider} key ${fingerprint}`;
}

function* readAll(accountId: string): Operation<{
  readonly row: { readonly settings: unknown } | undefined;
  readonly credentials: readonly AccountCredential[];
}> {
  const row = yield* readAccountRow(accountId);
  return { row, credentials: yield* readAccountCredentials(accountId) };
}
