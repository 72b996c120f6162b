import { afterEach, describe, expect, it } from 'vitest';
import { closeLoopbacks } from '../../net/testing/loopback.js';
import { quietHooks, thrownBy as thrown } from '../calling/testing/vendor-desk.js';
import type { SubmitAnswer } from '../provider.js';
import { KEY, NOW_MS, openDesk, orderOf, refusal, TASK_ID } from './testing/ark-desk.js';
import { expirySecOf } from './to-ark-body.js';

afterEach(closeLoopbacks);

const TASKS = '/api/v3/contents/generations/tasks';
const created = { id: TASK_ID };

const thrownBy = (promise: Promise<unknown>): Promise<Error> => thrown(promise, KEY);

describe('submitting', () => {
  it('posts the exact body', async () => {
    const { provider, seen } = await openDesk(() => created);
    const order = orderOf({ returnLastFrame: true }, { callbackUrl: 'https://ff.example/hooks/ark/t0ken' });
    expect(await provider.submit(order, quietHooks())).toEqual({ kind: 'accepted', handle: TASK_ID });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'POST', path: TASKS });
    expect(seen[0]!.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'content-type': 'application/json' });
    expect(seen[0]!.body).toBe(provider.bodyOf?.(order));
    expect(JSON.parse(seen[0]!.body)).toEqual({
      model: 'dreamina-seedance-2-0-260128',
      content: [
        { type: 'text', text: 'slow push in' },
        { type: 'image_url', role: 'first_frame', image_url: { url: 'https://stills.example/a.png?sig=1' } },
      ],
      resolution: '720p',
      ratio: 'adaptive',
      duration: 5,
      generate_audio: false,
      watermark: false,
      return_last_frame: true,
      seed: 0,
      execution_expires_after: expirySecOf('attempt-1'),
      callback_url: 'https://ff.example/hooks/ark/t0ken',
    });
  });

  it('sends a kept body as it is', async () => {
    const { provider, seen } = await openDesk(() => created);
    await provider.submit(orderOf({}, { body: '{"model":  "m"}' }), quietHooks());
    expect(seen[0]!.body).toBe('{"model":  "m"}');
  });

  it.each([
    [400, 'MissingParameter', 'bad_input', 'never'],
    [400, 'InvalidParameter.TaskTypeConstraint', 'bad_input', 'never'],
    [400, 'SomethingNew', 'bad_input', 'never'],
    [400, 'InputTextSensitiveContentDetected', 'moderated', 'never'],
    [400, 'InputImageSensitiveContentDetected.PrivacyInformation', 'moderated', 'never'],
    [400, 'InputImageSensitiveContentDetected', 'moderated', 'never'],
    [400, 'SensitiveContentDetected.SevereViolation', 'moderated', 'never'],
    [401, 'AuthenticationError', 'provider', 'free'],
    [403, 'AccountOverdueError', 'budget', 'free'],
    [403, 'AccessDenied', 'provider', 'free'],
    [404, 'ModelNotOpen', 'unsupported', 'free'],
    [404, 'InvalidEndpointOrModel.NotFound', 'unsupported', 'free'],
    [413, 'RequestTooLarge', 'bad_input', 'never'],
    [429, 'SetLimitExceeded', 'budget', 'free'],
  ])('takes %i %s for proof that there is no job, which waiting does not change', async (status, code, kind, retry) => {
    const { provider } = await openDesk((_request, response) => refusal(response, status, code));
    const answer = (await provider.submit(orderOf(), quietHooks())) as Extract<SubmitAnswer, { kind: 'rejected' }>;
    expect(answer).toMatchObject({ kind: 'rejected', failure: { class: kind, charged: 'no', retry } });
    expect(answer.retryAfterMs).toBeUndefined();
    expect(answer.failure.say).toMatch(/^[A-Z].*\.$/);
  });

  it.each([
    'RateLimitExceeded.EndpointRPMExceeded',
    'ModelAccountRpmRateLimitExceeded',
    'ServerOverloaded',
    'QuotaExceeded',
  ])('says after how long %s passes', async (code) => {
    const { provider } = await openDesk((_request, response) => refusal(response, 429, code));
    expect(await provider.submit(orderOf(), quietHooks())).toMatchObject({
      kind: 'rejected',
      failure: { class: 'provider', charged: 'no', retry: 'free' },
      retryAfterMs: 10_000,
    });
  });

  it.each([200, 500])('takes a documented fault of the request inside HTTP %i for proof', async (status) => {
    const { provider } = await openDesk((_request, response) =>
      refusal(response, status, 'InvalidParameter', 'bad', 'resolution'),
    );
    const failure = { class: 'bad_input', field: 'resolution' };
    expect(await provider.submit(orderOf(), quietHooks())).toMatchObject({ kind: 'rejected', failure });
  });

  it.each(['InternalServiceError', 'RateLimitExceeded', 'AuthenticationError', 'SomethingNew'])(
    'takes %s inside HTTP 200 for no proof',
    async (code) => {
      const { provider } = await openDesk((_request, response) => refusal(response, 200, code));
      expect((await thrownBy(provider.submit(orderOf(), quietHooks()))).name).toBe('ProviderError');
    },
  );

  it.each([
    ['a 500', 500, '{"error":{"code":"InternalServiceError","message":"oops"}}'],
    ['a 503', 503, ''],
    ['a page of a proxy', 400, '<html>Bad Request</html>'],
    ['a page with 200', 200, '<html>Welcome</html>'],
    ['a success without an id', 200, '{}'],
    ['an id that is a path', 200, '{"id":"../x"}'],
    ['an id beside a fault of the request', 500, `{"id":"${TASK_ID}","error":{"code":"InvalidParameter"}}`],
    ['a redirect', 307, ''],
  ])('says that nobody knows after %s', async (_what, status, body) => {
    const { provider, seen } = await openDesk((_request, response) => void response.writeHead(status).end(body));
    expect(await thrownBy(provider.submit(orderOf(), quietHooks()))).toMatchObject({ name: 'ProviderError' });
    expect(seen).toHaveLength(1);
  });

  it('takes a refused connection for proof, and a cut one for none', async () => {
    const cut = await openDesk((_request, response) => void response.destroy());
    expect(await thrownBy(cut.provider.submit(orderOf(), quietHooks()))).toMatchObject({ name: 'ProviderError' });
    await closeLoopbacks();
    expect(await cut.provider.submit(orderOf(), quietHooks())).toMatchObject({
      kind: 'rejected',
      failure: { retry: 'free' },
      retryAfterMs: 5_000,
    });
  });

  it('never sends what may have been sent', async () => {
    const { provider, seen } = await openDesk(() => created);
    const error = await thrownBy(provider.submit(orderOf({}, { isRepeat: true }), quietHooks()));
    expect(error).toMatchObject({ name: 'ProviderError', retryable: false });
    expect(provider.knowsRepeats).toBeUndefined();
    expect(seen).toHaveLength(0);
  });

  it.each([
    [{ apiKey: '' }, {}, 'Set ARK_API_KEY to one of BytePlus ModelArk'],
    [{ apiKey: 'a b' }, {}, 'ARK_API_KEY holds'],
    [{}, { model: 'wan2.7-video/image-to-video' }, 'Ark has no model wan2.7'],
  ])('refuses before anything is sent with %j and %j', async (deps, changes, words) => {
    const { provider, seen } = await openDesk(() => created, deps);
    const answer = await provider.submit(orderOf(changes), quietHooks());
    expect(JSON.stringify(answer)).toContain(words);
    expect(seen).toHaveLength(0);
  });

  it.each([
    ['byteplus', 'ARK_BASE_URL=https://ark.cn-beijing.volces.com/api/v3'],
    ['volcengine', 'ARK_BASE_URL=https://ark.ap-southeast.bytepluses.com/api/v3'],
  ] as const)('says to a key refused by %s where the other region’s keys belong', async (region, words) => {
    const { provider } = await openDesk((_request, response) => refusal(response, 401, 'AuthenticationError'), {
      region,
    });
    expect(JSON.stringify(await provider.submit(orderOf(), quietHooks()))).toContain(words);
  });

  it('sends Volcengine its own model ids, and is of its region', async () => {
    const { provider, seen } = await openDesk(() => created, { region: 'volcengine' });
    expect(provider.region).toBe('cn');
    expect((await openDesk(() => created)).provider.region).toBeUndefined();
    await provider.submit(orderOf({ model: 'seedance-2.0-fast' }), quietHooks());
    expect(JSON.parse(seen[0]!.body)).toMatchObject({ model: 'doubao-seedance-2-0-fast-260128' });
  });

  it('tells Ark’s own words without the key, signatures or pictures in them', async () => {
    const words = `bad ${KEY} at\nhttps://stills.example/a.png?sig=secret`;
    const { provider } = await openDesk((_request, response) => refusal(response, 400, 'InvalidParameter', words));
    const answer = JSON.stringify(await provider.submit(orderOf(), quietHooks()));
    expect(answer).toContain('“bad … at https://stills.example”');
  });
});

describe('polling', () => {
  const task = (changes: object): object => ({ id: TASK_ID, model: 'dreamina-seedance-2-0-260128', ...changes });
  const videoUrl = 'https://ark.tos.example/v.mp4?X-Tos-Expires=86400';

  it.each(['queued', 'running', 'polishing'])('goes on while a task is %s', async (status) => {
    const { provider, seen } = await openDesk(() => task({ status }));
    expect(await provider.poll(TASK_ID, orderOf(), quietHooks())).toMatchObject({
      kind: 'running',
      askAgainInMs: 5_000,
    });
    expect(seen[0]).toMatchObject({ method: 'GET', path: `${TASKS}/${TASK_ID}` });
  });

  it('takes the clip and its last frame for 24 h from the last change, and numbers written as text', async () => {
    const content = { video_url: videoUrl, last_frame_url: 'https://ark.tos.example/l.png', file_url: '' };
    const usage = { completion_tokens: 108900, total_tokens: '108900' };
    const { provider } = await openDesk(() =>
      task({ status: 'succeeded', content, usage, seed: 0, duration: '5', updated_at: '1763800123', error: null }),
    );
    const expiresAtMs = 1763800123_000 + 86_400_000;
    expect(await provider.poll(TASK_ID, orderOf(), quietHooks())).toEqual({
      kind: 'succeeded',
      outputs: [
        { type: 'video', source: videoUrl, expiresAtMs },
        { type: 'last_frame', source: content.last_frame_url, expiresAtMs },
      ],
      facts: { model: 'dreamina-seedance-2-0-260128', totalTokens: 108900, seed: 0, durationSec: 5 },
    });
  });

  it.each([undefined, {}, { video_url: '' }, { video_url: 'soon' }, 'soon'])(
    'is not done by a success whose content is %j',
    async (content) => {
      const { provider } = await openDesk(() => task({ status: 'succeeded', content }));
      expect(await provider.poll(TASK_ID, orderOf(), quietHooks())).toMatchObject({ kind: 'running' });
    },
  );

  it.each([
    ['failed', 'OutputVideoSensitiveContentDetected', 'moderated', 'free', 'render once more'],
    ['failed', 'OutputVideoSensitiveContentDetected.PolicyViolation', 'moderated', 'free', 'render once more'],
    ['failed', 'OutputAudioSensitiveContentDetected', 'moderated', 'free', 'render once more'],
    ['failed', 'InputImageSensitiveContentDetected.PrivacyInformation', 'moderated', 'never', 'real person'],
    ['failed', 'InvalidParameter.ImageSize', 'bad_input', 'never', 'so it is'],
    ['failed', 'InternalServiceError', 'provider', 'free', 'so it is'],
    ['expired', undefined, 'timeout', 'free', 'gave it up'],
    ['cancelled', undefined, 'cancelled', 'free', 'cancelled at Ark'],
  ])('reads %s with %s inside HTTP 200: not billed', async (status, code, kind, retry, words) => {
    const error = code === undefined ? {} : { error: { code, message: 'so it is' } };
    const { provider } = await openDesk(() => task({ status, ...error }));
    const answer = await provider.poll(TASK_ID, orderOf(), quietHooks());
    expect(answer).toMatchObject({ kind: 'failed', failure: { class: kind, charged: 'no', retry } });
    expect(JSON.stringify(answer)).toContain(words);
  });

  it.each([
    ['a 404', 404, '{"error":{"code":"NotFound","message":"no"}}'],
    ['a 401', 401, '{"error":{"code":"AuthenticationError","message":"no"}}'],
    ['a 500', 500, ''],
    ['a page', 200, '<html></html>'],
    ['another task', 200, '{"id":"cgt-other","status":"failed"}'],
  ])('says nothing of the render by %s', async (_what, status, body) => {
    const { provider } = await openDesk((_request, response) => void response.writeHead(status).end(body));
    const error = await thrownBy(provider.poll(TASK_ID, orderOf(), quietHooks()));
    expect(error).toMatchObject({ name: 'ProviderError', retryable: true });
  });

  it('passes on how long it is to be left alone', async () => {
    const { provider } = await openDesk((_request, response) => {
      response.setHeader('retry-after', '4');
      return refusal(response, 429, 'RateLimitExceeded');
    });
    expect(await thrownBy(provider.poll(TASK_ID, orderOf(), quietHooks()))).toMatchObject({ retryAfterMs: 4_000 });
  });
});

describe('a callback', () => {
  const heard = async (body: string): Promise<unknown> => {
    const { provider } = await openDesk(() => created);
    return provider.hear?.({ headers: new Headers(), body: Buffer.from(body), nowMs: NOW_MS });
  };

  it('is only a reason to ask, whatever it says', async () => {
    const body = JSON.stringify({
      id: TASK_ID,
      status: 'succeeded',
      content: { video_url: 'https://evil.example/v.mp4' },
    });
    expect(await heard(body)).toEqual({ handle: TASK_ID, isSigned: false });
  });

  it.each(['', 'ok', '{}', '{"id":"../x"}', '{"id":7}', 'null'])('of %j is none', async (body) => {
    expect(await heard(body)).toBeUndefined();
  });
});

describe('a clip', () => {
  it('is opened without the key', async () => {
    const { provider, seen, origin } = await openDesk((_request, response) => void response.end('clip'));
    const chunks: Uint8Array[] = [];
    for await (const chunk of await provider.open(`${origin}/v.mp4`, quietHooks())) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('clip');
    expect(seen[0]!.headers.authorization).toBeUndefined();
  });
});
