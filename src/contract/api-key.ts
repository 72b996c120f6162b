import { z } from 'zod';

/** What a key begins with, so that a scanner of leaked secrets knows it. */
export const API_KEY_PREFIX = 'sk-ff-';

/** What a key may do. `admin` may do all; `create` may read too, for whoever makes a task has to follow it. */
export const API_KEY_SCOPES = ['create', 'read', 'admin'] as const;

/** {@link API_KEY_SCOPES} */
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** Body of `POST /v1/keys`. */
export const createApiKeySchema = z.strictObject({
  account: z
    .string()
    .max(100)
    .optional()
    .describe('Whose it is: the operator only; absent: the account of who makes it'),
  name: z.string().min(1).max(100).describe('For people: who uses it'),
  scopes: z
    .array(z.enum(API_KEY_SCOPES))
    .min(1)
    .default(['create', 'read'])
    .describe('admin may do all; create may read too'),
  requestsPerMinute: z.number().int().min(1).max(1_000_000).optional().describe('Absent: no limit'),
  tasksInFlight: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Tasks that have not ended; absent: no limit'),
  maxUsd: z
    .number()
    .nonnegative()
    .max(1e9)
    .optional()
    .describe('What its tasks may cost in all, in dollars; absent: no cap. PUT /v1/caps changes it'),
});

/** A key as it is listed: never the key itself. */
export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(API_KEY_SCOPES)),
  requestsPerMinute: z.number().int().optional(),
  tasksInFlight: z.number().int().optional(),
  created: z.number().int().describe('Unix seconds'),
  revoked: z.number().int().optional().describe('Unix seconds; absent: it works'),
});

/** A key that was just made: the one time that it is told. */
export const createdApiKeySchema = apiKeySchema.extend({ key: z.string().describe('Shown this once') });

/** {@link createApiKeySchema}, once parsed. */
export type CreateApiKey = z.infer<typeof createApiKeySchema>;
/** {@link apiKeySchema} */
export type ApiKey = z.infer<typeof apiKeySchema>;
/** {@link createdApiKeySchema} */
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>;
