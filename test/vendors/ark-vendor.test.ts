import { describe, expect, it } from 'vitest';
import { startArkVendor, type ArkVendorOptions } from './ark-vendor.js';
import { CLIP } from './loopback/clip-host.js';
import { lostReply, oddTypes, rateLimited } from './loopback/faults.js';
import { idOf } from './plain-client.js';
import { startReceiver } from './receiver.js';
import { useVendorGround } from './vendor-ground.js';

const TASKS = '/contents/generations/tasks';

describe('Ark as its pages have it', () => {
  const ground = useVendorGround<ArkVendorOptions>(startArkVendor);
  const { clock, start } = ground;

  const body = (more: object = {}): object => ({
    model: 'dreamina-seedance-2-0-260128',
    content: [
      { type: 'text', text: 'slow dolly in' },
      { type: 'image_url', role: 'first_frame', image_url: { url: ground.stills.still } },
    ],
    resolution: '720p',
    ratio: 'adaptive',
    duration: 5,
    generate_audio: false,
    watermark: false,
    ...more,
  });

  it('renders one clip for a create, and its URL dies a day after the end without being signed again', async () => {
    const { vendor: ark, call } = await start();
    const created = await call('POST', TASKS, { body: body({ seed: 0, return_last_frame: true }) });
    expect(created).toMatchObject({ status: 200, json: { id: expect.stringMatching(/^cgt-\d{8}-/) as string } });
    const task = `${TASKS}/${idOf(created)}`;
    expect((await call('GET', task)).json).toMatchObject({ status: 'queued' });
    clock.pass(1_000);
    expect((await call('GET', task)).json).toMatchObject({ status: 'running' });
    clock.pass(60_000);
    const done = (await call('GET', task)).json as unknown as {
      content: { video_url: string; last_frame_url: string };
    };
    expect(done).toMatchObject({ status: 'succeeded', seed: 0, duration: 5, usage: { total_tokens: 108_900 } });
    expect(Buffer.from(await (await fetch(done.content.video_url)).arrayBuffer())).toEqual(CLIP);
    expect((await fetch(done.content.last_frame_url)).headers.get('content-type')).toBe('image/png');
    const part = await fetch(done.content.video_url, { headers: { range: 'bytes=100-199' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-199/${CLIP.byteLength}`]);
    clock.pass(86_400_000);
    expect((await fetch(done.content.video_url)).status).toBe(403);
    expect((await call('GET', task)).json).toEqual(JSON.parse(JSON.stringify(done)));
    expect(ark.orders).toHaveLength(1);
    expect(ark.charges()).toHaveLength(1);
    expect(JSON.parse(ark.orders[0]!.rawBody.toString())).toEqual(body({ seed: 0, return_last_frame: true }));
  });

  it.each([
    ['a null', { seed: null }, 'InvalidParameter', 'seed'],
    ['a field of another model', { camera_fixed: true }, 'InvalidParameter', 'camera_fixed'],
    ['a field of nobody', { negative_prompt: 'x' }, 'InvalidParameter', 'negative_prompt'],
    ['a number as a string', { duration: '5' }, 'InvalidParameter', 'duration'],
    ['too long', { duration: 16 }, 'InvalidParameter', 'duration'],
    ['no content', { content: undefined }, 'MissingParameter', 'content'],
    ['a short deadline', { execution_expires_after: 60 }, 'InvalidParameter', 'execution_expires_after'],
    ['4k of 2.5', { model: 'dreamina-seedance-2-5-260628', resolution: '4k' }, 'InvalidParameter', 'resolution'],
  ])('refuses %s and names the field', async (_, more, code, param) => {
    const { vendor: ark, call } = await start();
    const answer = await call('POST', TASKS, { body: body(more) });
    expect(answer).toMatchObject({ status: 400, json: { error: { code, param } } });
    expect(ark.orders).toEqual([]);
  });

  it('refuses frames that do not belong together, and a ratio with frames of 2.5', async () => {
    const { call } = await start();
    const last = { type: 'image_url', role: 'last_frame', image_url: { url: ground.stills.other } };
    expect((await call('POST', TASKS, { body: body({ content: [last] }) })).status).toBe(400);
    const explicit = { model: 'dreamina-seedance-2-5-260628', ratio: '16:9' };
    expect((await call('POST', TASKS, { body: body(explicit) })).json).toMatchObject({
      error: { code: 'InvalidParameter.TaskTypeConstraint' },
    });
  });

  it.each(['tooSmall', 'redirected', 'missing', 'mislabelled'] as const)(
    'refuses a still that is %s',
    async (which) => {
      const { call } = await start();
      const content = [{ type: 'image_url', role: 'first_frame', image_url: { url: ground.stills[which] } }];
      expect((await call('POST', TASKS, { body: body({ content }) })).status).toBe(400);
    },
  );

  it('looks at a still by HEAD and then by GET, and takes a data URI', async () => {
    const { call } = await start();
    const before = ground.stills.calls.length;
    await call('POST', TASKS, { body: body() });
    expect(ground.stills.calls.slice(before).map(({ method }) => method)).toEqual(['HEAD', 'GET']);
    const url = `data:image/jpeg;base64,${ground.stills.bytes.toString('base64')}`;
    const content = [{ type: 'image_url', image_url: { url } }];
    expect((await call('POST', TASKS, { body: body({ content }) })).status).toBe(200);
  });

  it('says what is wrong with the key, the model, the account', async () => {
    const { vendor: ark, call } = await start({ closedModels: ['dreamina-seedance-2-5-260628'] });
    expect(await call('POST', TASKS, { body: body(), key: 'x' })).toMatchObject({
      status: 401,
      json: { error: { code: 'AuthenticationError' } },
    });
    const withdrawn = await call('POST', TASKS, { body: body({ model: 'seedance-1-5-pro-251215' }) });
    expect(withdrawn).toMatchObject({ status: 404, json: { error: { code: 'InvalidEndpointOrModel.NotFound' } } });
    const closed = await call('POST', TASKS, { body: { model: 'dreamina-seedance-2-5-260628' } });
    expect(closed).toMatchObject({ status: 404, json: { error: { code: 'ModelNotOpen' } } });
    const probe = await call('POST', TASKS, { body: { model: 'dreamina-seedance-2-0-260128' } });
    expect(probe).toMatchObject({ status: 400, json: { error: { code: 'MissingParameter' } } });
    ark.emptyBalance();
    const broke = await call('POST', TASKS, { body: body() });
    expect(broke).toMatchObject({ status: 403, json: { error: { code: 'AccountOverdueError' } } });
  });

  it('cancels what waits, refuses what runs, and deletes what has ended', async () => {
    const { vendor: ark, call } = await start();
    const create = async (): Promise<string> => `${TASKS}/${idOf(await call('POST', TASKS, { body: body() }))}`;
    const [waiting, running] = [await create(), await create()];
    expect(await call('DELETE', waiting)).toMatchObject({ status: 200, text: '{}' });
    expect((await call('GET', waiting)).json).toMatchObject({ status: 'cancelled' });
    expect(ark.charges()).toHaveLength(1);
    clock.pass(1_000);
    expect((await call('DELETE', running)).status).toBe(409);
    clock.pass(60_000);
    expect((await call('DELETE', running)).status).toBe(200);
    expect((await call('GET', running)).status).toBe(404);
    expect(ark.charges()).toHaveLength(1);
  });

  it('lists by page, newest first, and by id, status and model', async () => {
    const { call } = await start();
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push(idOf(await call('POST', TASKS, { body: body() })));
    const page = (await call('GET', `${TASKS}?page_num=2&page_size=2`)).json;
    expect(page).toMatchObject({ total: 3, items: [{ id: ids[0] }] });
    const some = (await call('GET', `${TASKS}?filter.task_ids=${ids[0]!}&filter.task_ids=${ids[2]!}`)).json;
    expect(some).toMatchObject({ total: 2, items: [{ id: ids[2] }, { id: ids[0] }] });
    expect((await call('GET', `${TASKS}?filter.status=running`)).json).toMatchObject({ total: 0, items: [] });
    expect((await call('GET', `${TASKS}?page_size=501`)).status).toBe(400);
  });

  it('fails inside HTTP 200, without a charge', async () => {
    const fates = [{ kind: 'moderated_output' }, { kind: 'moderated_input' }, { kind: 'never_ends' }] as const;
    const { vendor: ark, call } = await start({ fates });
    const id = idOf(await call('POST', TASKS, { body: body() }));
    expect((await call('POST', TASKS, { body: body() })).json).toMatchObject({
      error: { code: 'InputImageSensitiveContentDetected.PrivacyInformation' },
    });
    const endless = await call('POST', TASKS, { body: body({ execution_expires_after: 3_600 }) });
    clock.pass(3_600_000);
    expect(await call('GET', `${TASKS}/${id}`)).toMatchObject({
      status: 200,
      json: { status: 'failed', error: { code: 'OutputVideoSensitiveContentDetected' } },
    });
    expect((await call('GET', `${TASKS}/${idOf(endless)}`)).json).toMatchObject({ status: 'expired' });
    expect(ark.charges()).toEqual([]);
  });

  it('calls back on every change without a signature, four times where nobody listens', async () => {
    const receiver = await startReceiver();
    const { vendor: ark, call } = await start();
    await call('POST', TASKS, { body: body({ callback_url: receiver.url }) });
    await ark.tick();
    clock.pass(61_000);
    await ark.tick();
    const heard = receiver.heard.map(({ body: bytes }) => JSON.parse(bytes.toString()) as { status: string });
    expect(heard.map(({ status }) => status)).toEqual(['queued', 'running', 'succeeded']);
    receiver.answer(500);
    await call('POST', TASKS, { body: body({ callback_url: receiver.url }) });
    for (let n = 0; n < 8; n += 1) {
      await ark.tick();
      clock.pass(30_000);
    }
    const queued = receiver.heard.slice(3).filter(({ body: bytes }) => bytes.toString().includes('"queued"'));
    expect(queued).toHaveLength(4);
    await receiver.close();
  });

  it('can call back before it answers, twice, and the end before the beginning', async () => {
    const receiver = await startReceiver();
    const callbacks = { isEarly: true, copies: 2, isReversed: true };
    const { vendor: ark, call } = await start({ callbacks, pace: { queuedMs: 0, renderMs: 0 } });
    const created = await call('POST', TASKS, { body: body({ callback_url: receiver.url }) });
    await ark.tick();
    const heard = receiver.heard.map(
      ({ body: bytes }) => JSON.parse(bytes.toString()) as { id: string; status: string },
    );
    expect(heard.map(({ status }) => status)).toEqual([
      'succeeded',
      'succeeded',
      'running',
      'running',
      'queued',
      'queued',
    ]);
    expect(new Set(heard.map(({ id }) => id))).toEqual(new Set([created.json['id']]));
    await receiver.close();
  });

  it('misbehaves on request: a lost reply, a 429, odd types', async () => {
    const { vendor: ark, call } = await start({ faults: [lostReply, rateLimited('create', 7), oddTypes('poll')] });
    await expect(call('POST', TASKS, { body: body() })).rejects.toThrow();
    expect(ark.orders).toHaveLength(1);
    const limited = await call('POST', TASKS, { body: body() });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect(ark.orders).toHaveLength(1);
    clock.pass(61_000);
    const odd = (await call('GET', `${TASKS}/${ark.orders[0]!.handle}`)).json;
    expect(odd).toMatchObject({ status: 'succeeded', duration: '5', usage: { total_tokens: '108900' } });
  });
});
