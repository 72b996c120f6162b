import type { CreateApiKey } from '../../contract/api-key.js';
import { type ApiKeyRecord, insertApiKey } from '../../store/operations/api-keys.js';
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
  { name, scopes, requestsPerMinute, tasksInFlight }: CreateApiKey,
): Promise<CreatedKey> {
  const key = makeKey();
  const id = `key-${newId()}`;
  const hash = hashKey(key);
  const record = await store.run(() =>
    insertApiKey({ id, accountId, hash, name, scopes: [...new Set(scopes)], requestsPerMinute, tasksInFlight }),
  );
  return { key, record };
}
