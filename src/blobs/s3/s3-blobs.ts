import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { blobTooLarge, BlobError } from '../blob-error.js';
import type { BlobStore, StagedBlob, StageOptions } from '../blobs.js';
import { diskFailure } from '../disk/disk-failure.js';
import { readHandle } from '../disk/read-handle.js';
import { bucketNames } from './bucket-names.js';
import { createS3Client } from './calls/s3-client.js';
import { createS3Transport, type S3Transport } from './calls/s3-transport.js';
import { type Pause, pauseByClock } from './calls/try-pace.js';
import { createBucketMark } from './bucket-mark.js';
import { createScratch } from './lend-object.js';
import { abortUpload, listUploads } from './calls/multipart-upload.js';
import { deleteObject, listObjects } from './calls/objects.js';
import { openObject } from './open-object.js';
import type { S3Config } from './s3-config.js';
import { createStagedObject } from './staged-object.js';
import { adoptStoreId } from './store-id.js';
import { takeIn, TAKE_IN_SIZES, type TakeInSizes } from './take-in.js';

/** What a store in a bucket is made with. */
export interface S3BlobsOptions {
  readonly config: S3Config;
  /** A folder of this process's machine, for files that are lent; nothing stays in it. */
  readonly scratchFolder: string;
  /** Default: the network. */
  readonly transport?: S3Transport;
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly nowMs?: () => number;
  readonly random?: () => number;
  readonly pause?: Pause;
  /** The 8 letters of a new copy. Default: random ones. */
  readonly randomCopy?: () => string;
  readonly sizes?: TakeInSizes;
}

/** A presigned URL lives a week at most ("Sharing objects with presigned URLs", docs.aws.amazon.com, 2025-10). */
export const PRESIGN_MAX_MS = 7 * 86_400_000;

/**
 * Opens the store in a bucket: `store-id`, `staging/` for what is on its way in, and `blobs/` with an object for each key. An object
 * appears under its key whole, by one call. What is small waits in memory until it is kept; the rest is an upload of many parts
 * under `staging/`, and is copied by the service.
 *
 * Works with AWS S3, Cloudflare R2, MinIO and Google Cloud Storage's S3 face. What is open is read on though its connection break,
 * but not when it is removed meanwhile.
 *
 * @throws BlobError `failed`, `full`; a retry helps where the service was the reason
 */
export async function openS3Blobs(options: S3BlobsOptions): Promise<BlobStore> {
  const { config, sizes = TAKE_IN_SIZES, randomCopy } = options;
  const nowMs = options.nowMs ?? Date.now;
  const names = bucketNames(config.prefix);
  const client = createS3Client(config, {
    transport: options.transport ?? createS3Transport(),
    nowMs,
    random: options.random ?? Math.random,
    pause: options.pause ?? pauseByClock,
  });
  const scratch = createScratch(client, options.scratchFolder);
  const id = await adoptStoreId(client, names.storeId, randomUUID);
  const ours = new Set<string>();
  const named = (key: string) => ({ name: names.blob(key), key });

  async function stage(bytes: AsyncIterable<Uint8Array>, limits: StageOptions = {}): Promise<StagedBlob> {
    const name = `${names.staging}${randomUUID()}`;
    ours.add(name);
    const settle = (): void => void ours.delete(name);
    try {
      const taken = await takeIn(client, name, { bytes, sizes, limits });
      return createStagedObject({ client, bucket: config.bucket, names, taken, name, settle, randomCopy });
    } catch (error) {
      settle();
      throw error;
    }
  }

  async function sweepStaged(olderThanMs: number): Promise<number> {
    const beforeMs = nowMs() - olderThanMs;
    let swept = 0;
    await scratch.sweep(beforeMs);
    for await (const { name, modifiedAtMs } of listObjects(client, names.staging)) {
      if (ours.has(name) || modifiedAtMs >= beforeMs) continue;
      await deleteObject(client, name);
      swept += 1;
    }
    for await (const upload of listUploads(client, names.staging)) {
      if (ours.has(upload.name) || upload.begunAtMs >= beforeMs) continue;
      await abortUpload(client, upload);
      swept += 1;
    }
    return swept;
  }

  return {
    id,
    stage,
    stageFile: (from, limits) => stageFile(from, limits ?? {}, stage),
    open: async (key, range) => await openObject(client, named(key), range),
    withFile: async (key, use) => await scratch.lend(named(key), use),
    remove: async (key) => {
      await deleteObject(client, names.blob(key));
    },
    freeBytes: () => Promise.resolve(undefined),
    async *list() {
      for await (const { name, sizeBytes, modifiedAtMs } of listObjects(client, names.blobs)) {
        const key = names.keyOf(name);
        if (key !== undefined) yield { key, sizeBytes, modifiedAtMs };
      }
    },
    sweepStaged,
    mark: createBucketMark(client, names.mark),
    async presign(key, { expiresInMs, mediaType }) {
      const { name } = named(key);
      if (!(expiresInMs >= 1_000 && expiresInMs <= PRESIGN_MAX_MS)) {
        throw new BlobError(`A URL of a bucket cannot live for ${expiresInMs} ms`, {
          reason: 'failed',
          todo: `Ask for 1,000 to ${PRESIGN_MAX_MS} ms.`,
        });
      }
      return await client.presigned(name, { 'response-content-type': mediaType }, Math.floor(expiresInMs / 1000));
    },
  };
}

/** The file is removed once its bytes are taken in: in memory, or in the bucket. */
async function stageFile(from: string, limits: StageOptions, stage: BlobStore['stage']): Promise<StagedBlob> {
  const onDisk = <T>(doing: Promise<T>): Promise<T> =>
    doing.catch((error: unknown) => {
      throw diskFailure(from, error);
    });
  // A link is not a file of ours: what it leads to would be served as a blob.
  const source = await onDisk(open(from, constants.O_RDONLY | constants.O_NOFOLLOW));
  try {
    const facts = await onDisk(source.stat());
    if (!facts.isFile()) throw diskFailure(from, new Error('not a regular file'));
    const { size } = facts;
    if (limits.maxBytes !== undefined && size > limits.maxBytes) throw blobTooLarge(limits.maxBytes);
    const staged = await stage(readHandle(source, { start: 0, lengthBytes: size }, from), limits);
    try {
      if ((await onDisk(source.stat())).size !== size)
        throw diskFailure(from, new Error('written to while it was taken in'));
      await onDisk(rm(from, { force: true }));
      return staged;
    } catch (error) {
      await staged.discard().catch(() => undefined);
      throw error;
    }
  } finally {
    await source.close().catch(() => undefined);
  }
}
