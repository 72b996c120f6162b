import type { CreateApiKey } from '../../contract/api-key.js';
import { microUsdOf } from '../../contract/money.js';
import { type ApiKeyRecord, insertApiKey, type NewApiKey } from '../../store/operations/api-keys.js';
import { writeAudit } from '../../store/operations/audit.js';
import { setCaps } from '../../store/operations/caps.js';
import type { Operation } from '../../store/statement.js';
import type { Store } from '../../store/store.js';
import { hashKey, makeKey } from './make-key.js';

/** A key that was just made; `key` is written down nowhere. */
export interface CreatedKey {
  readonly key: string;
  readonly record: ApiKeyRecord;
}

/** Makes a key for an account. @throws StoreError */
export async function createKey(
  { store, newId }: { readonly store: Store; readonly newId: () => string },
  accountId: string,
  { name, scopes, requestsPerMinute, tasksInFlight, maxUsd }: CreateApiKey,
  byKeyId = 'system',
): Promise<CreatedKey> {
  const key = makeKey();
  const id = `key-${newId()}`;
  const hash = hashKey(key);
  const made = { id, accountId, hash, name, scopes: [...new Set(scopes)], requestsPerMinute, tasksInFlight };
  const record = await store.run(() => insertCapped(made, maxUsd, byKeyId));
  return { key, record };
}

/** The key and its cap in one transaction: it never works without. */
function* insertCapped(key: NewApiKey, maxUsd: number | undefined, byKeyId: string): Operation<ApiKeyRecord> {
  const record = yield* insertApiKey(key);
  if (maxUsd !== undefined) {
    yield* setCaps(key.accountId, [{ subject: `key:${key.id}`, period: 'total', microUsd: microUsdOf(maxUsd) }]);
  }
  const { id: subject, accountId, name, scopes, requestsPerMinute, tasksInFlight } = key;
  const after = { name, scopes, requestsPerMinute, tasksInFlight, maxUsd };
  yield* writeAudit({ accountId, keyId: byKeyId, action: 'key.create', subject, after });
  return record;
}
