import { timingSafeEqual } from 'node:crypto';
import { API_KEYS_TOPIC, type ApiKeyRecord, findApiKey } from '../../store/operations/api-keys.js';
import type { Store } from '../../store/store.js';
import { type Identity, impliedScopes, OWNER } from '../identity.js';
import { hashKey } from './make-key.js';

/** Knows whose a key is. */
export interface Keyring {
  /**
   * Whom an `Authorization` header stands for; `undefined` where there is none, or the key is unknown or revoked.
   * @throws StoreError
   */
  check(authorization: string | null): Promise<Identity | undefined>;
  /** Ends the listening for revoked keys. */
  close(): void;
}

/** What a keyring works with. */
export interface KeyringDeps {
  readonly store: Store;
  /** The operator's own key (FIRSTFRAME_ADMIN_KEY): admin of the account `default`; it is in no table and cannot be revoked. */
  readonly adminKey?: string;
  /** Ms that never jump. */
  readonly monotonicMs?: () => number;
}

/**
 * A check is good for this long: the time within which a key that another process revoked stops working here, if its hint is lost. Where
 * this process alone owns the store it is good until a key is revoked: nobody else does, and its own hint is never lost.
 */
const CHECK_MS = { postgres: 2000, sqlite: Number.POSITIVE_INFINITY };

/** Checks that are remembered; more keys than one installation has. */
const CHECKS_MAX = 50_000;

/** Characters of a header that can be a key's; a longer one is not even hashed. */
const HEADER_MAX = 300;

/** A keyring over the keys of a store. */
export function createKeyring({ store, adminKey, monotonicMs = () => performance.now() }: KeyringDeps): Keyring {
  const checked = new Map<string, { readonly identity: Identity; readonly atMs: number }>();
  // A check that was under way when a key was revoked may have read the row before: it is not remembered.
  let revocations = 0;
  const stop = store.onWake((topic) => {
    if (topic !== API_KEYS_TOPIC) return;
    revocations += 1;
    checked.clear();
  });
  const adminHash = adminKey === undefined ? undefined : hashKey(adminKey);
  const admin: Identity = { ...OWNER, keyId: 'admin' };

  async function look(hash: string): Promise<Identity | undefined> {
    const atMs = monotonicMs();
    const before = revocations;
    const record = await store.runOne(() => findApiKey(hash));
    if (record === undefined || !isSame(record.hash, hash)) return undefined;
    const identity = identityOf(record);
    if (before !== revocations) return identity;
    if (checked.size >= CHECKS_MAX) checked.clear();
    checked.set(hash, { identity, atMs });
    return identity;
  }

  return {
    async check(authorization) {
      const key = keyOf(authorization);
      if (key === undefined) return undefined;
      const hash = hashKey(key);
      if (adminHash !== undefined && isSame(adminHash, hash)) return admin;
      const known = checked.get(hash);
      if (known !== undefined && monotonicMs() - known.atMs < CHECK_MS[store.kind]) return known.identity;
      checked.delete(hash);
      return look(hash);
    },
    close: stop,
  };
}

/** The key in `Bearer …`, in whatever case the word is. */
function keyOf(authorization: string | null): string | undefined {
  if (authorization === null || authorization.length > HEADER_MAX) return undefined;
  return /^bearer +([^\s]+) *$/i.exec(authorization)?.[1];
}

/** Takes the same time wherever two hashes differ. */
function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function identityOf(record: ApiKeyRecord): Identity {
  return {
    accountId: record.accountId,
    keyId: record.id,
    scopes: impliedScopes(record.scopes),
    requestsPerMinute: record.requestsPerMinute,
    tasksInFlight: record.tasksInFlight,
  };
}
