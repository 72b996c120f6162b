import { afterEach, describe, expect, it } from 'vitest';
import { closeLoopbacks, serveRaw } from '../../net/testing/loopback.js';
import { readText, type WrittenAnswer } from '../calling/testing/vendor-desk.js';
import { ProviderError } from '../provider.js';
import { HOOKS, KEY, MODEL_ORDER, NOW_MS, openDesk, ORDER, providerAt } from './testing/dashscope-desk.js';

afterEach(closeLoopbacks);

describe('an order to DashScope', () => {
  it('is posted once, asynchronously, and accepted by the task’s id', async () => {
    const { provider, asked } = await openDesk(() => [200, { output: { task_id: 't-1', task_status: 'PENDING' } }]);
    expect(await provider.submit(ORDER, HOOKS)).toEqual({ kind: 'accepted', handle: 't-1' });
    expect(asked).toHaveLength(1);
    expect(asked[0]!.line).toBe('POST /api/v1/services/aigc/video-generation/video-synthesis');
    expect(asked[0]!.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'x-dashscope-async': 'enable' });
    expect(asked[0]!.headers).not.toHaveProperty('x-dashscope-ossresourceresolve');
    expect(JSON.parse(asked[0]!.body)).toMatchObject({ model: 'wan2.7-i2v', parameters: { resolution: '720P' } });
  });

  it('has the vendor look into its own store when a still lies there', async () => {
    const { provider, asked } = await openDesk(() => [200, { output: { task_id: 't-1' } }]);
    await provider.submit({ ...ORDER, frames: { first: 'oss://dir/1.jpg' } }, HOOKS);
    expect(asked[0]!.headers['x-dashscope-ossresourceresolve']).toBe('enable');
  });

  it('is rejected where the vendor says so, with how long to wait for what passes', async () => {
    const answers: WrittenAnswer[] = [
      [400, { code: 'InvalidParameter', message: 'duration' }],
      [401, { code: 'InvalidApiKey', message: `Invalid API-key provided: ${KEY}` }],
      [429, { code: 'Throttling.RateQuota', message: 'slow down' }, { 'retry-after': '7' }],
      [400, { code: 'Arrearage', message: 'overdue' }],
      [403, '<html>no</html>'],
      [200, { code: 'InvalidParameter', message: 'duration' }],
    ];
    const { provider } = await openDesk(() => answers.shift()!);
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
    const answers: WrittenAnswer[] = [
      [500, { code: 'InternalError', message: 'oops' }],
      [502, '<html>bad gateway</html>'],
      [400, '<html>bad request</html>'],
      [200, '<html>welcome</html>'],
      [200, { output: {} }],
      [200, { code: 'Throttling', message: 'slow down' }],
      [500, { code: 'InvalidParameter', message: 'duration', output: { task_id: 't-1' } }],
      [302, '', { location: 'https://elsewhere.example/' }],
    ];
    const { provider } = await openDesk(() => answers.shift()!);
    for (let left = answers.length; left > 0; left -= 1) {
      await expect(provider.submit(ORDER, HOOKS)).rejects.toBeInstanceOf(ProviderError);
    }
  });

  it('has an unknown end where the reply is lost, and is rejected where nobody listens', async () => {
    const lost = await serveRaw((socket) => socket.once('data', () => socket.destroy()));
    await expect(providerAt(lost.origin).submit(ORDER, HOOKS)).rejects.toMatchObject({
      name: 'ProviderError',
      cause: { sent: true },
    });
    await closeLoopbacks();
    const answer = await providerAt(lost.origin).submit(ORDER, HOOKS);
    expect(answer).toMatchObject({ kind: 'rejected', failure: { charged: 'no', retry: 'free' }, retryAfterMs: 5000 });
    expect(JSON.stringify(answer)).toContain('DASHSCOPE_BASE_URL');
  });

  it('is not sent when the last look forbids it, nor without a key, nor where it cannot be made', async () => {
    const { provider, asked } = await openDesk(() => [200, { output: { task_id: 't-1' } }]);
    const gone = new Error('the claim is lost');
    const beforeSend = (): void => {
      throw gone;
    };
    await expect(provider.submit(ORDER, { ...HOOKS, beforeSend })).rejects.toBe(gone);
    const keyless = await providerAt('http://127.0.0.1:9', NOW_MS, ' ').submit(ORDER, HOOKS);
    expect(keyless).toMatchObject({ failure: { say: expect.stringContaining('DASHSCOPE_API_KEY') as string } });
    const unmade = { ...ORDER, plan: { order: { ...MODEL_ORDER, resolution: '480p' } } };
    expect(await provider.submit(unmade, HOOKS)).toMatchObject({
      failure: { class: 'bad_input', field: 'resolution' },
    });
    expect(asked).toEqual([]);
  });

  it('keeps the key to itself but for a fingerprint', () => {
    const { credential } = providerAt('https://dashscope.aliyuncs.com/api/v1/', NOW_MS, `${KEY}\n`);
    expect(credential).toMatch(/^[0-9a-f]{12}$/);
    expect(providerAt('https://dashscope.aliyuncs.com').credential).toBe(credential);
  });
});

describe('a task at DashScope', () => {
  async function poll(body: unknown, status = 200): Promise<unknown> {
    const { provider } = await openDesk(() => [status, body]);
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
    const { provider, asked } = await openDesk(() => [200, { output: { task_status: 'RUNNING' } }]);
    await provider.poll('../t?1', ORDER, HOOKS);
    expect(asked[0]!.line).toBe('GET /api/v1/tasks/..%2Ft%3F1');
  });
});

it('repeats none of DashScope’s words in an error, which may be logged', async () => {
  const { provider } = await openDesk(() => [400, { code: 'InternalError.Algo', message: 'prompt: a secret scene' }]);
  for (const call of [() => provider.submit(ORDER, HOOKS), () => provider.poll('t-1', ORDER, HOOKS)]) {
    const thrown = await call().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ProviderError);
    expect(String(thrown)).not.toContain('secret');
  }
});

describe('a cancel at DashScope', () => {
  async function cancel(cancelled: WrittenAnswer, state?: string): Promise<string> {
    const { provider } = await openDesk(({ line }) =>
      line.startsWith('POST') ? cancelled : [200, { output: { task_status: state } }],
    );
    return provider.cancel('t-1');
  }
  const refused: WrittenAnswer = [400, { code: 'UnsupportedOperation', message: 'not pending' }];

  it('is confirmed while the task is pending, or where it was cancelled before', async () => {
    expect(await cancel([200, { request_id: 'r' }])).toBe('confirmed');
    expect(await cancel(refused, 'CANCELED')).toBe('confirmed');
  });

  it('that is refused inside a 200, or answered with a page, is not confirmed', async () => {
    const inside: WrittenAnswer = [200, { code: 'UnsupportedOperation', message: 'not pending' }];
    expect(await cancel(inside, 'RUNNING')).toBe('too_late');
    expect(await cancel(inside, 'CANCELED')).toBe('confirmed');
    expect(await cancel([200, '<html>'], 'RUNNING')).toBe('uncertain');
  });

  it('is too late when it runs, and uncertain when nobody says', async () => {
    expect(await cancel(refused, 'RUNNING')).toBe('too_late');
    expect(await cancel(refused, 'SUCCEEDED')).toBe('too_late');
    expect(await cancel(refused, 'UNKNOWN')).toBe('uncertain');
    expect(await cancel([503, ''])).toBe('uncertain');
    expect(await providerAt('http://127.0.0.1:9').cancel('t-1')).toBe('uncertain');
  });
});

describe('a clip at DashScope', () => {
  it('is fetched without the key', async () => {
    const { provider, asked, origin } = await openDesk(() => [200, 'a clip', { 'content-type': 'video/mp4' }]);
    expect(await readText(await provider.open(`${origin}/clip.mp4?Signature=s`, HOOKS))).toBe('a clip');
    expect(asked[0]!.line).toBe('GET /clip.mp4?Signature=s');
    expect(asked[0]!.headers).not.toHaveProperty('authorization');
  });

  it('is gone after a 403, and may come after a 504 or a page in its place', async () => {
    const answers: WrittenAnswer[] = [
      [403, ''],
      [504, ''],
      [200, '<html>', { 'content-type': 'text/html; charset=utf-8' }],
    ];
    const { provider, origin } = await openDesk(() => answers.shift()!);
    const open = (): Promise<unknown> => provider.open(`${origin}/clip.mp4`, HOOKS);
    await expect(open()).rejects.toMatchObject({ name: 'ProviderError', retryable: false });
    await expect(open()).rejects.toMatchObject({ name: 'ProviderError', retryable: true });
    await expect(open()).rejects.toMatchObject({ name: 'ProviderError', retryable: true });
  });

  it('that breaks off half way, and is of no version, may come whole later', async () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: video/mp4\r\ncontent-length: 100\r\n\r\nhalf';
    const server = await serveRaw((socket) => socket.once('data', () => socket.end(head)));
    const bytes = await providerAt(server.origin).open(`${server.origin}/clip.mp4`, HOOKS);
    await expect(readText(bytes)).rejects.toMatchObject({ name: 'ProviderError', retryable: true });
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
    const { provider, asked } = await openDesk(({ line }, origin) =>
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
    const { provider } = await openDesk(({ line }, origin) =>
      line.startsWith('GET') ? [200, leave(origin)] : [409, '<Error/>'],
    );
    const todo = expect.stringContaining('FIRSTFRAME_PUBLIC_URL') as string;
    await expect(provider.upload!(still, HOOKS)).rejects.toMatchObject({ message: todo, retryable: false });
    await expect(provider.upload!({ ...still, sizeBytes: 2 ** 21 }, HOOKS)).rejects.toMatchObject({ message: todo });
  });
});
