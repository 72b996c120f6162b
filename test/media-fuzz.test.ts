import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError, MediaError } from '../src/contract/errors.js';
import type { inspectImage } from '../src/media/image/inspect-image.js';
import type { prepareImage } from '../src/media/image/prepare-image.js';
import { mediaJob } from '../src/media/job.js';
import { createMediaPool, type MediaPool } from '../src/media/pool.js';
import type { makeClip } from '../src/media/testing/make-clip.js';
import type { echo } from '../src/media/testing/plain-jobs.js';
import { probeClipJob } from '../src/media/video/probe-clip-job.js';
import { createMutator } from './media-mutator.js';

// About 15 s in all; a still is two jobs. For a longer search raise these and run the file alone.
const STILL_MUTATIONS = 50;
const CLIP_MUTATIONS = 120;
const TIMEOUT_MS = 10_000;

const inspectJob = mediaJob<typeof inspectImage>(
  import.meta.url,
  '../src/media/image/inspect-image.js',
  'inspectImage',
);
const prepareJob = mediaJob<typeof prepareImage>(
  import.meta.url,
  '../src/media/image/prepare-image.js',
  'prepareImage',
);
const makeClipJob = mediaJob<typeof makeClip>(import.meta.url, '../src/media/testing/make-clip.js', 'makeClip');
const echoJob = mediaJob<typeof echo>(import.meta.url, '../src/media/testing/plain-jobs.js', 'echo');

let folder: string;
let root: string;
let pool: MediaPool;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
  root = mkdtempSync(path.join(folder, 'temporary-'));
  pool = createMediaPool({ rootFolder: root, size: 2 });
});

afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

const STILL_FORMATS = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif', 'heic'] as const;

/** A picture with something in it in every corner, and a profile and orientation for the readers of metadata. */
async function makeStill(format: (typeof STILL_FORMATS)[number]): Promise<Buffer> {
  if (format === 'heic') return readFileSync(path.resolve(import.meta.dirname, 'pictures/grid.heic'));
  const [width, height] = [48, 32];
  const data = Buffer.alloc(width * height * 3).map((_, i) => (i * 7 + (i >> 5)) & 255);
  const picture = sharp(data, { raw: { width, height, channels: 3 } })
    .withIccProfile('p3')
    .withMetadata({ orientation: 6 });
  return await picture.toFormat(format, format === 'avif' ? { effort: 0 } : {}).toBuffer();
}

async function makeSmallClip(container: 'mp4' | 'webm'): Promise<Buffer> {
  const clip = path.join(folder, `small.${container}`);
  await pool.run(
    makeClipJob,
    {
      container,
      encoder: container === 'mp4' ? 'libx264' : 'libvpx',
      widthPx: 48,
      heightPx: 32,
      shownMs: Array.from({ length: 8 }, (_, index) => index * 40),
      encoderOptions: { g: 4 },
      ...(container === 'mp4' ? { sound: { encoder: 'aac', sampleRateHz: 44_100, channels: 1 } } : {}),
    },
    { outputs: { clip } },
  );
  return readFileSync(clip);
}

/** Runs a job on every mutation; each must end in an answer or an error of ours that names the file and nothing staged. */
async function fuzz(
  seed: number,
  original: Buffer,
  mutations: number,
  run: (file: string) => Promise<unknown>,
): Promise<Record<string, number>> {
  const mutate = createMutator(seed);
  const outcomes: Record<string, number> = {};
  const one = async (index: number): Promise<void> => {
    const file = path.join(folder, `mutation-${seed}-${index}`);
    writeFileSync(file, mutate(original));
    const outcome = await run(file).then(
      () => 'answer',
      (error: unknown) => {
        expect(error).toBeInstanceOf(AppError);
        const { message, code } = error as AppError;
        // The path is in the message, or told beside it.
        expect([message, error instanceof MediaError ? error.file : '']).toContainEqual(expect.stringContaining(file));
        expect(message).not.toContain(root);
        // An error nobody foresaw is not the file's fault but ours.
        if (error instanceof MediaError && error.reason === 'internal') throw error;
        return error instanceof MediaError ? error.reason : code;
      },
    );
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    rmSync(file);
  };
  // Two at a time, as the pool has two processes; the mutations are made in order whatever is faster.
  for (let index = 0; index < mutations; index += 2) await Promise.all([one(index), one(index + 1)]);
  expect((await pool.run(echoJob, seed)).input).toBe(seed);
  return outcomes;
}

describe('the media process, given damaged stills', () => {
  const raster = {
    widthPx: 64,
    heightPx: 64,
    framing: { kind: 'blur_pad' },
    background: { r: 0, g: 0, b: 0 },
  } as const;

  it.each(STILL_FORMATS)('answers or refuses, inspected and decoded: %s', async (format) => {
    const original = await makeStill(format);
    const outcomes = await fuzz(original.length, original, STILL_MUTATIONS, async (still) => {
      const options = { files: { still }, timeoutMs: TIMEOUT_MS };
      await pool.run(inspectJob, { decode: true }, options);
      const outputs = { prepared: `${still}.png` };
      await pool.run(prepareJob, { ...raster, encoding: { kind: 'png' } }, { ...options, outputs });
    });
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(STILL_MUTATIONS);
    // Were every mutation refused at the door, no decoder would have been tried.
    expect(outcomes['answer']).toBeGreaterThan(STILL_MUTATIONS / 20);
  });
});

describe('the media process, given damaged clips', () => {
  it.each(['mp4', 'webm'] as const)('answers or refuses: %s', async (container) => {
    const original = await makeSmallClip(container);
    const outcomes = await fuzz(original.length, original, CLIP_MUTATIONS, (clip) =>
      pool.run(probeClipJob, {}, { files: { clip }, timeoutMs: TIMEOUT_MS }),
    );
    // Were every mutation refused at the door, nothing behind it would have been tried.
    expect(outcomes['answer']).toBeGreaterThan(CLIP_MUTATIONS / 10);
  });
});
