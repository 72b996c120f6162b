import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDiskBlobs } from '../../blobs/disk/disk-blobs.js';
import type { BlobStore } from '../../blobs/blobs.js';
import { createMediaPool, type MediaPool } from '../../media/pool.js';
import { readDirections } from '../../motion/read-directions.js';
import type { Provider, ProviderHooks, RenderOrder } from '../provider.js';
import { createLocalProvider, type LocalPlan } from './local-provider.js';

let folder: string;
let blobs: BlobStore;
let pool: MediaPool;
let still: string;
const RASTER = { widthPx: 320, heightPx: 180 };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'firstframe-test-'));
  blobs = await openDiskBlobs({ root: path.join(folder, 'blobs') });
  pool = createMediaPool({ size: 1 });
  still = await (await blobs.stage(createReadStream('examples/seedling.jpg'))).keep();
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

function provider(mediaPool = (): Promise<MediaPool> => Promise.resolve(pool)): Provider {
  return createLocalProvider({ blobs, mediaPool, folder: path.join(folder, 'renders') });
}

function order(attemptId: string): RenderOrder {
  const { directions } = readDirections('Slow push in', { seed: 0, durationSec: 0.25, hasLast: false });
  const plan: LocalPlan = {
    clip: {
      plan: { directions, loop: 'none', output: RASTER, frameCount: 6, fps: 24 },
      framing: { kind: 'crop', rect: { leftPx: 0, topPx: 0, widthPx: 1280, heightPx: 720 } },
      framed: { widthPx: 1280, heightPx: 720 },
      background: { r: 255, g: 255, b: 255 },
      crf: 30,
      preset: 'ultrafast',
    },
  };
  // As it is read back from a row.
  return { attemptId, plan: JSON.parse(JSON.stringify(plan)) as unknown, stills: { first: still } };
}

function hooks(told: string[] = [], signal = new AbortController().signal): ProviderHooks {
  return { signal, beforeSend: () => undefined, onProgress: ({ doing }) => told.push(doing) };
}

describe('this machine as a provider', () => {
  it('renders an order when it is asked about it, tells each frame, and hands out the clip', async () => {
    const local = provider();
    expect(await local.submit(order('one'), hooks())).toEqual({ kind: 'accepted', handle: 'one' });
    const told: string[] = [];
    const answer = await local.poll('one', order('one'), hooks(told));
    expect(answer).toMatchObject({ kind: 'succeeded', outputs: [{ type: 'video', source: 'one', isDecoded: true }] });
    expect(told.at(-1)).toBe('frame 6 of 6');
    const chunks: Uint8Array[] = [];
    for await (const chunk of await local.open('one', hooks())) chunks.push(chunk);
    expect(Buffer.concat(chunks).subarray(4, 8).toString('latin1')).toBe('ftyp');
  });

  it('does not render again what lies there whole, and does not vouch for it', async () => {
    const told: string[] = [];
    const again = await provider(() => Promise.reject(new Error('asked for a media process'))).poll(
      'one',
      order('one'),
      hooks(told),
    );
    expect(again).toMatchObject({ kind: 'succeeded', outputs: [{ isDecoded: false }] });
    expect(told).toEqual([]);
  });

  it('renders again what a process that died left half done', async () => {
    const local = provider();
    await writeFile(path.join(folder, 'renders', 'two.mp4'), 'half a clip');
    expect(await local.poll('two', order('two'), hooks())).toMatchObject({ outputs: [{ isDecoded: true }] });
    await writeFile(path.join(folder, 'renders', 'two.mp4'), 'half a clip');
    expect(await local.poll('two', order('two'), hooks())).toMatchObject({ outputs: [{ isDecoded: true }] });
  });

  it('stops when it is told to, and leaves nothing', async () => {
    const stop = new AbortController();
    const rendering = provider().poll('three', order('three'), {
      ...hooks([], stop.signal),
      onProgress: () => {
        stop.abort('cancel');
      },
    });
    await expect(rendering).rejects.toMatchObject({ code: 'aborted' });
    expect((await readdir(path.join(folder, 'renders'))).filter((name) => name.startsWith('three'))).toEqual([]);
  });

  it('lets go of an order as often as it is asked, and of none that it never had', async () => {
    const local = provider();
    await local.release('one');
    await local.release('one');
    expect((await readdir(path.join(folder, 'renders'))).filter((name) => name.startsWith('one'))).toEqual([]);
  });

  it('takes no handle for a path', async () => {
    await expect(provider().poll('../../etc/passwd', order('x'), hooks())).rejects.toThrow(TypeError);
    await expect(provider().open('a/b', hooks())).rejects.toThrow(TypeError);
  });
});
