import { z } from 'zod';

/** Ids that one promote or delete may name (HiAPI's limit). */
export const STORAGE_IDS_MAX = 50;

/** Why an output was not promoted or deleted: HiAPI's words. */
export const STORAGE_REFUSALS = [
  'not_owned',
  'insufficient',
  'cap_exceeded',
  'not_promotable',
  'already_deleted',
  'storage_op_pending',
] as const;

/** {@link STORAGE_REFUSALS} */
export type StorageRefusal = (typeof STORAGE_REFUSALS)[number];

/** One stored output of `GET /v1/storages`. */
export const storageSchema = z.object({
  id: z.string().describe('A whole number as text'),
  storage_tier: z.enum(['temp', 'persistent']),
  taskId: z.string(),
  type: z.string().describe('As in the task: video, first_frame…'),
  url: z.string().describe('Signed, expiring'),
  sizeBytes: z.number().int().nonnegative(),
  mediaType: z.string(),
  created: z.number().int().describe('Unix seconds'),
  expireAt: z.number().int().optional().describe('Unix seconds, when the bytes go; absent: they stay'),
});

/** A page of them, newest first. */
export const storagePageSchema = z.object({
  page: z.number().int(),
  size: z.number().int(),
  total: z.number().int(),
  storages: z.array(storageSchema),
});

/** Body of promote and of delete. */
export const storageIdsSchema = z.array(z.string().max(40)).min(1).max(STORAGE_IDS_MAX);

/** What became of each id. */
export const storageOutcomeSchema = z.object({
  accepted: z.array(z.string()),
  rejected: z.array(z.object({ id: z.string(), reason: z.enum(STORAGE_REFUSALS) })),
});

/** {@link storageSchema} */
export type StoredItem = z.infer<typeof storageSchema>;
/** {@link storageOutcomeSchema} */
export type StorageOutcome = z.infer<typeof storageOutcomeSchema>;
