import { z } from 'zod';

const openedKeySchema = z.object({
  apiKey: z.string(),
  baseUrl: z.string(),
  rendersAtOnce: z.number().int().positive().exactOptional(),
  webhookSecret: z.string().exactOptional(),
});

/** A key at a vendor as it is sealed. */
export type SealedKeyContent = z.infer<typeof openedKeySchema>;

/** Reads what was sealed. Throws where it is of no form that is known: its words are not told. */
export function readOpenedKey(text: string): SealedKeyContent {
  const read = openedKeySchema.safeParse(JSON.parse(text));
  if (read.success) return read.data;
  throw new TypeError('a stored vendor key has a form that this version does not know');
}

/** Writes what is to be sealed. */
export function writeOpenedKey(key: SealedKeyContent): string {
  return JSON.stringify(key);
}
