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
import { createRunwayProvider } from './runway-provider.js';

const KEY = 'key_0123456789abcdef';
const NOW_MS = Date.UTC(2026, 10, 22, 12);

const MODEL_ORDER: ModelOrder = {
  ...{ model: 'runway/gen4.5', prompt: 'slow push in', frames: 'first', durationSec: 5, resolution: '720p' },
  ...{ aspectRatio: '16:9', audio: false, promptExtend: false, returnLastFrame: false },
};

const ORDER: RenderOrder = {
  ...{ attemptId: 'one', plan: { order: MODEL_ORDER }, stills: { first: 'blob' } },
  frames: { first: 'https://a.example/1.jpg' },
};

const HOOKS = quietHooks();

const NO_TASK: Answer = [404, { error: 'Not found' }];

afterEach(closeLoopbacks);

/** Runway, as far as a test needs it: each request is answered by its method and path. */
async function vendor(
  answer: (asked: SeenRequest, origin: string) => Answer,
): Promise<{ readonly provider: Provider; readonly asked: readonly SeenRequest[]; readonly origin: string }> {
  const { seen, origin } = await serveDesk((one, response, own) => write(response, answer(one, own)));
  return { provider: at(origin), asked: seen, origin };
}

function at(baseUrl: string, apiKey = KEY): Provider {
  return createRunwayProvider({ baseUrl, apiKey, fetch: createGuardedFetch(), nowMs: () => NOW_MS });
}

describe('an order to Runway', () => {
  it('is posted once in the version that it is written for, and its estimate is kept', async () => {
    const { provider, asked } = await vendor(() => [200, { id: 't-1', estimatedCost: { credits: 60 } }]);
    expect(await provider.submit(ORDER, HOOKS)).toEqual({
      ...{ kind: 'accepted', handle: 't-1' },
      facts: { estimatedCredits: 60, estimatedUsd: 0.6 },
    });
    expect(asked.map(({ line }) => line)).toEqual(['POST /v1/image_to_video']);
    expect(asked[0]!.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'x-runway-version': '2024-11-06' });
    expect(JSON.parse(asked[0]!.body)).toMatchObject({ model: 'gen4.5', ratio: '1280:720', duration: 5 });
  });

  it('is rejected where the vendor says so, with how long to wait for what passes', async () => {
    const answers: Answer[] = [
      [400, { error: 'Validation of body failed', issues: [{ path: ['duration'], message: 'too long' }] }],
      [401, { error: `${KEY} is not a key` }],
      [429, '', { 'retry-after': '30' }],
      [429, ''],
    ];
    const { provider } = await vendor(() => answers.shift()!);
    expect(await provider.submit(ORDER, HOOKS)).toMatchObject({ kind: 'rejected', failure: { field: 'duration' } });
    const refusedKey = await provider.submit(ORDER, HOOKS);
    expect(refusedKey).toMatchObject({ kind: 'rejected', failure: { class: 'provider', retry: 'never' } });
    expect(JSON.stringify(refusedKey)).not.toContain(KEY);
    expect(await provider.submit(ORDER, HOOKS)).toMatchObject({ kind: 'rejected', retryAfterMs: 30_000 });
    expect(await provider.submit(ORDER, HOOKS)).toMatchObject({ kind: 'rejected', retryAfterMs: 60_000 });
  });

  it('has an unknown end where the answer is no proof', async () => {
    const answers: Answer[] = [
      [502, '<html>shedding load</html>'],
      [503, { error: 'shedding load' }],
      [400, '<html>bad request</html>'],
      [200, '<html>welcome</html>'],
      [200, {}],
    ];
    const { provider } = await vendor(() => answers.shift()!);
    for (let left = answers.length; left > 0; left -= 1) {
      await expect(provider.submit(ORDER, HOOKS)).rejects.toBeInstanceOf(ProviderError);
    }
  });

  it('repeats none of the vendor’s words in an error, which may be logged', async () => {
    const { provider } = await vendor(() => [409, { error: 'promptText: a secret scene' }]);
    const thrown = await provider.submit(ORDER, HOOKS).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ProviderError);
    expect(String(thrown)).not.toContain('secret');
  });

  it('has an unknown end where the reply is lost, and is rejected where nobody listens', async () => {
    const lost = await serveRaw((socket) => socket.once('data', () => socket.destroy()));
    await expect(at(lost.origin).submit(ORDER, HOOKS)).rejects.toMatchObject({ cause: { sent: true } });
    await closeLoopbacks();
    const answer = await at(lost.origin).submit(ORDER, HOOKS);
    expect(answer).toMatchObject({ kind: 'rejected', failure: { charged: 'no', retry: 'free' }, retryAfterMs: 5000 });
    expect(JSON.stringify(answer)).toContain('RUNWAYML_BASE_URL');
  });

  it('is not sent when the last look forbids it, nor without a key, nor where it cannot be made', async () => {
    const { provider, asked } = await vendor(() => [200, { id: 't-1' }]);
    const gone = new Error('the claim is lost');
    const beforeSend = (): void => {
      throw gone;
    };
    await expect(provider.submit(ORDER, { ...HOOKS, beforeSend })).rejects.toBe(gone);
    const keyless = await at('http://127.0.0.1:9', '').submit(ORDER, HOOKS);
    expect(keyless).toMatchObject({ failure: { say: expect.stringContaining('RUNWAYML_API_SECRET') as string } });
    const unmade = { ...ORDER, plan: { order: { ...MODEL_ORDER, frames: 'first_last' } } };
    expect(await provider.submit(unmade, HOOKS)).toMatchObject({ failure: { field: 'last_frame_url' } });
    expect(asked).toEqual([]);
  });

  it('keeps the key to itself but for a fingerprint', () => {
    const { credential } = at('https://api.dev.runwayml.com/v1/', ` ${KEY}\n`);
    expect(credential).toMatch(/^[0-9a-f]{12}$/);
    expect(at('https://api.dev.runwayml.com').credential).toBe(credential);
  });
});

describe('a task at Runway', () => {
  async function poll(body: unknown, status = 200): Promise<unknown> {
    const { provider } = await vendor(() => [status, body]);
    return provider.poll('t-1', ORDER, HOOKS);
  }

  it('runs while it waits, is held back, renders, or is something nobody knows', async () => {
    for (const status of ['PENDING', 'THROTTLED', 'RUNNING', 'DREAMING', undefined]) {
      expect(await poll({ id: 't-1', status })).toMatchObject({ kind: 'running', askAgainInMs: 5000 });
    }
    const half = { id: 't-1', status: 'RUNNING', progress: '0.5' };
    expect(await poll(half)).toMatchObject({ progress: { share: 0.5 } });
    expect(await poll({ ...half, progress: 7 })).toMatchObject({ progress: { share: 1 } });
    expect(await poll({ id: 't-1', status: 'SUCCEEDED', output: [] })).toMatchObject({ kind: 'running' });
  });

  it('has its clips by their types, and what they cost', async () => {
    const output = ['https://cdn.example/a.mp4?sig=1', 7, 'https://cdn.example/b.png'];
    const cost = { credits: '7' };
    expect(await poll({ id: 't-1', status: 'SUCCEEDED', output, cost })).toEqual({
      kind: 'succeeded',
      outputs: [
        {
          ...{ type: 'video', expiresAtMs: NOW_MS + 24 * 3_600_000 },
          source: 'https://cdn.example/a.mp4?sig=1#runway=t-1&index=0',
        },
        {
          ...{ type: 'image', expiresAtMs: NOW_MS + 24 * 3_600_000 },
          source: 'https://cdn.example/b.png#runway=t-1&index=2',
        },
      ],
      facts: { credits: 7, usd: 0.07 },
    });
  });

  it('fails by the vendor’s word, and is lost when the vendor has it not', async () => {
    const failed = { id: 't-1', status: 'FAILED', failure: 'no', failureCode: 'SAFETY.INPUT.IMAGE' };
    expect(await poll(failed)).toMatchObject({ kind: 'failed', failure: { class: 'moderated', charged: 'yes' } });
    const cancelled = { id: 't-1', status: 'CANCELLED', cost: { credits: 0 } };
    expect(await poll(cancelled)).toMatchObject({ failure: { class: 'cancelled', charged: 'no' } });
    expect(await poll({ error: 'Not found' }, 404)).toMatchObject({ failure: { charged: 'unknown' } });
  });

  it('is not judged by an answer that is none', async () => {
    const failed = { id: 't-1', status: 'FAILED' };
    for (const [body, status] of [
      [failed, 500],
      ['<html>', 200],
      ['<html>', 404],
      [{}, 429],
      [{}, 401],
    ] as const) {
      await expect(poll(body, status)).rejects.toBeInstanceOf(ProviderError);
    }
  });
});

describe('a cancel at Runway', () => {
  /** The task as it is before, how the cancel is answered, and the task after. */
  async function cancel(before: Answer, ended: Answer, after: Answer): Promise<readonly [string, number]> {
    const looks = [before, after];
    const { provider, asked } = await vendor(({ line }) => (line.startsWith('DELETE') ? ended : looks.shift()!));
    const answer = await provider.cancel('t-1');
    return [answer, asked.filter(({ line }) => line.startsWith('DELETE')).length];
  }
  const as = (status: string, credits?: number): Answer => [
    200,
    { id: 't-1', status, ...(credits === undefined ? {} : { cost: { credits } }) },
  ];
  const done: Answer = [204, ''];

  it('is confirmed by the task', async () => {
    expect(await cancel(as('RUNNING'), done, as('CANCELLED', 0))).toEqual(['confirmed', 1]);
    expect(await cancel(as('THROTTLED'), done, NO_TASK)).toEqual(['confirmed', 1]);
    expect(await cancel(as('CANCELLED', 0), done, NO_TASK)).toEqual(['confirmed', 0]);
  });

  it('never deletes a clip', async () => {
    expect(await cancel(as('SUCCEEDED'), done, NO_TASK)).toEqual(['too_late', 0]);
    expect(await cancel(as('FAILED'), done, NO_TASK)).toEqual(['too_late', 0]);
  });

  it('is too late where it is charged, and uncertain where nobody can say', async () => {
    expect(await cancel(as('RUNNING'), done, as('CANCELLED', 60))).toEqual(['too_late', 1]);
    expect(await cancel(as('RUNNING'), done, NO_TASK)).toEqual(['uncertain', 1]);
    expect(await cancel(as('RUNNING'), done, as('CANCELLED'))).toEqual(['uncertain', 1]);
    expect(await cancel(as('RUNNING'), [500, ''], as('RUNNING'))).toEqual(['uncertain', 1]);
    expect(await cancel([503, ''], done, done)).toEqual(['uncertain', 0]);
    expect(await cancel(NO_TASK, done, done)).toEqual(['uncertain', 0]);
  });
});

describe('a clip at Runway', () => {
  it('is fetched without the key, and without what is ours in its URL', async () => {
    const { provider, asked, origin } = await vendor(() => [200, 'a clip', { 'content-type': 'video/mp4' }]);
    expect(await readText(await provider.open(`${origin}/a.mp4?sig=1#runway=t-1&index=0`, HOOKS))).toBe('a clip');
    expect(asked.map(({ line }) => line)).toEqual(['GET /a.mp4?sig=1']);
    expect(asked[0]!.headers).not.toHaveProperty('authorization');
  });

  it('is fetched by a new URL when the one at hand has died', async () => {
    for (const dead of [403, 404]) {
      const { provider, asked, origin } = await vendor(({ line }, own) => {
        if (line.includes('/v1/tasks/'))
          return [200, { id: 't-1', status: 'SUCCEEDED', output: ['x', `${own}/new.mp4`] }];
        return line.includes('new') ? [200, 'a clip'] : [dead, ''];
      });
      expect(await readText(await provider.open(`${origin}/old.mp4#runway=t-1&index=1`, HOOKS))).toBe('a clip');
      expect(asked.map(({ line }) => line)).toEqual(['GET /old.mp4', 'GET /v1/tasks/t-1', 'GET /new.mp4']);
    }
  });

  it('is gone only when the vendor has it no more', async () => {
    const gone = await vendor(({ line }) => (line.includes('/v1/') ? NO_TASK : [403, '']));
    const source = (origin: string): string => `${origin}/old.mp4#runway=t-1&index=0`;
    await expect(gone.provider.open(source(gone.origin), HOOKS)).rejects.toMatchObject({ retryable: false });
    const ill = await vendor(({ line }) => (line.includes('/v1/') ? [503, ''] : [403, '']));
    await expect(ill.provider.open(source(ill.origin), HOOKS)).rejects.toMatchObject({ retryable: true });
    const slow = await vendor(() => [504, '']);
    await expect(slow.provider.open(source(slow.origin), HOOKS)).rejects.toMatchObject({ retryable: true });
    expect(slow.asked).toHaveLength(1);
  });
});

describe('a still on its way to Runway’s store', () => {
  const bytes = Buffer.alloc(600, 'x');
  const still = {
    bytes: async function* () {
      yield bytes;
    },
    ...{ sizeBytes: 600, mediaType: 'image/jpeg', name: '../secret.jpg' },
  };

  it('is posted with the vendor’s fields, without the key, and lives 24 hours', async () => {
    const { provider, asked } = await vendor(({ line }, origin) => {
      const leave = { uploadUrl: `${origin}/store`, fields: { key: 'k', policy: 'p' }, runwayUri: 'runway://u' };
      return line.includes('/v1/uploads') ? [200, leave] : [204, ''];
    });
    expect(await provider.upload!(still, HOOKS)).toEqual({
      url: 'runway://u',
      expiresAtMs: NOW_MS + 24 * 3_600_000,
    });
    expect(asked.map(({ line }) => line)).toEqual(['POST /v1/uploads', 'POST /store']);
    expect(JSON.parse(asked[0]!.body)).toEqual({ filename: 'still.jpg', type: 'ephemeral' });
    const { headers, body } = asked[1]!;
    expect(headers).not.toHaveProperty('authorization');
    expect(headers['content-length']).toBe(String(body.length));
    expect(body.indexOf('name="file"')).toBeGreaterThan(body.indexOf('name="policy"'));
    expect(body).toContain(bytes.toString());
    expect(body).not.toContain('secret');
  });

  it('is refused with what to do instead', async () => {
    const { provider, asked } = await vendor(() => [401, { error: 'no' }]);
    const todo = expect.stringContaining('FIRSTFRAME_PUBLIC_URL') as string;
    await expect(provider.upload!(still, HOOKS)).rejects.toMatchObject({ message: todo, retryable: false });
    await expect(provider.upload!({ ...still, sizeBytes: 511 }, HOOKS)).rejects.toMatchObject({ message: todo });
    expect(asked).toHaveLength(1);
  });
});
