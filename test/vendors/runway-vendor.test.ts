import { describe, expect, it } from 'vitest';
import { CLIP } from './loopback/clip-host.js';
import { serverError } from './loopback/faults.js';
import { idOf } from './plain-client.js';
import { startRunwayVendor, type RunwayVendorOptions } from './runway-vendor.js';
import { useVendorGround } from './vendor-ground.js';

const CREATE = '/v1/image_to_video';

describe('Runway as its pages have it', () => {
  const ground = useVendorGround<RunwayVendorOptions>(startRunwayVendor, { 'x-runway-version': '2024-11-06' });
  const { clock, start } = ground;

  const body = (more: object = {}): object => ({
    model: 'gen4.5',
    promptImage: ground.stills.still,
    promptText: 'slow dolly in',
    ratio: '1280:720',
    duration: 5,
    ...more,
  });

  it('renders one clip for a create, and every GET signs its URL anew', async () => {
    const { vendor: runway, call } = await start({ isThrottled: true });
    const created = await call('POST', CREATE, { body: body({ seed: 0 }) });
    expect(created.json).toMatchObject({ estimatedCost: { credits: 60 } });
    const task = `/v1/tasks/${idOf(created)}`;
    expect((await call('GET', task)).json).toMatchObject({ status: 'THROTTLED' });
    clock.pass(31_000);
    expect((await call('GET', task)).json).toMatchObject({ status: 'RUNNING', progress: 0.5 });
    clock.pass(30_000);
    const first = (await call('GET', task)).json as unknown as { status: string; output: string[] };
    expect(first.status).toBe('SUCCEEDED');
    expect(Buffer.from(await (await fetch(first.output[0]!)).arrayBuffer())).toEqual(CLIP);
    clock.pass(86_400_000);
    expect((await fetch(first.output[0]!)).status).toBe(403);
    const second = (await call('GET', task)).json as unknown as { output: string[] };
    expect((await fetch(second.output[0]!)).status).toBe(200);
    expect(runway.charges()).toHaveLength(1);
  });

  it.each([
    ['a null', { seed: null }, 'seed'],
    ['an audio switch, for it has none', { audio: false }, 'audio'],
    ['another ratio', { ratio: '16:9' }, 'ratio'],
    ['too long', { duration: 11 }, 'duration'],
    ['no prompt', { promptText: undefined }, 'promptText'],
    ['a last frame', { promptImage: [{ uri: 'https://x.example/a.jpg', position: 'last' }] }, 'promptImage'],
    ['a model that was withdrawn', { model: 'gen3a_turbo' }, 'model'],
  ])('refuses %s and says where', async (_, more, field) => {
    const { vendor: runway, call } = await start();
    const answer = await call('POST', CREATE, { body: body(more) });
    expect(answer).toMatchObject({
      status: 400,
      json: { error: 'Validation of body failed', issues: [{ path: [field] }] },
    });
    expect(runway.orders).toEqual([]);
  });

  it.each(['redirected', 'missing', 'mislabelled'] as const)('refuses a still that is %s', async (which) => {
    const { call } = await start();
    const answer = await call('POST', CREATE, { body: body({ promptImage: ground.stills[which] }) });
    expect(answer).toMatchObject({ status: 400, json: { error: expect.stringContaining('promptImage') as string } });
  });

  it('takes first and last frames for the models that have both', async () => {
    const { call } = await start();
    const promptImage = [
      { uri: ground.stills.still, position: 'first' },
      { uri: ground.stills.other, position: 'last' },
    ];
    const order = { model: 'seedance2', promptImage, promptText: 'x', ratio: '1280:720', duration: 6, audio: false };
    expect((await call('POST', CREATE, { body: order })).status).toBe(200);
  });

  it('says what is wrong with the key, the version, the balance', async () => {
    const { vendor: runway, call } = await start();
    expect((await call('POST', CREATE, { body: body(), key: 'x' })).status).toBe(401);
    expect((await call('POST', CREATE, { body: body(), headers: { 'x-runway-version': '2023-01-01' } })).status).toBe(
      400,
    );
    runway.emptyBalance();
    expect((await call('POST', CREATE, { body: body() })).status).toBe(400);
    expect((await call('GET', '/v1/organization')).json).toMatchObject({ creditBalance: 0 });
  });

  it('cancels what has not ended and deletes what has; neither can be fetched again', async () => {
    const { vendor: runway, call } = await start();
    const create = async (): Promise<string> => `/v1/tasks/${idOf(await call('POST', CREATE, { body: body() }))}`;
    const [waiting, ended] = [await create(), await create()];
    expect((await call('DELETE', waiting)).status).toBe(204);
    expect((await call('GET', waiting)).status).toBe(404);
    clock.pass(61_000);
    expect((await call('DELETE', ended)).status).toBe(204);
    expect((await call('GET', ended)).status).toBe(404);
    expect((await call('DELETE', ended)).status).toBe(404);
    expect(runway.charges()).toHaveLength(1);
  });

  it('keeps what is brought to it for a day', async () => {
    const { call } = await start();
    const slot = (await call('POST', '/v1/uploads', { body: { filename: 'still.jpg', type: 'ephemeral' } }))
      .json as unknown as { uploadUrl: string; fields: Record<string, string>; runwayUri: string };
    const form = new FormData();
    for (const [name, value] of Object.entries(slot.fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(ground.stills.bytes)], { type: 'image/jpeg' }), 'still.jpg');
    expect((await fetch(slot.uploadUrl, { method: 'POST', body: form })).status).toBe(204);
    expect((await call('POST', CREATE, { body: body({ promptImage: slot.runwayUri }) })).status).toBe(200);
    clock.pass(86_400_000);
    expect((await call('POST', CREATE, { body: body({ promptImage: slot.runwayUri }) })).status).toBe(400);
  });

  it('bills what it moderated', async () => {
    const { vendor: runway, call } = await start({ fates: [{ kind: 'moderated_input' }] });
    const created = await call('POST', CREATE, { body: body() });
    clock.pass(61_000);
    expect((await call('GET', `/v1/tasks/${idOf(created)}`)).json).toMatchObject({
      status: 'FAILED',
      failureCode: expect.stringMatching(/^SAFETY\.INPUT\./) as string,
    });
    expect(runway.charges()).toHaveLength(1);
  });

  it('answers ten 504 for a clip, then cuts it twice, and gives the rest by Range', async () => {
    const { vendor: runway, call } = await start({
      faults: [serverError('output', 504, { isDone: false, times: 10 })],
    });
    runway.fault({ on: 'output', kind: 'cuts_body', afterBytes: 1_000, times: 2 });
    const created = await call('POST', CREATE, { body: body() });
    clock.pass(61_000);
    const { output } = (await call('GET', `/v1/tasks/${idOf(created)}`)).json as unknown as {
      output: string[];
    };
    for (let n = 0; n < 10; n += 1) expect((await fetch(output[0]!)).status).toBe(504);
    const pieces: Buffer[] = [];
    for (let n = 0; n < 3; n += 1) {
      const from = Buffer.concat(pieces).byteLength;
      const answer = await fetch(output[0]!, { headers: { range: `bytes=${from}-` } });
      expect(answer.status).toBe(206);
      try {
        for await (const piece of answer.body!) pieces.push(Buffer.from(piece as Uint8Array));
      } catch {
        // The cut is what is tested; what came before it counts.
      }
    }
    expect(Buffer.concat(pieces)).toEqual(CLIP);
    expect(runway.isFaultSpent()).toBe(true);
  });
});
