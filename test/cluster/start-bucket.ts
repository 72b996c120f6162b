import { startFakeS3, troubleByChance } from '../s3/fake-s3.js';

/** A bucket for nodes in processes of their own. */
export interface NodesBucket {
  /** What a node is started with. */
  readonly environment: Readonly<Record<string, string>>;
  readonly count: () => { readonly calls: number; readonly spoiled: number };
  readonly close: () => Promise<void>;
}

/** Starts the fake S3, of whose calls that share goes wrong, each time in another way. */
export async function startBucket(share: number, random: () => number): Promise<NodesBucket> {
  const spoil = troubleByChance(share, random);
  let spoiled = 0;
  const fake = await startFakeS3({
    pageSize: 1000,
    trouble: (call) => {
      const trouble = spoil(call);
      if (trouble !== undefined) spoiled += 1;
      return trouble;
    },
  });
  const { bucket, endpoint, region, credentials } = fake.config();
  const blobs = new URL(`s3://${bucket}/cluster`);
  blobs.searchParams.set('endpoint', endpoint);
  blobs.searchParams.set('region', region);
  blobs.searchParams.set('style', 'path');
  return {
    environment: {
      FIRSTFRAME_BLOBS: blobs.href,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    count: () => ({ calls: fake.calls.length, spoiled }),
    close: () => fake.close(),
  };
}
