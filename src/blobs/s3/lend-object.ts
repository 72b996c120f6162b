import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BlobError } from '../blob-error.js';
import { sha256OfKey } from '../blob-key.js';
import { diskFailure } from '../disk/disk-failure.js';
import type { S3Client } from './calls/s3-client.js';
import { type NamedBlob, openObject } from './open-object.js';

/** Where objects are while they are files for a moment. */
export interface Scratch {
  /** Downloads an object, lends it, and removes the file. @throws BlobError; and what `use` throws */
  readonly lend: <T>(blob: NamedBlob, use: (path: string) => Promise<T>) => Promise<T>;
  /** Removes what a process that died has left there, last written to before a time. @throws BlobError */
  readonly sweep: (beforeMs: number) => Promise<void>;
}

const FORM = /^blob-[0-9a-f-]{36}$/;

/** Lends through a folder, made when it is needed. */
export function createScratch(client: S3Client, folder: string): Scratch {
  const ours = new Set<string>();
  return {
    async lend(blob, use) {
      const name = `blob-${randomUUID()}`;
      const file = path.join(folder, name);
      ours.add(name);
      try {
        await download(client, blob, file);
        return await use(file);
      } finally {
        await rm(file, { force: true }).catch(() => undefined);
        ours.delete(name);
      }
    },
    async sweep(beforeMs) {
      const names = await readdir(folder).catch(() => []);
      for (const name of names.filter((one) => FORM.test(one) && !ours.has(one))) {
        const facts = await stat(path.join(folder, name)).catch(() => undefined);
        if (facts === undefined || facts.mtimeMs >= beforeMs) continue;
        await rm(path.join(folder, name), { force: true }).catch((error: unknown) => {
          throw diskFailure(folder, error);
        });
      }
    },
  };
}

/** The hash in the key is held against the bytes: nothing that was spoilt on the way is worked on. */
async function download(client: S3Client, blob: NamedBlob, file: string): Promise<void> {
  const { bytes } = await openObject(client, blob, undefined);
  const hash = createHash('sha256');
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const folder = path.dirname(file);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(file, hashed(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw diskFailure(folder, error);
  }
  if (hash.digest('hex') === sha256OfKey(blob.key)) return;
  throw new BlobError(`Blob ${blob.key} has other bytes in the bucket than were put there`, {
    reason: 'failed',
    todo: 'Restore the object from an older version or a backup, and find out who writes to the bucket.',
  });
}
