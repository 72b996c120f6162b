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

/** A page of the log, newest first. */
export type DeliveryPage = z.output<typeof deliveryPageSchema>;

/** The account's callbacks. */
export interface CallbackCalls {
  list(options?: CallOptions & { readonly page?: number; readonly size?: number }): Promise<DeliveryPage>;
  /** Sends one again, with the same id and a new timestamp. */
  replay(deliveryId: string, options?: CallOptions): Promise<Delivery>;
  /** What came after `cursor`, oldest first, for a receiver that cannot be reached; without one, from the beginning. */
  inbox(options?: CallOptions & { readonly cursor?: string; readonly waitSec?: number }): Promise<InboxPage>;
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
  };
}

function withQuery(path: string, fields: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
