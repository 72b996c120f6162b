import { BlobError } from '../blob-error.js';
import { newBlobKey } from '../blob-key.js';
import type { StagedBlob } from '../blobs.js';
import type { BucketNames } from './bucket-names.js';
import type { S3Client } from './calls/s3-client.js';
import { copyObject, deleteObject, putObject } from './calls/objects.js';
import type { TakenToS3 } from './take-in.js';

/** Bytes that are taken in, in memory or under a temporary name. */
export interface StagedObject {
  readonly client: S3Client;
  readonly bucket: string;
  readonly names: BucketNames;
  readonly taken: TakenToS3;
  /** Its name until it is kept. */
  readonly name: string;
  /** Called when that name is given up. */
  readonly settle: () => void;
  readonly randomCopy: (() => string) | undefined;
}

/** The decision on bytes that are taken in. A `keep` that fails may be called again, or followed by `discard`. */
export function createStagedObject(staged: StagedObject): StagedBlob {
  const { client, bucket, names, name } = staged;
  const { sha256, sizeBytes } = staged.taken;
  const key = newBlobKey(sha256, staged.randomCopy);
  let { held } = staged.taken;
  const isUploaded = held === undefined;
  let keeping: Promise<string> | undefined;
  let isDiscarded = false;

  const place = async (): Promise<string> => {
    try {
      const to = names.blob(key);
      if (held !== undefined) {
        await putObject(client, to, { bytes: held, sha256 });
        held = undefined;
      } else if (!(await copyObject(client, bucket, { from: name, to }))) {
        throw stagedGone();
      } else {
        // It is kept; what cannot be removed now is swept.
        await deleteObject(client, name).catch(() => undefined);
      }
      staged.settle();
      return key;
    } catch (error) {
      keeping = undefined;
      throw error;
    }
  };

  return {
    sha256,
    sizeBytes,
    keep: async () => {
      if (isDiscarded) throw stagedGone();
      keeping ??= place();
      return await keeping;
    },
    discard: async () => {
      if (keeping !== undefined) return;
      isDiscarded = true;
      held = undefined;
      staged.settle();
      if (isUploaded) await deleteObject(client, name);
    },
  };
}

function stagedGone(): BlobError {
  const todo = 'Stage it again.';
  return new BlobError('The blob was discarded before it was kept', { reason: 'missing', todo });
}
