import { afterEach, describe, expect, it } from 'vitest';
import { closeLoopbacks } from '../../net/testing/loopback.js';
import { quietHooks, thrownBy as thrown } from '../calling/testing/vendor-desk.js';
import type { SubmitAnswer } from '../provider.js';
import { KEY, NOW_MS, openDesk, orderOf, refusal, success, TASK_ID } from './testing/hiapi-desk.js';

afterEach(closeLoopbacks);

const created = success({ taskId: TASK_ID });

const thrownBy = (promise: Promise<unknown>): Promise<Error> => thrown(promise, KEY);

describe('submitting', () => {
  it('posts the exact body under the attempt’s id as Idempotency-Key', async () => {
    const { provider, seen } = await openDesk(() => created);
    const order = orderOf({}, { callbackUrl: 'https://ff.example/hooks/hiapi/t0ken' });
    expect(await provider.submit(order, quietHooks())).toEqual({ kind: 'accepted', handle: TASK_ID });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/v1/tasks' });
    expect(seen[0]!.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      'idempotency-key': 'attempt-1',
    });
    expect(seen[0]!.body).toBe(provider.bodyOf?.(order));
    expect(JSON.parse(seen[0]!.body)).toEqual({
      model: 'seedance-2-0',
      input: {
        prompt: 'slow push in',
        first_frame_url: 'https://stills.example/a.png?sig=1',
        aspect_ratio: 'adaptive',
        duration: 5,
        resolution: '720p',
        generate_audio: false,
        seed: 0,
      },
      callback: { url: 'https://ff.example/hooks/hiapi/t0ken', when: 'final' },
    });
  });

  it('sends a kept body again byte for byte, whatever the order would make now', async () => {
    const { provider, seen } = await openDesk(() => created);
    const body = '{"model":"seedance-2-0",  "input":{"prompt":"as it was"}}';
    await provider.submit(orderOf({ prompt: 'other' }, { body, isRepeat: true }), quietHooks());
    expect(seen[0]!.body).toBe(body);
  });

  it.each(['/v1', '/v1/', '/'])('takes a base URL that ends in %s', async (end) => {
    const { seen, origin } = await openDesk(() => created);
    const { provider } = await openDesk(() => created, { baseUrl: origin + end });
    await provider.submit(orderOf(), quietHooks());
    expect(seen[0]!.path).toBe('/v1/tasks');
  });

  it.each([
    [400, 'INVALID_REQUEST', 'bad_input', 'never', undefined],
    [400, 'MODEL_UNAVAILABLE', 'unsupported', 'free', undefined],
    [401, undefined, 'provider', 'free', undefined],
    [402, undefined, 'budget', 'free', undefined],
    [403, undefined, 'provider', 'free', undefined],
    [404, undefined, 'unsupported', 'free', undefined],
    [413, undefined, 'bad_input', 'never', undefined],
    [429, undefined, 'provider', 'free', 7_000],
  ])('takes %i %s for proof that there is no job', async (status, code, kind, retry, retryAfterMs) => {
    const { provider } = await openDesk((_request, response) => {
      response.setHeader('retry-after', '7');
      return refusal(response, status, code);
    });
    const answer = (await provider.submit(orderOf(), quietHooks())) as Extract<SubmitAnswer, { kind: 'rejected' }>;
    expect(answer).toMatchObject({ kind: 'rejected', failure: { class: kind, charged: 'no', retry } });
    expect(answer.retryAfterMs).toBe(retryAfterMs);
    expect(answer.failure.say).toMatch(/^[A-Z“].*\.$/);
  });

  it('takes a fault of the request inside HTTP 200 for proof', async () => {
    const { provider } = await openDesk((_request, response) => {
      const body = refusal(response, 400, 'INVALID_REQUEST');
      response.statusCode = 200;
      return body;
    });
    expect(await provider.submit(orderOf(), quietHooks())).toMatchObject({ failure: { class: 'bad_input' } });
  });

  it.each([
    ['a 500', 500, '{"code":500,"message":"oops","data":null}'],
    ['a 503', 503, '{"code":503,"message":"busy","data":null}'],
    ['a key still at work', 409, '{"code":409,"message":"busy","data":null,"error_code":"IDEMPOTENCY_KEY_PROCESSING"}'],
    ['a key with another body', 422, '{"code":422,"message":"no","data":null,"error_code":"IDEMPOTENCY_KEY_MISMATCH"}'],
    ['a redirect', 302, ''],
    ['a page of a proxy', 400, '<html>Bad Request</html>'],
    ['a page with 200', 200, '<html>Welcome</html>'],
    ['any other refusal inside 200', 200, '{"code":402,"message":"insufficient balance","data":null}'],
    ['a success without an id', 200, '{"code":200,"message":"success","data":{}}'],
    ['an id that is a path', 200, '{"code":200,"message":"success","data":{"taskId":"../x"}}'],
  ])('says that nobody knows after %s', async (_what, status, body) => {
    const { provider } = await openDesk((_request, response) => {
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end(body);
    });
    const error = await thrownBy(provider.submit(orderOf(), quietHooks()));
    expect(error).toMatchObject({ name: 'ProviderError', provider: 'hiapi', retryable: status !== 422 });
  });

  it('says that nobody knows when the connection is cut after the request', async () => {
    const { provider, seen } = await openDesk((_request, response) => void response.destroy());
    expect(await thrownBy(provider.submit(orderOf(), quietHooks()))).toMatchObject({ name: 'ProviderError' });
    expect(seen).toHaveLength(1);
  });

  it('takes a refused connection for proof', async () => {
    const { origin } = await openDesk(() => created);
    await closeLoopbacks();
    const { provider } = await openDesk(() => created, { baseUrl: origin });
    const answer = await provider.submit(orderOf(), quietHooks());
    expect(answer).toMatchObject({ kind: 'rejected', failure: { charged: 'no', retry: 'free' }, retryAfterMs: 5_000 });
    expect(JSON.stringify(answer)).toContain('HIAPI_BASE_URL');
  });

  it.each([400, 401, 402, 403, 404, 429])(
    'proves nothing of the first sending by a %i to the second',
    async (status) => {
      const { provider } = await openDesk((_request, response) => refusal(response, status, 'INVALID_REQUEST'));
      const error = await thrownBy(provider.submit(orderOf({}, { isRepeat: true }), quietHooks()));
      expect(error).toMatchObject({ name: 'ProviderError', retryable: true });
    },
  );

  it.each([
    ['', 'No key for HiAPI is set. Set HIAPI_API_KEY'],
    ['sk-two\nlines', 'HIAPI_API_KEY holds'],
  ])('refuses the key %j before anything is sent, and says which variable', async (apiKey, words) => {
    const { provider, seen } = await openDesk(() => created, { apiKey });
    const answer = await provider.submit(orderOf(), quietHooks());
    expect(answer).toMatchObject({ kind: 'rejected', failure: { charged: 'no' } });
    expect(JSON.stringify(answer)).toContain(words);
    expect((await thrownBy(provider.poll(TASK_ID, orderOf(), quietHooks()))).message).toContain(words);
    expect(seen).toHaveLength(0);
  });

  it('refuses a model whose fields it does not know', async () => {
    const { provider, seen } = await openDesk(() => created);
    const answer = await provider.submit(orderOf({ model: 'kling-9' }), quietHooks());
    expect(answer).toMatchObject({ kind: 'rejected', failure: { class: 'unsupported', charged: 'no' } });
    expect(seen).toHaveLength(0);
  });

  it('tells HiAPI’s own words without the key, signatures or pictures in them', async () => {
    const words = `bad ${KEY} at\nhttps://user:pw@stills.example/a.png?sig=secret and data:image/png;base64,AAAA`;
    const { provider } = await openDesk((_request, response) => refusal(response, 400, 'INVALID_REQUEST', words));
    const { failure } = (await provider.submit(orderOf(), quietHooks())) as Extract<SubmitAnswer, { kind: 'rejected' }>;
    expect(failure.say).toContain('“bad … at https://stills.example and data:…”');
  });

  it('keeps the key to itself but for a fingerprint', async () => {
    const { provider, origin } = await openDesk(() => created);
    const under = async (apiKey: string) => (await openDesk(() => created, { apiKey, baseUrl: origin })).provider;
    expect(provider.credential).toMatch(/^[0-9a-f]{12}$/);
    expect((await under(` ${KEY}\n`)).credential).toBe(provider.credential);
    expect((await under(`${KEY}x`)).credential).not.toBe(provider.credential);
  });
});

describe('polling', () => {
  const detail = (changes: object): unknown =>
    success({ taskId: TASK_ID, model: 'seedance-2-0', created: 1777282033, completed: 0, ...changes });
  const video = { url: 'https://cdn.hiapi.ai/tasks/t/0.mp4?sig=1', type: 'video', expireAt: 1777886899 };

  it.each(['queued', 'handling', 'archiving', 'warming_up'])('goes on while a task is %s', async (status) => {
    const { provider, seen } = await openDesk(() => detail({ status }));
    expect(await provider.poll(TASK_ID, orderOf(), quietHooks())).toMatchObject({ kind: 'running' });
    expect(seen[0]).toMatchObject({ method: 'GET', path: `/v1/tasks/${TASK_ID}` });
  });

  it('takes the video by its type wherever it stands, and keeps what came with it', async () => {
    const lastFrame = { url: 'https://cdn.hiapi.ai/tasks/t/last.png', type: 'last_frame', expireAt: '1777886899' };
    const odd = { url: 'file:///etc/passwd', type: 'video', expireAt: 0 };
    const { provider } = await openDesk(() =>
      detail({ status: 'success', completed: '1777282099', output: [lastFrame, odd, null, video] }),
    );
    expect(await provider.poll(TASK_ID, orderOf(), quietHooks())).toEqual({
      kind: 'succeeded',
      outputs: [
        { type: 'video', source: video.url, expiresAtMs: 1777886899000 },
        { type: 'last_frame', source: lastFrame.url, expiresAtMs: 1777886899000 },
      ],
      facts: { model: 'seedance-2-0', completedAtMs: 1777282099000 },
    });
  });

  it.each([[undefined], [[]], ['soon'], [[{ url: 'https://cdn.hiapi.ai/x.png', type: 'thumbnail' }]]])(
    'is not done by a success whose output is %j',
    async (output) => {
      const { provider } = await openDesk(() => detail({ status: 'success', output }));
      expect(await provider.poll(TASK_ID, orderOf(), quietHooks())).toMatchObject({ kind: 'running' });
    },
  );

  it.each([
    ['TASK_FAILED', 'provider', 'pays_again'],
    ['TASK_TIMEOUT', 'timeout', 'pays_again'],
    ['STORAGE_UNAVAILABLE', 'storage', 'pays_again'],
    ['INVALID_INPUT', 'bad_input', 'never'],
    ['OutputVideoSensitiveContentDetected', 'moderated', 'never'],
    [7, 'provider', 'pays_again'],
  ])('reads the failure %s inside HTTP 200, charge unknown', async (code, kind, retry) => {
    const { provider } = await openDesk(() => detail({ status: 'fail', error: { code, message: 'so it is' } }));
    const answer = await provider.poll(TASK_ID, orderOf(), quietHooks());
    expect(answer).toMatchObject({ kind: 'failed', failure: { class: kind, charged: 'unknown', retry } });
    expect(JSON.stringify(answer)).toContain('so it is');
  });

  it.each([
    ['a 404', 404, '{"code":404,"message":"no","data":null}'],
    ['a 401', 401, '{"error":{"code":"permission_denied","message":"no"}}'],
    ['a 500', 500, ''],
    ['a page', 200, '<html></html>'],
    ['another task', 200, '{"code":200,"message":"success","data":{"taskId":"tk-hiapi-other","status":"fail"}}'],
    ['a 404 inside 200', 200, '{"code":404,"message":"no","data":null}'],
  ])('says nothing of the render by %s', async (_what, status, body) => {
    const { provider } = await openDesk((_request, response) => void response.writeHead(status).end(body));
    const error = await thrownBy(provider.poll(TASK_ID, orderOf(), quietHooks()));
    expect(error).toMatchObject({ name: 'ProviderError', retryable: true });
  });

  it('passes on how long it is to be left alone', async () => {
    const { provider } = await openDesk((_request, response) => {
      response.setHeader('retry-after', new Date(NOW_MS + 9_000).toUTCString());
      return refusal(response, 429);
    });
    expect(await thrownBy(provider.poll(TASK_ID, orderOf(), quietHooks()))).toMatchObject({ retryAfterMs: 9_000 });
  });
});

describe('what comes after', () => {
  it('cannot be cancelled for sure', async () => {
    const { provider, seen } = await openDesk(() => created);
    expect(await provider.cancel(TASK_ID)).toBe('uncertain');
    await provider.release(TASK_ID);
    expect(seen).toHaveLength(0);
  });

  it('is opened without the key, at the operator’s origin too', async () => {
    const { provider, seen, origin } = await openDesk((_request, response) => void response.end('clip'));
    const chunks: Uint8Array[] = [];
    for await (const chunk of await provider.open(`${origin}/o/0.mp4`, quietHooks())) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('clip');
    expect(seen[0]!.headers.authorization).toBeUndefined();
  });
});
