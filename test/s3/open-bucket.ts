import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FakeS3, type FakeS3Options, startFakeS3 } from './fake-s3.js';
import type { BlobStore } from '../../src/blobs/blobs.js';
import { createS3Transport } from '../../src/blobs/s3/calls/s3-transport.js';
import { openS3Blobs, type S3BlobsOptions } from '../../src/blobs/s3/s3-blobs.js';

/** A fake bucket, and stores that are opened in it. */
export interface OpenBucket {
  readonly fake: FakeS3;
  readonly scratchFolder: string;
  /** Waits between tries do not last; how long they were to be is in `waitsMs`. */
  readonly open: (change?: Partial<S3BlobsOptions>) => Promise<BlobStore>;
  readonly waitsMs: number[];
  readonly remove: () => Promise<void>;
}

/** Starts one. */
export async function openBucket(options: FakeS3Options = {}): Promise<OpenBucket> {
  const fake = await startFakeS3(options);
  const scratchFolder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
  const waitsMs: number[] = [];
  return {
    ...{ fake, scratchFolder, waitsMs },
    open: (change = {}) =>
      openS3Blobs({
        ...{ config: fake.config(), scratchFolder },
        transport: createS3Transport(fake.agent),
        pause: (ms) => {
          waitsMs.push(ms);
          return Promise.resolve();
        },
        ...change,
      }),
    async remove() {
      await fake.close();
      rmSync(scratchFolder, { recursive: true, force: true });
    },
  };
}
