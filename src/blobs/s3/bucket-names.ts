import { isBlobKey, checkBlobKey } from '../blob-key.js';

/** What things are called in a bucket. */
export interface BucketNames {
  readonly storeId: string;
  readonly mark: string;
  /** What the names of all blobs begin with. */
  readonly blobs: string;
  /** What the names of all that is on its way in begin with; a rule of the bucket may remove what is a day old there. */
  readonly staging: string;
  /** The name of a blob. @throws BlobError `bad_key` */
  readonly blob: (key: string) => string;
  /** The key in a name; undefined for what is no blob of ours. */
  readonly keyOf: (name: string) => string | undefined;
}

/** The names below a prefix, which is empty or ends with a slash. */
export function bucketNames(prefix: string): BucketNames {
  const blobs = `${prefix}blobs/`;
  return {
    storeId: `${prefix}store-id`,
    mark: `${prefix}epoch`,
    blobs,
    staging: `${prefix}staging/`,
    blob: (key) => `${blobs}${checkBlobKey(key)}`,
    keyOf: (name) => {
      const key = name.startsWith(blobs) ? name.slice(blobs.length) : '';
      return isBlobKey(key) ? key : undefined;
    },
  };
}
