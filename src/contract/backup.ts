import { z } from 'zod';

/** What a backup came to. Only the owner of a data folder is told: it is asked for by a path on its machine. */
export const backupSchema = z.object({
  folder: z.string().describe('Where it is'),
  database: z.enum(['copied', 'postgres']).describe('postgres: it is not in here, pg_dump copies it'),
  secretKey: z.enum(['copied', 'given']).describe('given: it is in the environment, not in the data folder'),
  blobs: z.number().int(),
  sizeBytes: z.number().describe('Of the database and the blobs together, as if none shared their bytes'),
  missing: z.number().int().describe('Blobs that the database knows and that are not there any more'),
});

/** {@link backupSchema} */
export type Backup = z.infer<typeof backupSchema>;
