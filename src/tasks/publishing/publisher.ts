import type { BlobStore } from '../../blobs/blobs.js';
import type { PublishedObject, PublishWays } from '../../blobs/s3/publish-object.js';
import type { S3Config, S3Credentials } from '../../blobs/s3/s3-config.js';
import type { PublishTarget } from './publish-target.js';

/** What of an output is written to a bucket. */
export interface PublishedClip {
  readonly blobKey: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  /** See `NewObject`. */
  readonly names: readonly string[];
  readonly signal: AbortSignal;
}

/** Writes clips into buckets under the installation's own key of S3. */
export interface Publisher {
  /** Where a bucket is that names no region. */
  readonly region: string | undefined;
  /** Whether an object would lie among those of the blob store. */
  isOurs(target: PublishTarget): boolean;
  /** Writes a clip, once however often it is told to. @throws BlobError */
  write(target: PublishTarget, clip: PublishedClip): Promise<PublishedObject>;
}

/** What {@link createPublisher} is made of. */
export interface PublisherOptions extends PublishWays {
  readonly blobs: Pick<BlobStore, 'open'>;
  readonly credentials: S3Credentials;
  readonly region: string | undefined;
  /** Where the blob store is, if it is in a bucket. */
  readonly own: Pick<S3Config, 'bucket' | 'prefix'> | undefined;
}

/** Makes a publisher. Nothing of S3 is loaded before the first clip. */
export function createPublisher({ blobs, credentials, region, own, ...ways }: PublisherOptions): Publisher {
  // One for all: it holds connections.
  let transport = ways.transport;
  return {
    region,
    // By its name alone: one bucket may be reached by several endpoints.
    isOurs: ({ bucket, key }) =>
      own?.bucket === bucket &&
      key.startsWith(own.prefix) &&
      /^(blobs\/|staging\/|store-id$|epoch$)/.test(key.slice(own.prefix.length)),
    async write({ bucket, endpoint, region: at, style }, { blobKey, ...object }) {
      const [{ publishObject }, { createS3Transport }] = await Promise.all([
        import('../../blobs/s3/publish-object.js'),
        import('../../blobs/s3/calls/s3-transport.js'),
      ]);
      transport ??= createS3Transport();
      const config: S3Config = { bucket, prefix: '', endpoint, region: at, style, credentials };
      const open = async (): Promise<AsyncIterable<Uint8Array>> => (await blobs.open(blobKey)).bytes;
      return await publishObject(config, { ...object, open }, { ...ways, transport });
    },
  };
}
