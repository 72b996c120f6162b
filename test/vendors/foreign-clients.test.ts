import { createByteDance } from '@ai-sdk/bytedance';
import RunwayML from '@runwayml/sdk';
import sharp from 'sharp';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { startArkVendor } from './ark-vendor.js';
import type { LoopbackVendor } from './loopback/loopback-vendor.js';
import { startRunwayVendor } from './runway-vendor.js';

// Clients that others wrote, from the vendors' own words: what they get along with is no invention of ours.

let still: Buffer;
let vendor: LoopbackVendor | undefined;
beforeAll(async () => {
  still = await sharp({ create: { width: 1280, height: 720, channels: 3, background: '#305070' } })
    .jpeg()
    .toBuffer();
});
afterEach(() => vendor?.close());

const file = () => ({ type: 'file', mediaType: 'image/jpeg', data: new Uint8Array(still) }) as const;

it('Ark takes what the AI SDK sends, and the AI SDK finds the clip in its answers', async () => {
  vendor = await startArkVendor();
  const model = createByteDance({ apiKey: vendor.apiKey, baseURL: vendor.baseUrl }).video(
    'dreamina-seedance-2-0-260128',
  );
  const { videos, providerMetadata } = await model.doGenerate({
    ...{ prompt: 'Slow push in', n: 1, duration: 5, seed: 7, image: file() },
    ...{ aspectRatio: undefined, resolution: undefined, fps: undefined, inputReferences: undefined },
    ...{ frameImages: undefined, generateAudio: undefined },
    providerOptions: { bytedance: { pollIntervalMs: 20, generateAudio: false, watermark: false } },
  });
  const [order] = vendor.orders;
  expect(providerMetadata?.['bytedance']).toMatchObject({ taskId: order?.handle });
  const [clip] = videos;
  const response = await fetch(clip?.type === 'url' ? clip.url : '');
  expect(
    Buffer.from(await response.arrayBuffer())
      .subarray(4, 8)
      .toString('latin1'),
  ).toBe('ftyp');
});

it('Runway takes what its own SDK sends, and the SDK sees the task through to its end', async () => {
  vendor = await startRunwayVendor();
  const client = new RunwayML({ apiKey: vendor.apiKey, baseURL: vendor.baseUrl });
  const task = await client.imageToVideo.create({
    ...{ model: 'gen4.5', promptText: 'Slow push in', ratio: '1280:720', duration: 5 },
    promptImage: `data:image/jpeg;base64,${still.toString('base64')}`,
  });
  expect(task.id).toBe(vendor.orders[0]?.handle);
  vendor.endRender(task.id);
  const done = await client.tasks.retrieve(task.id);
  expect(done).toMatchObject({ status: 'SUCCEEDED' });
});

it('Runway lets its own SDK cancel', async () => {
  vendor = await startRunwayVendor({ fates: [{ kind: 'never_ends' }] });
  const client = new RunwayML({ apiKey: vendor.apiKey, baseURL: vendor.baseUrl });
  const { id } = await client.imageToVideo.create({
    ...{ model: 'gen4_turbo', promptText: 'Slow push in', ratio: '1280:720', duration: 5 },
    promptImage: `data:image/jpeg;base64,${still.toString('base64')}`,
  });
  await client.tasks.delete(id);
  expect(vendor.phaseOf(id)).toBe('cancelled');
});
