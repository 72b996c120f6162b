import { z } from 'zod';
import { type Delivery, deliverySchema, type InboxPage, inboxPageSchema } from '../contract/callback.js';
import type { CallOptions } from './client.js';
import type { Sender } from './send.js';

const deliveryPageSchema = z.object({
  page: z.number(),
  size: z.number(),
  total: z.number(),
  callbacks: z.array(deliverySchema),
});

const SECRET_PATH = '/v1/webhook-secret';

/** A page of the log, newest first. */
export type DeliveryPage = z.output<typeof deliveryPageSchema>;

/** The account's callbacks. */
export interface CallbackCalls {
  list(options?: CallOptions & { readonly page?: number; readonly size?: number }): Promise<DeliveryPage>;
  /** Sends one again, with the same id and a new timestamp. */
  replay(deliveryId: string, options?: CallOptions): Promise<Delivery>;
  /**
   * What came after `cursor`, oldest first, for a receiver that cannot be reached; without one, from the beginning; after `end`, only
   * what is still to come. `waitSec`, up to 30: how long to wait where there is nothing yet.
   */
  inbox(options?: CallOptions & { readonly cursor?: string; readonly waitSec?: number }): Promise<InboxPage>;
  /** Gives callbacks a new secret, the answer's; the one before signs beside it for a day. Without `secret` one is made. */
  rotateSecret(options?: CallOptions & { readonly secret?: string }): Promise<string>;
  /** Takes every secret away: callbacks go unsigned. */
  removeSecret(options?: CallOptions): Promise<void>;
}

/** Makes {@link CallbackCalls}. */
export function createCallbackCalls(sender: Sender): CallbackCalls {
  return {
    list: ({ page, size, signal } = {}) =>
      sender.ask({ path: withQuery('/v1/callbacks', { page, size }), isRepeatable: true, signal }, deliveryPageSchema),
    replay: (deliveryId, { signal } = {}) => {
      const path = `/v1/callbacks/${encodeURIComponent(deliveryId)}/replay`;
      return sender.ask({ method: 'POST', path, signal }, deliverySchema);
    },
    inbox: ({ cursor, waitSec, signal } = {}) => {
      const path = withQuery('/v1/callbacks/inbox', { after: cursor, wait: waitSec });
      return sender.ask({ path, isRepeatable: true, signal }, inboxPageSchema);
    },
    async rotateSecret({ secret, signal } = {}) {
      const body = JSON.stringify(secret === undefined ? {} : { secret });
      const call = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: () => body,
        signal,
      } as const;
      return (await sender.ask({ ...call, path: SECRET_PATH }, z.object({ secret: z.string() }))).secret;
    },
    async removeSecret({ signal } = {}) {
      await sender.ask({ method: 'DELETE', path: SECRET_PATH, isRepeatable: true, signal }, z.unknown());
    },
  };
}

function withQuery(path: string, fields: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
