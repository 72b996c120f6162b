import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FakeS3, type FakeS3Options, startFakeS3, troubleByChance } from '../../../test/s3/fake-s3.js';
import type { BlobStore } from '../blobs.js';
import { type BlobsUnderTest, describeBlobStore } from '../testing/blobs-contract.js';
import { createS3Transport } from './calls/s3-transport.js';
import { openS3Blobs } from './s3-blobs.js';

/** Sizes that send nearly everything in parts, and sizes that hold what the suite has but for a few texts. */
const KIB = 1024;
const AT_ONCE = { partBytes: 64 * KIB, heldBytes: 0 };
const HELD = { partBytes: 64 * KIB, heldBytes: 128 * KIB };

describeBlobStore('a bucket', () => under({}, HELD));
describeBlobStore('a bucket in the host’s name, with a session token', () =>
  under({ style: 'virtual', sessionToken: 'a/token+of=AWS', region: 'us-east-1' }, AT_ONCE),
);
describeBlobStore('a bucket that fails one call in twenty', () => {
  const random = seeded(20);
  return under({ trouble: troubleByChance(0.05, random) }, AT_ONCE);
});
describeBlobStore('a bucket of a service that knows no conditions', () => under({ knowsConditions: false }, HELD));

async function under(options: FakeS3Options, sizes: typeof HELD): Promise<BlobsUnderTest> {
  const fake = await startFakeS3({ minPartBytes: 64 * KIB, ...options });
  const scratchFolder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
  const again = (): Promise<BlobStore> => open(fake, scratchFolder, sizes);
  return {
    store: await again(),
    again,
    heldBytes: sizes.heldBytes,
    async remove() {
      await fake.close();
      const left = readdirSync(scratchFolder);
      rmSync(scratchFolder, { recursive: true });
      if (left.length > 0) throw new Error(`left in the scratch folder: ${left.join(' ')}`);
    },
  };
}

function open(fake: FakeS3, scratchFolder: string, sizes: typeof HELD): Promise<BlobStore> {
  return openS3Blobs({
    ...{ config: fake.config(), scratchFolder, sizes },
    transport: createS3Transport(fake.agent),
    pause: () => Promise.resolve(),
  });
}

/** The same numbers each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
