import type { Delivery } from '../contract/callback.js';
import type { DeliveryRecord, DeliveryTryRecord } from '../store/operations/delivery-log.js';

/** A callback as `GET /v1/callbacks` shows it; `log` where one alone was asked for. */
export function toWireDelivery(record: DeliveryRecord & { readonly log?: readonly DeliveryTryRecord[] }): Delivery {
  const { id, taskId, url, state, tries } = record;
  return {
    id,
    taskId,
    url,
    state,
    tries,
    created: toSec(record.createdAtMs),
    ended: record.endedAtMs === undefined ? null : toSec(record.endedAtMs),
    nextTry: state === 'pending' ? toSec(record.dueAtMs) : null,
    lastStatus: record.lastStatus ?? null,
    lastError: record.lastError ?? null,
    ...(record.log === undefined
      ? {}
      : {
          log: record.log.map(({ atMs, tookMs, status, error }) => ({
            at: atMs,
            tookMs,
            status: status ?? null,
            error: error ?? null,
          })),
        }),
  };
}

function toSec(ms: number): number {
  return Math.floor(ms / 1000);
}
