import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { ModelOrder } from '../../contract/model-order.js';
import { createGuardedFetch } from '../../net/guarded-fetch.js';
import { closeLoopbacks, serveRaw } from '../../net/testing/loopback.js';
import {
  quietHooks,
  readText,
  type SeenRequest,
  serveDesk,
  write,
  type WrittenAnswer as Answer,
} from '../calling/testing/vendor-desk.js';
import { type Provider, ProviderError, type RenderOrder } from '../provider.js';
import { createDashscopeProvider } from './dashscope-provider.js';

const KEY = 'sk-0123456789abcdef';
const NOW_MS = Date.UTC(2026, 10, 22, 12);

const MODEL_ORDER: ModelOrder = {
  ...{ model: 'wan2.7-video/image-to-video', prompt: 'slow push in', frames: 'first', durationSec: 5 },
  ...{ resolution: '720p', aspectRatio: 'adaptive', audio: true, promptExtend: false, returnLastFrame: false },
};

const ORDER: RenderOrder = {
  ...{ attemptId: 'one', plan: { order: MODEL_ORDER }, stills: { first: 'blob' } },
  frames: { first: 'https://a.example/1.jpg' },
};

const HOOKS = quietHooks();

afterEach(closeLoopbacks);

/** DashScope, as far as a test needs it: each request is answered by its method and path. */
async function vendor(
  answer: (asked: SeenRequest, origin: string) => Answer,
  nowMs = NOW_MS,
): Promise<{ readonly provider: Provider; readonly asked: readonly SeenRequest[]; readonly origin: string }> {
  const { seen, origin } = await serveDesk((one, response, own) => {
    // The vendor's clock is the test's.
    response.setHeader('date', new Date(NOW_MS).toUTCString());
    write(response, answer(one, own));
  });
  return { provider: at(origin, nowMs), asked: seen, origin };
}

function at(baseUrl: string, nowMs = NOW_MS, apiKey = KEY): Provider {
  return createDashscopeProvider({
    ...{ baseUrl, apiKey, fetch: createGuardedFetch() },
    ...{ nowMs: () => nowMs, newId: () => 'name' },
  });
}

describe('an order to DashScope', () => {
  it('is posted once, asynchronously, and accepted by the task’s id', async () => {
    const { provider, asked } = await vendor(() => [200, { output: { task_id: 't-1', task_status: 'PENDING' } }]);
    expect(await provider.submit(ORDER, HOOKS)).toEqual({ kind: 'accepted', handle: 't-1' });
    expect(asked).toHaveLength(1);
    expect(asked[0]!.line).toBe('POST /api/v1/services/aigc/video-generation/video-synthesis');
    expect(asked[0]!.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'x-dashscope-async': 'enable' });
    expect(asked[0]!.headers).not.toHaveProperty('x-dashscope-ossresourceresolve');
    expect(JSON.parse(asked[0]!.body)).toMatchObject({ model: 'wan2.7-i2v', parameters: { resolution: '720P' } });
  });

  it('has the vendor look into its own store when a still lies there', async () => {
    const { provider, asked } = await vendor(() => [200, { output: { task_id: 't-1' } }]);
    await provider.submit({ ...ORDER, frames: { first: 'oss://dir/1.jpg' } }, HOOKS);
    expect(asked[0]!.headers['x-dashscope-ossresourceresolve']).toBe('enable');
  });

  it('is rejected where the vendor says so, with how long to wait for what passes', async () => {
    const answers: Answer[] = [
      [400, { code: 'InvalidParameter', message: 'duration' }],
      [401, { code: 'InvalidApiKey', message: `Invalid API-key provided: ${KEY}` }],
      [429, { code: 'Throttling.RateQuota', message: 'slow down' }, { 'retry-after': '7' }],
      [400, { code: 'Arrearage', message: 'overdue' }],
      [403, '<html>no</html>'],
      [200, { code: 'InvalidParameter', message: 'duration' }],
    ];
    const { provider } = await vendor(() => answers.shift()!);
    expect(await provider.submit(ORDER, HOOKS)).toMatchObject({ kind: 'rejected', failure: { class: 'bad_input' } });
    const refusedKey = await provider.submit(ORDER, HOOKS);
    expect(refusedKey).toMatchObject({ kind: 'rejected', failure: { charged: 'no', retry: 'never' } });
    expect(JSON.stringify(refusedKey)).not.toContain(KEY);
    expect(await provider.submit(ORDER, HOOKS)).toMatchObject({ kind: 'rejected', retryAfterMs: 7000 });
    expect(await provider.submit(ORDER, HOOKS)).toMatchObject({ kind: 'rejected', failure: { retry: 'never' } });
    expect(await provider.submit(ORDER, HOOKS)).toMatchObject({ kind: 'rejected', failure: { charged: 'no' } });
    expect(await provider.submit(ORDER, HOOKS)).toMatchObject({ kind: 'rejected', failure: { class: 'bad_input' } });
  });

  it('has an unknown end where the answer is no proof', async () => {
    const answers: Answer[] = [
      [500, { code: 'InternalError', message: 'oops' }],
      [502, '<html>bad gateway</html>'],
      [400, '<html>bad request</html>'],
      [200, '<html>welcome</html>'],
      [200, { output: {} }],
      [200, { code: 'Throttling', message: 'slow down' }],
      [500, { code: 'InvalidParameter', message: 'duration', output: { task_id: 't-1' } }],
      [302, '', { location: 'https://elsewhere.example/' }],
    ];
    const { provider } = await vendor(() => answers.shift()!);
    for (let left = answers.length; left > 0; left -= 1) {
      await expect(provider.submit(ORDER, HOOKS)).rejects.toBeInstanceOf(ProviderError);
    }
  });

  it('has an unknown end where the reply is lost, and is rejected where nobody listens', async () => {
    const lost = await serveRaw((socket) => socket.once('data', () => socket.destroy()));
    await expect(at(lost.origin).submit(ORDER, HOOKS)).rejects.toMatchObject({
      name: 'ProviderError',
      cause: { sent: true },
    });
    await closeLoopbacks();
    const answer = await at(lost.origin).submit(ORDER, HOOKS);
    expect(answer).toMatchObject({ kind: 'rejected', failure: { charged: 'no', retry: 'free' }, retryAfterMs: 5000 });
    expect(JSON.stringify(answer)).toContain('DASHSCOPE_BASE_URL');
  });

  it('is not sent when the last look forbids it, nor without a key, nor where it cannot be made', async () => {
    const { provider, asked } = await vendor(() => [200, { output: { task_id: 't-1' } }]);
    const gone = new Error('the claim is lost');
    const beforeSend = (): void => {
      throw gone;
    };
    await expect(provider.submit(ORDER, { ...HOOKS, beforeSend })).rejects.toBe(gone);
    const keyless = await at('http://127.0.0.1:9', NOW_MS, ' ').submit(ORDER, HOOKS);
    expect(keyless).toMatchObject({ failure: { say: expect.stringContaining('DASHSCOPE_API_KEY') as string } });
    const unmade = { ...ORDER, plan: { order: { ...MODEL_ORDER, resolution: '480p' } } };
    expect(await provider.submit(unmade, HOOKS)).toMatchObject({
      failure: { class: 'bad_input', field: 'resolution' },
    });
    expect(asked).toEqual([]);
  });

  it('keeps the key to itself but for a fingerprint', () => {
    const fingerprint = createHash('sha256').update(KEY).digest('hex').slice(0, 12);
    expect(at('https://dashscope.aliyuncs.com/api/v1/', NOW_MS, `${KEY}\n`).credential).toBe(fingerprint);
  });
});

describe('a task at DashScope', () => {
  async function poll(body: unknown, status = 200): Promise<unknown> {
    const { provider } = await vendor(() => [status, body]);
    return provider.poll('t/1', ORDER, HOOKS);
  }

  it('runs while it is pending, running, suspended, or something nobody knows', async () => {
    for (const task_status of ['PENDING', 'RUNNING', 'SUSPENDED', 'DREAMING', undefined]) {
      expect(await poll({ output: { task_status } })).toMatchObject({ kind: 'running', askAgainInMs: 15_000 });
    }
    expect(await poll({ output: { task_status: 'SUCCEEDED' } })).toMatchObject({ kind: 'running' });
  });

  it('has a clip that dies when its URL says so, or after 24 hours', async () => {
    const usage = { duration: '5', SR: 720, fps: 30 };
    const soon = `https://oss.example/a.mp4?Expires=${NOW_MS / 1000 + 60}`;
    expect(
      await poll({ output: { task_status: 'SUCCEEDED', video_url: soon, actual_prompt: 'push' }, usage }),
    ).toMatchObject({
      kind: 'succeeded',
      outputs: [{ type: 'video', source: soon, expiresAtMs: NOW_MS + 60_000 }],
      facts: { billedSec: 5, billedResolution: '720p', fps: 30, actualPrompt: 'push' },
    });
    expect(await poll({ output: { task_status: 'SUCCEEDED', video_url: 'https://oss.example/a.mp4' } })).toMatchObject({
      outputs: [{ expiresAtMs: NOW_MS + 24 * 3_600_000 }],
    });
  });

  it('fails by the vendor’s word inside a 200', async () => {
    const output = { task_status: 'FAILED', code: 'DataInspectionFailed', message: 'the still' };
    expect(await poll({ output })).toMatchObject({ kind: 'failed', failure: { class: 'moderated', charged: 'no' } });
    expect(await poll({ output: { task_status: 'CANCELED' } })).toMatchObject({ failure: { class: 'cancelled' } });
    expect(await poll({ output: { task_status: 'UNKNOWN' } })).toMatchObject({ failure: { charged: 'unknown' } });
  });

  it('is not judged by an answer that is none', async () => {
    const failed = { output: { task_status: 'FAILED' } };
    for (const [body, status] of [
      [failed, 500],
      ['<html>', 200],
      [{}, 429],
      [{}, 401],
    ] as const) {
      await expect(poll(body, status)).rejects.toBeInstanceOf(ProviderError);
    }
  });

  it('is asked for by its id, whatever is in it', async () => {
    const { provider, asked } = await vendor(() => [200, { output: { task_status: 'RUNNING' } }]);
    await provider.poll('../t?1', ORDER, HOOKS);
    expect(asked[0]!.line).toBe('GET /api/v1/tasks/..%2Ft%3F1');
  });
});

it('repeats none of DashScope’s words in an error, which may be logged', async () => {
  const { provider } = await vendor(() => [400, { code: 'InternalError.Algo', message: 'prompt: a secret scene' }]);
  for (const call of [() => provider.submit(ORDER, HOOKS), () => provider.poll('t-1', ORDER, HOOKS)]) {
    const thrown = await call().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ProviderError);
    expect(String(thrown)).not.toContain('secret');
  }
});

describe('a cancel at DashScope', () => {
  async function cancel(cancelled: Answer, state?: string): Promise<string> {
    const { provider } = await vendor(({ line }) =>
      line.startsWith('POST') ? cancelled : [200, { output: { task_status: state } }],
    );
    return provider.cancel('t-1');
  }
  const refused: Answer = [400, { code: 'UnsupportedOperation', message: 'not pending' }];

  it('is confirmed while the task is pending, or where it was cancelled before', async () => {
    expect(await cancel([200, { request_id: 'r' }])).toBe('confirmed');
    expect(await cancel(refused, 'CANCELED')).toBe('confirmed');
  });

  it('that is refused inside a 200, or answered with a page, is not confirmed', async () => {
    const inside: Answer = [200, { code: 'UnsupportedOperation', message: 'not pending' }];
    expect(await cancel(inside, 'RUNNING')).toBe('too_late');
    expect(await cancel(inside, 'CANCELED')).toBe('confirmed');
    expect(await cancel([200, '<html>'], 'RUNNING')).toBe('uncertain');
  });

  it('is too late when it runs, and uncertain when nobody says', async () => {
    expect(await cancel(refused, 'RUNNING')).toBe('too_late');
    expect(await cancel(refused, 'SUCCEEDED')).toBe('too_late');
    expect(await cancel(refused, 'UNKNOWN')).toBe('uncertain');
    expect(await cancel([503, ''])).toBe('uncertain');
    expect(await at('http://127.0.0.1:9').cancel('t-1')).toBe('uncertain');
  });
});

describe('a clip at DashScope', () => {
  it('is fetched without the key', async () => {
    const { provider, asked, origin } = await vendor(() => [200, 'a clip', { 'content-type': 'video/mp4' }]);
    expect(await readText(await provider.open(`${origin}/clip.mp4?Signature=s`, HOOKS))).toBe('a clip');
    expect(asked[0]!.line).toBe('GET /clip.mp4?Signature=s');
    expect(asked[0]!.headers).not.toHaveProperty('authorization');
  });

  it('is gone after a 403, and may come after a 504 or a page in its place', async () => {
    const answers: Answer[] = [
      [403, ''],
      [504, ''],
      [200, '<html>', { 'content-type': 'text/html; charset=utf-8' }],
    ];
    const { provider, origin } = await vendor(() => answers.shift()!);
    const open = (): Promise<unknown> => provider.open(`${origin}/clip.mp4`, HOOKS);
    await expect(open()).rejects.toMatchObject({ name: 'ProviderError', retryable: false });
    await expect(open()).rejects.toMatchObject({ name: 'ProviderError', retryable: true });
    await expect(open()).rejects.toMatchObject({ name: 'ProviderError', retryable: true });
  });

  it('that breaks off half way, and is of no version, may come whole later', async () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: video/mp4\r\ncontent-length: 100\r\n\r\nhalf';
    const server = await serveRaw((socket) => socket.once('data', () => socket.end(head)));
    const bytes = await at(server.origin).open(`${server.origin}/clip.mp4`, HOOKS);
    await expect(readText(bytes)).rejects.toMatchObject({ name: 'ProviderError', retryable: true });
  });
});

describe('looking for an order at DashScope', () => {
  const made = (task_id: string, atMs: number, model_name = 'wan2.7-i2v'): object => ({
    ...{ task_id, gmt_create: String(atMs), model_name, status: 'RUNNING' },
  });

  async function find(
    tasks: readonly object[],
    prompts: Readonly<Record<string, string>> = {},
    ageMs = 600_000,
    ours: readonly string[] = [],
  ) {
    const { provider, asked } = await vendor(({ line }) => {
      const id = /tasks\/([^?]+)/.exec(line)?.[1];
      if (id !== undefined) return [200, { output: { task_status: 'SUCCEEDED', orig_prompt: prompts[id] } }];
      return [200, { data: tasks, total: tasks.length, total_page: tasks.length === 0 ? 0 : 1 }];
    });
    const others = { has: (handle: string) => Promise.resolve(ours.includes(handle)) };
    return { found: await provider.find!(ORDER, NOW_MS - ageMs, HOOKS, others), asked };
  }
  const sentAtMs = NOW_MS - 600_000;

  it('finds the one task of the moment, by a span of time that holds in any of the vendor’s zones', async () => {
    const { found, asked } = await find([made('t-1', sentAtMs + 2000), made('t-2', sentAtMs - 900_000)]);
    expect(found).toEqual({ kind: 'found', handle: 't-1' });
    const query = new URLSearchParams(asked[0]!.line.split('?')[1]);
    expect(query.get('model_name')).toBe('wan2.7-i2v');
    const [start, end] = ['start_time', 'end_time'].map((name) => Number(query.get(name)));
    expect(start).toBeLessThan(20261122064000);
    expect(end).toBeGreaterThan(20261122200000);
  });

  it('does not take the only task of the moment while the list may be late and the task does not say its prompt', async () => {
    const soonMs = NOW_MS - 5_000;
    const early = (prompts: Readonly<Record<string, string>>) => find([made('t-1', soonMs)], prompts, 5_000);
    expect((await early({})).found).toEqual({ kind: 'unsure', candidates: ['t-1'] });
    expect((await early({ 't-1': 'slow push in' })).found).toEqual({ kind: 'found', handle: 't-1' });
  });

  it('tells two of one moment apart by their prompts, and says so where it cannot', async () => {
    const two = [made('t-1', sentAtMs), made('t-2', sentAtMs + 1000)];
    expect((await find(two, { 't-1': 'other', 't-2': 'slow  push in' })).found).toMatchObject({ handle: 't-2' });
    const unsure = { kind: 'unsure', candidates: ['t-1', 't-2'] };
    expect((await find(two, { 't-1': 'slow push in', 't-2': 'slow push in' })).found).toEqual(unsure);
    expect((await find(two, { 't-1': 'slow push in' })).found).toEqual(unsure);
  });

  it('leaves out what is another order’s of this installation, however many there are', async () => {
    const many = Array.from({ length: 40 }, (_, index) => made(`t-${index}`, sentAtMs + 100 * index));
    const ours = many.slice(1).map((_, index) => `t-${index + 1}`);
    expect((await find(many, { 't-0': 'slow push in' }, 600_000, ours)).found).toEqual({
      kind: 'found',
      handle: 't-0',
    });
    expect((await find(many, {}, 600_000, ['t-0', ...ours])).found).toEqual({ kind: 'absent' });
  });

  it('does not take a task of another prompt, nor say that there is none because of it', async () => {
    const { found } = await find([made('t-1', sentAtMs)], { 't-1': 'other' });
    expect(found).toEqual({ kind: 'unsure', candidates: ['t-1'] });
  });

  it('says that there is none only when the whole list is empty around it, not too early and not too late', async () => {
    expect((await find([made('t-9', sentAtMs, 'qwen-image')])).found).toEqual({ kind: 'absent' });
    expect((await find([], {}, 60_000)).found).toEqual({ kind: 'unsure' });
    expect((await find([], {}, 23 * 3_600_000)).found).toEqual({ kind: 'unsure' });
    expect((await find([{ task_id: 't-1' }], { 't-1': 'other' })).found).toMatchObject({ kind: 'unsure' });
  });

  it('says not that there is none while one of another hour may be it: our clock may have been wrong', async () => {
    const hourLater = [made('t-1', sentAtMs + 3_600_000)];
    expect((await find(hourLater, { 't-1': 'slow push in' })).found).toEqual({ kind: 'unsure', candidates: ['t-1'] });
    expect((await find(hourLater)).found).toEqual({ kind: 'unsure', candidates: ['t-1'] });
    expect((await find(hourLater, { 't-1': 'other' })).found).toEqual({ kind: 'absent' });
    expect((await find(hourLater, {}, 600_000, ['t-1'])).found).toEqual({ kind: 'absent' });
  });

  it('proves nothing by a clock that is an hour off, and finds all the same', async () => {
    const date = new Date(NOW_MS + 3_600_000).toUTCString();
    const list = (data: readonly object[]): Answer => [200, { data, total: data.length, total_page: 1 }, { date }];
    const empty = await vendor(() => list([]));
    expect(await empty.provider.find!(ORDER, sentAtMs, HOOKS)).toEqual({ kind: 'unsure' });
    const byTheirs = [made('t-1', sentAtMs + 3_600_000)];
    const one = await vendor(({ line }) => (line.includes('?') ? list(byTheirs) : [200, { output: {} }]));
    expect(await one.provider.find!(ORDER, sentAtMs, HOOKS)).toEqual({ kind: 'found', handle: 't-1' });
  });

  it('does not read an error page as an empty list', async () => {
    const answers: Answer[] = [
      [200, '<html>'],
      [503, ''],
      [200, { code: 'Throttling', message: '' }],
    ];
    const { provider } = await vendor(() => answers.shift()!);
    for (let left = answers.length; left > 0; left -= 1) {
      await expect(provider.find!(ORDER, sentAtMs, HOOKS)).rejects.toBeInstanceOf(ProviderError);
    }
  });
});

describe('a still on its way to DashScope’s store', () => {
  const still = {
    bytes: async function* () {
      yield Buffer.from('a still');
    },
    ...{ sizeBytes: 7, mediaType: 'image/png', name: '../secret.png' },
  };
  const leave = (origin: string): object => ({
    data: {
      ...{ policy: 'p', signature: 's', upload_dir: 'dashscope-instant/d', upload_host: `${origin}/store` },
      ...{ oss_access_key_id: 'k', x_oss_object_acl: 'private', x_oss_forbid_overwrite: 'true', max_file_size_mb: 1 },
    },
  });

  it('is posted as a form under a name of ours, without the key, and lives 48 hours', async () => {
    const { provider, asked } = await vendor(({ line }, origin) =>
      line.startsWith('GET') ? [200, leave(origin)] : [200, ''],
    );
    expect(await provider.upload!(still, HOOKS)).toEqual({
      url: 'oss://dashscope-instant/d/name.png',
      expiresAtMs: NOW_MS + 48 * 3_600_000,
    });
    expect(asked.map(({ line }) => line)).toEqual([
      'GET /api/v1/uploads?action=getPolicy&model=wan2.7-i2v',
      'POST /store',
    ]);
    const { headers, body } = asked[1]!;
    expect(headers).not.toHaveProperty('authorization');
    expect(headers['content-length']).toBe(String(body.length));
    expect(body).toMatch(/name="key"\r\n\r\ndashscope-instant\/d\/name\.png\r\n/);
    expect(body.indexOf('name="file"')).toBeGreaterThan(body.indexOf('name="success_action_status"'));
    expect(body).toContain('a still');
    expect(body).not.toContain('secret');
  });

  it('is refused with what to do instead', async () => {
    const { provider } = await vendor(({ line }, origin) =>
      line.startsWith('GET') ? [200, leave(origin)] : [409, '<Error/>'],
    );
    const todo = expect.stringContaining('FIRSTFRAME_PUBLIC_URL') as string;
    await expect(provider.upload!(still, HOOKS)).rejects.toMatchObject({ message: todo, retryable: false });
    await expect(provider.upload!({ ...still, sizeBytes: 2 ** 21 }, HOOKS)).rejects.toMatchObject({ message: todo });
  });
});
