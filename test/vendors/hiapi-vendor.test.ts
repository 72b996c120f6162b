import { createHmac } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { startHiapiVendor, type HiapiVendorOptions } from './hiapi-vendor.js';
import { CLIP } from './loopback/clip-host.js';
import { lostReply } from './loopback/faults.js';
import { plainClient, type PlainCall } from './plain-client.js';
import { startReceiver } from './receiver.js';
import { useVendorGround } from './vendor-ground.js';

describe('HiAPI as its pages have it', () => {
  const ground = useVendorGround<HiapiVendorOptions>(startHiapiVendor);
  const { clock, start } = ground;

  const body = (input: object = {}, more: object = {}): object => ({
    model: 'seedance-2-0',
    input: {
      prompt: 'slow dolly in',
      first_frame_url: ground.stills.still,
      aspect_ratio: 'adaptive',
      duration: 5,
      resolution: '720p',
      generate_audio: false,
      ...input,
    },
    ...more,
  });
  const idOf = (answer: { readonly json: unknown }): string =>
    (answer.json as { data: { taskId: string } }).data.taskId;

  it('renders one clip for a create, and its URL says itself when it dies', async () => {
    const { vendor: hiapi, call } = await start();
    const created = await call('POST', '/v1/tasks', { body: body({ seed: 0, return_last_frame: true }) });
    expect(created.json).toMatchObject({ code: 200, message: 'success' });
    const id = idOf(created);
    expect(id).toMatch(/^tk-hiapi-[0-9A-HJKMNP-TV-Z]{26}$/);
    expect((await call('GET', `/v1/tasks/${id}`)).json).toMatchObject({ data: { status: 'queued', completed: 0 } });
    clock.pass(1_000);
    expect((await call('GET', `/v1/tasks/${id}`)).json).toMatchObject({ data: { status: 'handling' } });
    clock.pass(60_000);
    const { data } = (await call('GET', `/v1/tasks/${id}`)).json as unknown as {
      data: { completed: number; output: { url: string; type: string; expireAt: number }[] };
    };
    expect(data).toMatchObject({ status: 'success', taskId: id, model: 'seedance-2-0', storage: 'temp' });
    expect(data.output.map(({ type }) => type)).toEqual(['video', 'last_frame']);
    const [video] = data.output;
    expect(video!.expireAt - data.completed).toBe(604_800);
    expect(Buffer.from(await (await fetch(video!.url)).arrayBuffer())).toEqual(CLIP);
    clock.pass(604_800_000);
    expect((await fetch(video!.url)).status).toBe(403);
    expect(hiapi.charges()).toHaveLength(1);
  });

  it('makes one task of one key and one body, whatever became of the first answer', async () => {
    const { vendor: hiapi, call } = await start({ faults: [lostReply] });
    const keyed = (more: object = {}): ReturnType<PlainCall> =>
      call('POST', '/v1/tasks', { body: body(more), headers: { 'idempotency-key': 'take-1' } });
    await expect(keyed()).rejects.toThrow();
    const again = await keyed();
    expect([again.status, again.headers.get('idempotent-replay')]).toEqual([200, 'true']);
    expect(idOf(again)).toBe(hiapi.orders[0]!.handle);
    expect(await keyed({ seed: 1 })).toMatchObject({ status: 422, json: { error_code: 'IDEMPOTENCY_KEY_MISMATCH' } });
    expect(hiapi.orders).toHaveLength(1);
    clock.pass(86_400_000);
    expect((await keyed()).headers.get('idempotent-replay')).toBeNull();
    expect(hiapi.orders).toHaveLength(2);
  });

  it('frees a key whose request was refused', async () => {
    const { call } = await start();
    const headers = { 'idempotency-key': 'take-2' };
    expect((await call('POST', '/v1/tasks', { body: body({ duration: 99 }), headers })).status).toBe(400);
    expect((await call('POST', '/v1/tasks', { body: body(), headers })).status).toBe(200);
  });

  it.each([
    ['a null', { seed: null }, {}],
    ['a field that is not offered', { negative_prompt: 'x' }, {}],
    ['a last frame alone', { first_frame_url: undefined, last_frame_url: 'https://x.example/a.jpg' }, {}],
    ['frames with references', { reference_image_urls: ['https://x.example/a.jpg'] }, {}],
    ['a callback inside the input', { callback: { url: 'https://x.example' } }, {}],
    ['an unknown field beside the input', {}, { webhook: 'https://x.example' }],
    ['an unknown route', {}, { route: 'fast' }],
  ])('refuses %s', async (_, input, more) => {
    const { vendor: hiapi, call } = await start();
    const answer = await call('POST', '/v1/tasks', { body: body(input, more) });
    expect(answer).toMatchObject({ status: 400, json: { code: 400, data: null, error_code: 'INVALID_REQUEST' } });
    expect(hiapi.orders).toEqual([]);
  });

  it('takes Wan with its frames in `media`', async () => {
    const { call } = await start();
    const media = [
      { type: 'first_frame', url: ground.stills.still },
      { type: 'last_frame', url: ground.stills.other },
    ];
    const wan = {
      model: 'wan2.7-video/image-to-video',
      input: { prompt: 'x', media, resolution: '720p', duration: 5 },
    };
    expect((await call('POST', '/v1/tasks', { body: wan })).status).toBe(200);
  });

  it('fails a task whose still cannot be read, inside HTTP 200', async () => {
    const { vendor: hiapi, call } = await start();
    const id = idOf(await call('POST', '/v1/tasks', { body: body({ first_frame_url: ground.stills.redirected }) }));
    clock.pass(61_000);
    expect(await call('GET', `/v1/tasks/${id}`)).toMatchObject({
      status: 200,
      json: { code: 200, data: { status: 'fail', error: { code: 'TASK_FAILED' } } },
    });
    expect(hiapi.charges()).toEqual([]);
  });

  it('says what is wrong with the key, the model, the balance, the type', async () => {
    const { vendor: hiapi, call } = await start();
    expect((await call('POST', '/v1/tasks', { body: body(), key: 'x' })).status).toBe(401);
    expect(await call('POST', '/v1/tasks', { body: body({}, { model: 'sora-2' }) })).toMatchObject({
      status: 400,
      json: { error_code: 'MODEL_UNAVAILABLE' },
    });
    const plain = { 'content-type': 'text/plain' };
    expect((await call('POST', '/v1/tasks', { body: body(), headers: plain })).status).toBe(415);
    expect((await call('GET', '/v1/tasks/tk-hiapi-nobody')).status).toBe(404);
    hiapi.emptyBalance();
    expect((await call('POST', '/v1/tasks', { body: body() })).status).toBe(402);
    expect((await call('POST', '/v1/tasks/tk-hiapi-1/cancel')).status).toBe(404);
  });

  it('lists newest first and takes a size out of range for the default', async () => {
    const { call } = await start();
    const ids: string[] = [];
    for (let n = 0; n < 11; n += 1) ids.push(idOf(await call('POST', '/v1/tasks', { body: body() })));
    const { data } = (await call('GET', '/v1/tasks?size=101')).json as unknown as {
      data: { tasks: { taskId: string }[] };
    };
    expect(data).toMatchObject({ page: 1, size: 10, total: 11 });
    expect(data.tasks.map(({ taskId }) => taskId)).toEqual([...ids].reverse().slice(0, 10));
  });

  it('calls back once at the end, signed over time and bytes, and again after 1, 5 and 20 minutes', async () => {
    const receiver = await startReceiver();
    receiver.answer(500);
    const { vendor: hiapi, call } = await start({ webhookSecret: 'whsec_0123456789abcdef' });
    const callback = { url: receiver.url, when: 'final' };
    const id = idOf(await call('POST', '/v1/tasks', { body: body({}, { callback }) }));
    await hiapi.tick();
    expect(receiver.heard).toEqual([]);
    for (let minute = 0; minute <= 30; minute += 1) {
      await hiapi.tick();
      clock.pass(60_000);
    }
    expect(receiver.heard).toHaveLength(4);
    for (const { headers, body: bytes } of receiver.heard) {
      const stamp = String(headers['x-hiapi-timestamp']);
      const expected = createHmac('sha256', 'whsec_0123456789abcdef')
        .update(`${stamp}.${bytes.toString()}`)
        .digest('hex');
      expect(headers['x-hiapi-signature']).toBe(expected);
      expect(JSON.parse(bytes.toString())).toMatchObject({ taskId: id, status: 'success' });
    }
    await receiver.close();
  });

  it('lives in real time where it is given no clock, and calls back by itself', async () => {
    const receiver = await startReceiver();
    const vendor = await startHiapiVendor({
      pace: { queuedMs: 0, renderMs: 30 },
      webhookSecret: 'whsec_0123456789abcdef',
    });
    const call = plainClient(vendor);
    const id = idOf(await call('POST', '/v1/tasks', { body: body({}, { callback: { url: receiver.url } }) }));
    await vi.waitFor(() => expect(receiver.heard).toHaveLength(1));
    expect((await call('GET', `/v1/tasks/${id}`)).json).toMatchObject({ data: { status: 'success' } });
    await Promise.all([receiver.close(), vendor.close()]);
  });

  it('tells its prices to anybody', async () => {
    const { call } = await start();
    expect((await call('GET', '/api/pricing', { key: 'none' })).json).toMatchObject({
      data: [{ factors: ['duration'] }],
    });
  });
});
