import { z } from 'zod';
import { API_KEY_SCOPES, type ApiKeyScope } from '../../contract/api-key.js';
import { NOW, type Operation, type Row, sql, wake } from '../statement.js';

/** A key as it is kept: the hash of it, never the key. */
export interface ApiKeyRecord {
  readonly id: string;
  readonly accountId: string;
  /** SHA-256 of the key, hex. */
  readonly hash: string;
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly requestsPerMinute: number | undefined;
  readonly tasksInFlight: number | undefined;
  readonly createdAtMs: number;
  /** `undefined`: it works. */
  readonly revokedAtMs: number | undefined;
}

/** The topic that is woken when a key stops working. */
export const API_KEYS_TOPIC = 'api-keys';

/** A key about to be made. */
export type NewApiKey = Omit<ApiKeyRecord, 'createdAtMs' | 'revokedAtMs'>;

/** Writes a key. */
export function* insertApiKey(key: NewApiKey): Operation<ApiKeyRecord> {
  const rows = yield sql`
    INSERT INTO api_keys (id, account_id, hash, name, scopes, requests_per_minute, tasks_in_flight, created_at)
    VALUES (${key.id}, ${key.accountId}, ${key.hash}, ${key.name}, ${JSON.stringify(key.scopes)},
      ${key.requestsPerMinute ?? null}, ${key.tasksInFlight ?? null}, ${NOW})
    RETURNING ${API_KEY_COLUMNS}`;
  return toApiKeyRecord(rows[0] ?? {});
}

/** The key of this hash, of whatever account, as long as it works. */
export function* findApiKey(hash: string): Operation<ApiKeyRecord | undefined> {
  const [row] = yield sql`SELECT ${API_KEY_COLUMNS} FROM api_keys WHERE hash = ${hash} AND revoked_at IS NULL`;
  return row === undefined ? undefined : toApiKeyRecord(row);
}

/** Every key of an account, newest first, the revoked ones too. */
export function* listApiKeys(accountId: string): Operation<readonly ApiKeyRecord[]> {
  const rows = yield sql`SELECT ${API_KEY_COLUMNS} FROM api_keys WHERE account_id = ${accountId} ORDER BY id DESC`;
  return rows.map(toApiKeyRecord);
}

/** Ends a key; a second time it changes nothing. `undefined`: the account has no such key. */
export function* revokeApiKey(accountId: string, id: string): Operation<ApiKeyRecord | undefined> {
  const [row] = yield sql`
    UPDATE api_keys SET revoked_at = COALESCE(revoked_at, ${NOW}) WHERE id = ${id} AND account_id = ${accountId}
    RETURNING ${API_KEY_COLUMNS}`;
  if (row === undefined) return undefined;
  yield wake(API_KEYS_TOPIC);
  return toApiKeyRecord(row);
}

const API_KEY_COLUMNS = sql`id, account_id, hash, name, scopes, requests_per_minute, tasks_in_flight, created_at, revoked_at`;

const rowSchema = z.object({
  id: z.string(),
  account_id: z.string(),
  hash: z.string(),
  name: z.string(),
  scopes: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(z.enum(API_KEY_SCOPES))),
  requests_per_minute: z.number().nullable(),
  tasks_in_flight: z.number().nullable(),
  created_at: z.number(),
  revoked_at: z.number().nullable(),
});

function toApiKeyRecord(row: Row): ApiKeyRecord {
  const read = rowSchema.parse(row);
  return {
    id: read.id,
    accountId: read.account_id,
    hash: read.hash,
    name: read.name,
    scopes: read.scopes,
    requestsPerMinute: read.requests_per_minute ?? undefined,
    tasksInFlight: read.tasks_in_flight ?? undefined,
    createdAtMs: read.created_at,
    revokedAtMs: read.revoked_at ?? undefined,
  };
}
