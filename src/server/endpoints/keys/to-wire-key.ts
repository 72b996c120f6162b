import type { ApiKey } from '../../../contract/api-key.js';
import type { ApiKeyRecord } from '../../../store/operations/api-keys.js';

/** A key as it is listed. */
export function toWireKey(record: ApiKeyRecord): ApiKey {
  const { id, name, scopes, requestsPerMinute, tasksInFlight, createdAtMs, revokedAtMs } = record;
  return {
    id,
    name,
    scopes: [...scopes],
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(tasksInFlight === undefined ? {} : { tasksInFlight }),
    created: Math.floor(createdAtMs / 1000),
    ...(revokedAtMs === undefined ? {} : { revoked: Math.floor(revokedAtMs / 1000) }),
  };
}
