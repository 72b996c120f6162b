import { createHash } from 'node:crypto';
import { BlobError } from '../blob-error.js';
import type { S3Client } from './calls/s3-client.js';
import { getText, putFirst } from './calls/objects.js';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The id that a store has in its bucket; written there by whoever comes first. What counts is what is read back: an answer may
 * have been lost.
 * @throws BlobError
 */
export async function adoptStoreId(client: S3Client, name: string, newId: () => string): Promise<string> {
  const known = await readId(client, name);
  if (known !== undefined) return known;
  const bytes = Buffer.from(`${newId()}\n`);
  await putFirst(client, name, { bytes, sha256: createHash('sha256').update(bytes).digest('hex') });
  const id = await readId(client, name);
  if (id !== undefined) return id;
  const todo = 'Look whether something removes objects there: a rule of the bucket, or another program.';
  throw new BlobError(`The object ${name} was written and is not there`, { reason: 'failed', todo });
}

async function readId(client: S3Client, name: string): Promise<string | undefined> {
  const text = await getText(client, name);
  const id = text?.trim();
  if (id === undefined || ID.test(id)) return id;
  throw new BlobError(`The object ${name} holds no id`, {
    reason: 'failed',
    todo: 'Restore it from a backup or an older version: the database remembers which store its blobs are in.',
  });
}
