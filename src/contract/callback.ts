import { z } from 'zod';
import { taskSchema } from './task.js';

/** The headers of a callback. Both dialects ride on one request; an account without a secret gets none but `webhook-id`. */
export const CALLBACK_HEADERS = {
  /** HiAPI: Unix seconds, and lower-case hex of HMAC-SHA256(secret, timestamp + "." + body). */
  hiapiTimestamp: 'x-hiapi-timestamp',
  hiapiSignature: 'x-hiapi-signature',
  /** Standard Webhooks: the same for every try, Unix seconds of this one, and `v1,<base64>` for each secret that lives. */
  webhookId: 'webhook-id',
  webhookTimestamp: 'webhook-timestamp',
  webhookSignature: 'webhook-signature',
} as const;

/** Characters of a secret (HiAPI's console takes no others). */
export const WEBHOOK_SECRET_LENGTH = { min: 16, max: 256 } as const;

/** How far a callback's timestamp may be from the receiver's clock, both ways, in seconds. Wider lets a recorded one be sent again. */
export const CALLBACK_TOLERANCE_SEC = 300;

/** Most bytes of a callback's body that a receiver reads before it has checked who sent it. */
export const CALLBACK_MAX_BYTES = 1_048_576;

/**
 * The body of a callback: the ended task. Only what a receiver acts on is held to a form, and nothing else is dropped: a newer server
 * may say more, and one that is HiAPI's says less (`storage` may be missing).
 */
export const callbackTaskSchema = z.looseObject({
  ...taskSchema.pick({ taskId: true, model: true, status: true, created: true, completed: true }).shape,
  output: z
    .array(z.looseObject({ url: z.string(), type: z.string(), expireAt: z.number().optional() }))
    .optional()
    .describe('Of a success only'),
  error: z.looseObject({ code: z.string(), message: z.string() }).optional().describe('Of a fail only'),
  reference: z.string().optional(),
});

/** {@link callbackTaskSchema} */
export type CallbackTask = z.infer<typeof callbackTaskSchema>;

/** What became of one try to deliver a callback. */
export const deliveryTrySchema = z.object({
  at: z.number().int().describe('Unix milliseconds'),
  tookMs: z.number().int(),
  status: z.number().int().nullable().describe('What the receiver answered; null: no answer'),
  error: z.string().nullable().describe('One word for why it was not delivered; null: it was'),
});

/** One callback, as the log of an account shows it. */
export const deliverySchema = z.object({
  id: z.string().describe('webhook-id of every try'),
  taskId: z.string(),
  url: z.string(),
  state: z.enum(['pending', 'sending', 'delivered', 'dead']),
  tries: z.number().int().describe('Since it was owed, or replayed'),
  created: z.number().int().describe('Unix seconds'),
  ended: z.number().int().nullable().describe('Unix seconds; null while there is a try to come'),
  nextTry: z.number().int().nullable().describe('Unix seconds; null: none is due'),
  lastStatus: z.number().int().nullable(),
  lastError: z.string().nullable(),
  log: z.array(deliveryTrySchema).optional().describe('Every try, oldest first; of one callback only'),
});

/** One callback as a receiver that cannot be reached pulls it: what would have been sent, signed as it is answered. */
export const inboxItemSchema = z.object({
  id: z.string(),
  taskId: z.string(),
  cursor: z.string().describe('Ask with it for what comes after this one'),
  headers: z.record(z.string(), z.string()).describe('Content type, and both signatures, made now'),
  body: z.string().describe('The signed bytes, as UTF-8'),
});

/** A stretch of the inbox, oldest first. */
export const inboxPageSchema = z.object({
  items: z.array(inboxItemSchema),
  cursor: z.string().describe('Where to go on; the one that was asked with, when nothing came'),
});

/** {@link deliveryTrySchema} */
export type DeliveryTry = z.infer<typeof deliveryTrySchema>;
/** {@link deliverySchema} */
export type Delivery = z.infer<typeof deliverySchema>;
/** {@link inboxItemSchema} */
export type InboxItem = z.infer<typeof inboxItemSchema>;
/** {@link inboxPageSchema} */
export type InboxPage = z.infer<typeof inboxPageSchema>;
