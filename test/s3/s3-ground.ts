import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createMediaPool, type MediaPool } from '../../src/media/pool.js';
import { type FakeS3, type FakeS3Options, startFakeS3 } from './fake-s3.js';

/** What a test of a line over a bucket works on. What it has opened is closed after it, last first. */
export interface S3Ground {
  readonly newBucket: (options?: FakeS3Options) => Promise<FakeS3>;
  readonly newFolder: () => string;
  /** One for all tests of a file. */
  readonly mediaPool: () => Promise<MediaPool>;
  readonly closeLater: (close: () => Promise<void> | void) => void;
}

/** To be called where the tests are described. */
export function useS3Ground(): S3Ground {
  let pool: MediaPool | undefined;
  const closing: (() => Promise<void> | void)[] = [];
  beforeAll(() => {
    pool = createMediaPool({ size: 1 });
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  afterAll(() => pool?.close());
  return {
    async newBucket(options = {}) {
      const fake = await startFakeS3(options);
      closing.push(() => fake.close());
      return fake;
    },
    newFolder() {
      const folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
      closing.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
      return folder;
    },
    mediaPool: () => (pool === undefined ? Promise.reject(new Error('no test runs')) : Promise.resolve(pool)),
    closeLater: (close) => closing.push(close),
  };
}
