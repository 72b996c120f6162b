import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMediaPool, type MediaPool } from '../media/pool.js';
import { renderStill } from '../tasks/local/render-still.js';
import { verifyClip } from './verify-clip.js';

let folder: string;
let pool: MediaPool;
let clip: string;
const signal = new AbortController().signal;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'firstframe-test-'));
  pool = createMediaPool({ size: 1 });
  clip = path.join(folder, 'clip.mp4');
  const settings = {
    prompt: 'Push in',
    model: 'local/motion',
    aspect: '16:9',
    durationSec: 1,
    resolution: '480p',
  } as const;
  await renderStill(
    { stillPath: 'examples/seedling.jpg', outputPath: clip, audio: false, seed: 0, fit: 'crop', ...settings },
    { mediaPool: pool },
  );
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

it('says what a sound clip shows', async () => {
  expect(await verifyClip(pool, clip, signal)).toMatchObject({
    kind: 'sound',
    shown: { durationSec: 1, fps: 24, widthPx: expect.any(Number) as number, heightPx: expect.any(Number) as number },
  });
});

it('says what is wrong with one that is cut off, is empty of pictures or is no clip, without a path of ours', async () => {
  const bytes = await readFile(clip);
  const half = bytes.subarray(0, bytes.length / 2);
  for (const damaged of [half, Buffer.from('<html>504 Gateway Time-out</html>'), bytes.subarray(0, 40)]) {
    const file = path.join(folder, 'damaged.mp4');
    await writeFile(file, damaged);
    const found = await verifyClip(pool, file, signal);
    const what = found.kind === 'damaged' ? found.what : '';
    expect(what).toMatch(/\S/);
    expect(what).not.toContain(folder);
  }
});
