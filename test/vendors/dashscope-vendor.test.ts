import { describe, expect, it } from 'vitest';
import { startDashscopeVendor, type DashscopeVendorOptions } from './dashscope-vendor.js';
import { CLIP } from './loopback/clip-host.js';
import type { PlainCall } from './plain-client.js';
import { useVendorGround } from './vendor-ground.js';

const CREATE = '/api/v1/services/aigc/video-generation/video-synthesis';
const ASYNC = { 'x-dashscope-async': 'enable' };

describe('DashScope as its pages have it', () => {
  const ground = useVendorGround<DashscopeVendorOptions>(startDashscopeVendor);
  const { clock, start } = ground;

  const body = (more: object = {}, input: object = {}): object => ({
    model: 'wan2.7-i2v',
    input: { prompt: 'slow dolly in', media: [{ type: 'first_frame', url: ground.stills.still }], ...input },
    parameters: { resolution: '720P', duration: 5, prompt_extend: false, watermark: false, ...more },
  });
  const idOf = (answer: { readonly json: unknown }): string =>
    (answer.json as { output: { task_id: string } }).output.task_id;

  it('renders one clip for a create, kept for a day and then unknown', async () => {
    const { vendor: dashscope, call } = await start();
    const created = await call('POST', CREATE, { body: body({ seed: 0 }), headers: ASYNC });
    expect(created.json).toMatchObject({ output: { task_status: 'PENDING' } });
    const id = idOf(created);
    const task = `/api/v1/tasks/${id}`;
    clock.pass(1_000);
    expect((await call('GET', task)).json).toMatchObject({ output: { task_status: 'RUNNING' } });
    clock.pass(60_000);
    const done = (await call('GET', task)).json as unknown as { output: { video_url: string } };
    expect(done).toMatchObject({
      output: { task_status: 'SUCCEEDED', submit_time: '2026-11-22 18:00:00.000' },
      usage: { duration: 5, SR: 720, fps: 30, video_count: 1 },
    });
    expect(Buffer.from(await (await fetch(done.output.video_url)).arrayBuffer())).toEqual(CLIP);
    clock.pass(86_400_000);
    expect((await fetch(done.output.video_url)).status).toBe(403);
    expect(await call('GET', task)).toMatchObject({ status: 200, json: { output: { task_status: 'UNKNOWN' } } });
    expect(dashscope.charges()).toHaveLength(1);
  });

  it('takes no order without the header that makes it asynchronous', async () => {
    const { vendor: dashscope, call } = await start();
    expect(await call('POST', CREATE, { body: body() })).toMatchObject({ status: 403, json: { code: 'AccessDenied' } });
    expect(dashscope.orders).toEqual([]);
  });

  it.each([
    ['a null', { seed: null }, {}],
    ['a resolution in small letters', { resolution: '720p' }, {}],
    ['an audio switch, for it has none', { audio: false }, {}],
    ['a ratio, for it has none', { ratio: '16:9' }, {}],
    ['too long', { duration: 16 }, {}],
    ['a last frame alone', {}, { media: [{ type: 'last_frame', url: 'https://x.example/a.jpg' }] }],
    ['the older field for the image', {}, { img_url: 'https://x.example/a.jpg' }],
  ])('refuses %s', async (_, more, input) => {
    const { vendor: dashscope, call } = await start();
    const answer = await call('POST', CREATE, { body: body(more, input), headers: ASYNC });
    expect(answer).toMatchObject({
      status: 400,
      json: { code: 'InvalidParameter', request_id: expect.any(String) as string },
    });
    expect(dashscope.orders).toEqual([]);
  });

  it.each([
    ['missing', 'InvalidURL'],
    ['redirected', 'InvalidURL'],
    ['tooSmall', 'InvalidParameter'],
  ] as const)('refuses a still that is %s, at create or inside the task', async (which, code) => {
    const first = await start();
    const bad = body({}, { media: [{ type: 'first_frame', url: ground.stills[which] }] });
    expect(await first.call('POST', CREATE, { body: bad, headers: ASYNC })).toMatchObject({
      status: 400,
      json: { code },
    });
    await first.vendor.close();
    const { call } = await start({ stillsAreCheckedIn: 'task' });
    const id = idOf(await call('POST', CREATE, { body: bad, headers: ASYNC }));
    clock.pass(61_000);
    expect((await call('GET', `/api/v1/tasks/${id}`)).json).toMatchObject({ output: { task_status: 'FAILED', code } });
  });

  it('keeps a still that is brought under a policy, for its model and with the header that says so', async () => {
    const { call } = await start();
    const policy = (await call('GET', '/api/v1/uploads?action=getPolicy&model=wan2.7-i2v')).json[
      'data'
    ] as unknown as Record<string, string>;
    const key = `${policy['upload_dir']!}/still.jpg`;
    const form = new FormData();
    form.append('OSSAccessKeyId', policy['oss_access_key_id']!);
    form.append('Signature', policy['signature']!);
    form.append('policy', policy['policy']!);
    form.append('x-oss-object-acl', policy['x_oss_object_acl']!);
    form.append('x-oss-forbid-overwrite', policy['x_oss_forbid_overwrite']!);
    form.append('key', key);
    form.append('success_action_status', '200');
    form.append('file', new Blob([new Uint8Array(ground.stills.bytes)], { type: 'image/jpeg' }), 'still.jpg');
    expect((await fetch(policy['upload_host']!, { method: 'POST', body: form })).status).toBe(200);
    const order = body({}, { media: [{ type: 'first_frame', url: `oss://${key}` }] });
    expect(await call('POST', CREATE, { body: order, headers: ASYNC })).toMatchObject({ status: 400 });
    const resolved = { ...ASYNC, 'x-dashscope-ossresourceresolve': 'enable' };
    expect(await call('POST', CREATE, { body: order, headers: resolved })).toMatchObject({ status: 200 });
    clock.pass(48 * 3_600_000);
    expect(await call('POST', CREATE, { body: order, headers: resolved })).toMatchObject({ status: 400 });
  });

  it('cancels only what is pending', async () => {
    const { vendor: dashscope, call } = await start();
    const [waiting, running] = [
      idOf(await call('POST', CREATE, { body: body(), headers: ASYNC })),
      idOf(await call('POST', CREATE, { body: body(), headers: ASYNC })),
    ];
    expect((await call('POST', `/api/v1/tasks/${waiting}/cancel`)).status).toBe(200);
    expect((await call('GET', `/api/v1/tasks/${waiting}`)).json).toMatchObject({ output: { task_status: 'CANCELED' } });
    clock.pass(1_000);
    expect(await call('POST', `/api/v1/tasks/${running}/cancel`)).toMatchObject({
      status: 400,
      json: { code: 'UnsupportedOperation' },
    });
    expect(dashscope.charges()).toHaveLength(1);
  });

  it('lists by page, newest first, and by model, status and time', async () => {
    const { call } = await start();
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push(idOf(await call('POST', CREATE, { body: body(), headers: ASYNC })));
    expect((await call('GET', '/api/v1/tasks/?page_no=2&page_size=2')).json).toMatchObject({
      total: 3,
      total_page: 2,
      data: [{ task_id: ids[0], model_name: 'wan2.7-i2v', status: 'PENDING' }],
    });
    expect((await call('GET', '/api/v1/tasks?status=RUNNING')).json).toMatchObject({ total: 0 });
    const window = 'start_time=20261120000000&end_time=20261122000000';
    expect((await call('GET', `/api/v1/tasks?${window}`)).status).toBe(400);
  });

  it('says what is wrong with the key, the model, the balance, the content', async () => {
    const fates = [{ kind: 'moderated_input' }, { kind: 'moderated_output' }] as const;
    const { vendor: dashscope, call } = await start({ fates });
    const create = (options: object = {}): ReturnType<PlainCall> =>
      call('POST', CREATE, { body: body(), headers: ASYNC, ...options });
    expect(await create({ key: 'x' })).toMatchObject({ status: 401, json: { code: 'InvalidApiKey' } });
    expect(await create({ body: { ...body(), model: 'wan9' } })).toMatchObject({ status: 404 });
    expect(await create()).toMatchObject({ status: 400, json: { code: 'DataInspectionFailed' } });
    const id = idOf(await create());
    clock.pass(61_000);
    expect(await call('GET', `/api/v1/tasks/${id}`)).toMatchObject({
      status: 200,
      json: { output: { task_status: 'FAILED', code: 'DataInspectionFailed' } },
    });
    dashscope.emptyBalance();
    expect(await create()).toMatchObject({ status: 400, json: { code: 'Arrearage' } });
    expect(dashscope.charges()).toEqual([]);
  });
});
