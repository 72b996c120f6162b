import type { Account, SetAccount } from '../../contract/account.js';
import { VENDORS } from '../../contract/account.js';
import { AppError } from '../../contract/errors.js';
import { microUsdOf, usdOf } from '../../contract/money.js';
import { findModelFacts } from '../../models/catalogue.js';
import { parseAllowedAddresses } from '../../net/judge-address.js';
import {
  type AccountRow,
  insertAccount,
  listAccountRows,
  lockAccount,
  noteChange,
  readAccountRow,
  writeSettings,
} from '../../store/operations/accounts.js';
import {
  type AccountCredential,
  readAccountCredentials,
  retireCredential,
  useCredential,
} from '../../store/operations/accounts-credentials.js';
import { writeAudit } from '../../store/operations/audit.js';
import { type CapChange, readCaps, setCaps } from '../../store/operations/caps.js';
import type { Operation } from '../../store/statement.js';
import type { Store } from '../../store/store.js';
import { readRouteWord } from '../find-model.js';
import { LOCAL_MODEL } from '../local/local-model.js';
import { type AccountSettings, readSettings } from './account-settings.js';
import type { Accounts } from './accounts.js';
import { checkPublishTo } from './check-publish-to.js';

/** What setting an account takes. */
export interface SettingDeps {
  readonly store: Store;
  readonly accounts: Pick<Accounts, 'sealKey'>;
}

/** The account of whoever runs the server: it is there without having been made. */
const ALWAYS = 'default';

/**
 * Makes an account, all of it or nothing. `undefined`: there is one of this name.
 * @throws AppError `bad_usage` for a model, a route or an address that is none, StoreError
 */
export async function createAccount(
  deps: SettingDeps,
  id: string,
  change: SetAccount,
  keyId: string,
): Promise<Account | undefined> {
  const settings = changed(readSettings(undefined), change);
  const keys = sealKeys(deps, id, change);
  return deps.store.run(function* (): Operation<Account | undefined> {
    if (id === ALWAYS || !(yield* insertAccount(id, settings))) return undefined;
    yield* writeRest(id, change, keys);
    const account = yield* tellAccount(yield* lockAccount(id, ALWAYS));
    yield* writeAudit({ accountId: id, keyId, action: 'account.create', subject: 'account', after: account });
    return account;
  });
}

/** Changes an account; what is not named stays. `undefined`: there is none of this name. @throws AppError `bad_usage`, StoreError */
export async function setAccount(
  deps: SettingDeps,
  id: string,
  change: SetAccount,
  keyId: string,
): Promise<Account | undefined> {
  // Outside of the transaction, which may run again: what is wrong with it is wrong each time.
  changed(readSettings(undefined), change);
  const keys = sealKeys(deps, id, change);
  return deps.store.run(function* (): Operation<Account | undefined> {
    const row = yield* lockAccount(id, ALWAYS);
    if (row === undefined) return undefined;
    const before = yield* tellAccount(row);
    yield* writeSettings(id, changed(readSettings(row.settings), change));
    yield* writeRest(id, change, keys);
    const account = yield* tellAccount(yield* lockAccount(id, ALWAYS));
    yield* writeAudit({ accountId: id, keyId, action: 'account.set', subject: 'account', before, after: account });
    return account;
  });
}

/** An account as it is told; `undefined`: there is none of this name. */
export function* readAccount(id: string): Operation<Account | undefined> {
  const row = yield* readAccountRow(id);
  if (row === undefined && id !== ALWAYS) return undefined;
  return yield* tellAccount(row ?? { id, createdAtMs: 0, settings: {} });
}

/** Accounts by their names, from the one after `after` on. */
export function* listAccounts(after: string, limit: number): Operation<readonly Account[]> {
  const accounts: Account[] = [];
  for (const row of yield* listAccountRows(after, limit)) accounts.push(yield* tellAccount(row));
  return accounts;
}

/** Whether somebody has made an account of this name. */
export function* isAccount(id: string): Operation<boolean> {
  return id === ALWAYS || (yield* readAccountRow(id)) !== undefined;
}

/** @throws AppError `bad_usage` */
function changed(before: AccountSettings, change: SetAccount): AccountSettings {
  const { name, models, routes, ownKeysOnly, share, keepClipSec, allowAddresses, publishTo } = change;
  return {
    name: name ?? before.name,
    models: models === undefined ? before.models : models?.map(modelIdOf),
    routes: routes === undefined ? before.routes : routes?.map(checkRoute),
    ownKeysOnly: ownKeysOnly ?? before.ownKeysOnly,
    share: share ?? before.share,
    keepClipSec: keepClipSec === undefined ? before.keepClipSec : (keepClipSec ?? undefined),
    allowAddresses: allowAddresses === undefined ? before.allowAddresses : (allowAddresses ?? []).map(checkAddress),
    publishTo: publishTo === undefined ? before.publishTo : (publishTo ?? undefined),
  };
}

/** By the catalogue's id, whichever of its names it was called by: one that is never found would shut everybody out. */
function modelIdOf(model: string): string {
  const id = model === LOCAL_MODEL.id ? model : findModelFacts(model)?.id;
  if (id !== undefined) return id;
  const todo = 'firstframe models lists those that there are.';
  throw new AppError('bad_usage', `the model ${JSON.stringify(model)} is unknown`, { field: 'models', todo });
}

function checkRoute(route: string): string {
  const read = readRouteWord(route);
  const isProvider = ['local', ...VENDORS].some((provider) => provider === read?.provider);
  if (read !== undefined && isProvider && (read.vendorRoute === undefined || route.includes(':'))) return route;
  const todo = 'Give providers (local, hiapi, ark, dashscope, runway), or one of HiAPI’s own with its name: hiapi:pro.';
  throw new AppError('bad_usage', `the route ${JSON.stringify(route)} is unknown`, { field: 'routes', todo });
}

function checkAddress(entry: string): string {
  try {
    parseAllowedAddresses([entry]);
    return entry;
  } catch (cause) {
    const message = `${JSON.stringify(entry)} is neither an address nor a CIDR block`;
    throw new AppError('bad_usage', message, { field: 'allowAddresses', todo: 'Write it like 10.0.0.0/8.', cause });
  }
}

type SealedKeys = readonly (ReturnType<Accounts['sealKey']> | { readonly provider: string; readonly sealed: null })[];

function sealKeys({ accounts }: SettingDeps, id: string, { vendorKeys = {} }: SetAccount): SealedKeys {
  return VENDORS.flatMap((vendor): SealedKeys => {
    const key = vendorKeys[vendor];
    if (key === undefined) return [];
    if (key === null) return [{ provider: vendor, sealed: null }];
    if (key.webhookSecret !== undefined && vendor !== 'hiapi') {
      const todo = 'Leave it out: only HiAPI signs its callbacks.';
      throw new AppError('bad_usage', `${vendor} has no webhook secret`, { field: 'vendorKeys', todo });
    }
    return [accounts.sealKey(id, vendor, key)];
  });
}

/** What has rows of its own, keys and caps; and what is held against others' settings. */
function* writeRest(id: string, change: SetAccount, keys: SealedKeys): Operation<void> {
  const { dayUsd, monthUsd, publishTo } = change;
  if (typeof publishTo === 'string') yield* checkPublishTo(id, publishTo);
  for (const key of keys) {
    if (key.sealed === null) yield* retireCredential(id, key.provider);
    else yield* useCredential(key);
  }
  if (keys.length > 0) yield* noteChange();
  yield* setCaps(id, [
    ...(dayUsd === undefined ? [] : [capOf('day', dayUsd)]),
    ...(monthUsd === undefined ? [] : [capOf('month', monthUsd)]),
  ]);
}

function capOf(period: 'day' | 'month', usd: number | null): CapChange {
  return { subject: 'account', period, microUsd: usd === null ? undefined : microUsdOf(usd) };
}

function* tellAccount(row: AccountRow | undefined): Operation<Account> {
  if (row === undefined) throw new TypeError('an account went away under its own lock');
  const { id, createdAtMs } = row;
  const { models, routes, keepClipSec, publishTo, allowAddresses, ...rest } = readSettings(row.settings);
  const caps = yield* readCaps(id);
  const usd = (period: 'day' | 'month'): number | undefined => {
    const cap = caps.find((one) => one.subject === 'account' && one.period === period);
    return cap && usdOf(cap.microUsd);
  };
  const [dayUsd, monthUsd] = [usd('day'), usd('month')];
  const credentials = yield* readAccountCredentials(id);
  return {
    ...{ id, ...rest, allowAddresses: [...allowAddresses] },
    ...(createdAtMs === 0 ? {} : { created: Math.floor(createdAtMs / 1000) }),
    ...(models === undefined ? {} : { models: [...models] }),
    ...(routes === undefined ? {} : { routes: [...routes] }),
    ...(keepClipSec === undefined ? {} : { keepClipSec }),
    ...(publishTo === undefined ? {} : { publishTo }),
    ...(dayUsd === undefined ? {} : { dayUsd }),
    ...(monthUsd === undefined ? {} : { monthUsd }),
    vendorKeys: credentials.filter(({ replacedAtMs }) => replacedAtMs === undefined).map(toWireKey),
  };
}

function toWireKey({ provider, fingerprint, baseUrl, createdAtMs }: AccountCredential): Account['vendorKeys'][number] {
  return { provider, fingerprint, baseUrl, created: Math.floor(createdAtMs / 1000) };
}
