import { createHash } from 'node:crypto';
import type { BlobStore } from '../blobs.js';
import type { S3Client } from './calls/s3-client.js';
import { getText, putObject } from './calls/objects.js';

/** The mark of a store in a bucket: an object of one line. */
export function createBucketMark(client: S3Client, name: string): NonNullable<BlobStore['mark']> {
  return {
    read: async () => (await getText(client, name))?.trim(),
    async write(text) {
      const bytes = Buffer.from(`${text}\n`);
      await putObject(client, name, { bytes, sha256: createHash('sha256').update(bytes).digest('hex') });
    },
  };
}
