import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTask } from '../store/operations/read-tasks.js';
import { type Operation, sql } from '../store/statement.js';
import { StoreError } from '../store/store.js';
import { acceptTask } from './accept-task.js';
import { LOCAL_MODEL } from './local/local-model.js';
import { createFakeVendor } from './testing/fake-vendor.js';
import { openTaskHouse, type TaskHouse } from './testing/task-house.js';

let house: TaskHouse;
beforeEach(async () => {
  const vendor = createFakeVendor();
  house = await openTaskHouse({ ...vendor, model: LOCAL_MODEL });
});
afterEach(() => house.close());

const STILL = 'https://example.com/photo.jpg';
const BODY = {
  model: 'local/motion',
  input: { prompt: 'Slow push in', first_frame_url: STILL },
  storage: 'temp',
} as const;

const DATA_URI = `data:image/png;base64,${Buffer.from('not looked at yet').toString('base64')}`;

/** A task of the built-in renderer with these fields of input changed. */
function withInput(input: Readonly<Record<string, unknown>>): Parameters<TaskHouse['ask']>[0] {
  return { body: { ...BODY, input: { ...BODY.input, ...input } } };
}

describe('accepting a task', () => {
  it('keeps what was asked, and says that HiAPI’s default ratio may crop', async () => {
    const outcome = await house.ask({ body: { ...BODY, reference: 'order 7' } });
    if (outcome.kind !== 'created') throw new Error(JSON.stringify(outcome));
    const task = await house.deps.store.run(() => readTask('default', outcome.taskId));
    expect(task).toMatchObject({ state: 'accepted', model: 'local/motion', reference: 'order 7', input: BODY.input });
    expect(task?.findings.map(({ code }) => code)).toEqual(['default_aspect_ratio']);
  });

  it('refuses what no still could make right, in the wire’s own words', async () => {
    for (const [input, field, words] of [
      [{ duration: 99 }, 'duration', /99 s.*1 to 15/],
      [{ aspect_ratio: '5:1' }, 'aspect_ratio', /5:1/],
      [{ resolution: '8k' }, 'resolution', /8k/],
      [{ background: 'red' }, 'background', /background.*#rrggbb/],
      [{ prompt: ' ' }, 'prompt', /empty/],
      [{ seed: -1 }, 'seed', /seed/],
      [{ crf: 51.5 }, 'crf', /51\.5/],
      [{ colour: 'red' }, 'colour', /unknown fields: colour/],
      [{ first_frame_url: undefined }, 'first_frame_url', /first_frame_url/],
      [{ first_frame_url: 'ftp://example.com/a.jpg' }, 'first_frame_url', /http/],
      [{ first_frame_url: 'https://user:secret@example.com/a.jpg' }, 'first_frame_url', /first_frame_url/],
      [{ callback_url: 'https://example.com' }, 'input.callback_url', /beside input/],
    ] as const) {
      const outcome = await house.ask(withInput(input));
      expect(outcome, JSON.stringify(input)).toMatchObject({
        kind: 'refused',
        status: 400,
        errorCode: 'INVALID_REQUEST',
        field,
      });
      if (outcome.kind === 'refused') expect(outcome.message).toMatch(words);
    }
  });

  it('takes a rate factor with decimals, as the command line does', async () => {
    const outcome = await house.ask(withInput({ crf: 18.5 }));
    if (outcome.kind !== 'created') throw new Error(JSON.stringify(outcome));
    const task = await house.deps.store.run(() => readTask('default', outcome.taskId));
    expect(task?.input).toMatchObject({ crf: 18.5 });
  });

  it('takes seed 0 for a seed', async () => {
    expect(await house.ask(withInput({ seed: 0 }))).toMatchObject({ kind: 'created' });
  });

  it('names the models and the routes there are', async () => {
    expect(await house.ask({ body: { ...BODY, model: 'seedance-2-0' } })).toMatchObject({
      kind: 'refused',
      status: 400,
      errorCode: 'MODEL_UNAVAILABLE',
    });
    const outcome = await house.ask({ body: { ...BODY, route: 'pro' } });
    expect(outcome).toMatchObject({ kind: 'refused', status: 400, errorCode: 'INVALID_REQUEST' });
    if (outcome.kind === 'refused') expect(outcome.message).toContain('default, fake, local'.replace('fake, ', ''));
  });

  it('reads model@route, and refuses one that says two routes', async () => {
    const outcome = await house.ask({ body: { ...BODY, model: 'local/motion@local' } });
    if (outcome.kind !== 'created') throw new Error(JSON.stringify(outcome));
    const task = await house.deps.store.run(() => readTask('default', outcome.taskId));
    expect(task).toMatchObject({ model: 'local/motion', route: 'local' });
    expect(await house.ask({ body: { ...BODY, model: 'local/motion@local', route: 'default' } })).toMatchObject({
      kind: 'refused',
      status: 400,
    });
    for (const model of ['local/motion@local@default', 'local/motion@local@', 'local/motion@@']) {
      expect(await house.ask({ body: { ...BODY, model } }), model).toMatchObject({
        kind: 'refused',
        status: 400,
        errorCode: 'INVALID_REQUEST',
        field: 'model',
      });
    }
  });

  it('refuses URLs longer than a row may hold: of callbacks, by bytes, and of stills', async () => {
    const callbackTo = (rest: string) => ({
      body: { ...BODY, callback: { url: `https://example.com/${rest}`, when: 'final' as const } },
    });
    expect(await house.ask(callbackTo('a'.repeat(2028)))).toMatchObject({ kind: 'created' });
    for (const rest of ['a'.repeat(2029), 'é'.repeat(1015)]) {
      expect(await house.ask(callbackTo(rest))).toMatchObject({ kind: 'refused', status: 400, field: 'callback.url' });
    }
    const still = await house.ask(withInput({ first_frame_url: `https://example.com/${'a'.repeat(8173)}` }));
    expect(still).toMatchObject({ kind: 'refused', status: 400, field: 'first_frame_url' });
  });

  it('refuses a callback to a URL that is none', async () => {
    for (const url of ['not a url', 'file:///etc/passwd', 'https://a:b@example.com/']) {
      const outcome = await house.ask({ body: { ...BODY, callback: { url, when: 'final' } } });
      expect(outcome).toMatchObject({ kind: 'refused', status: 400, field: 'callback.url' });
    }
  });

  it('makes an asset of a data URI, and refuses one that is not whole', async () => {
    const uri = `data:image/png;base64,${Buffer.from('not looked at yet').toString('base64')}`;
    const outcome = await house.ask(withInput({ first_frame_url: uri }));
    if (outcome.kind !== 'created') throw new Error(JSON.stringify(outcome));
    const task = await house.deps.store.run(() => readTask('default', outcome.taskId));
    expect(task?.input['first_frame_url']).toMatch(/^asset:\/\/./);
    for (const bad of ['data:image/png;base64,%%%', 'data:image/png,plain', 'data:', 'data:image/png;base64,']) {
      expect(await house.ask(withInput({ first_frame_url: bad }))).toMatchObject({
        kind: 'refused',
        status: 400,
        field: 'first_frame_url',
      });
    }
  });

  it('refuses an asset that nobody uploaded, and one of another account', async () => {
    expect(await house.ask(withInput({ first_frame_url: 'asset://nothing' }))).toMatchObject({
      kind: 'refused',
      status: 400,
    });
    const uri = `data:image/png;base64,${Buffer.from('mine').toString('base64')}`;
    const made = await house.ask(withInput({ first_frame_url: uri }));
    if (made.kind !== 'created') throw new Error('not created');
    const task = await house.deps.store.run(() => readTask('default', made.taskId));
    const theirs = { accountId: 'another', ...withInput({ first_frame_url: task?.input['first_frame_url'] }) };
    expect(await house.ask(theirs)).toMatchObject({ kind: 'refused', status: 400 });
  });

  it('takes the scheme of an asset in capitals for the same, and refuses an unknown one by it too', async () => {
    expect(await house.ask(withInput({ first_frame_url: 'ASSET://nothing' }))).toMatchObject({
      kind: 'refused',
      status: 400,
    });
    const made = await house.ask(withInput({ first_frame_url: DATA_URI }));
    if (made.kind !== 'created') throw new Error('not created');
    const { input } = (await house.deps.store.run(() => readTask('default', made.taskId)))!;
    const url = String(input['first_frame_url']);
    const again = await house.ask(withInput({ first_frame_url: url.replace('asset:', 'ASSET:') }));
    if (again.kind !== 'created') throw new Error(JSON.stringify(again));
    const task = await house.deps.store.run(() => readTask('default', again.taskId));
    expect(task?.input['first_frame_url']).toBe(url);
  });

  it('answers a key that comes again with the task it stands for, and refuses it with another body', async () => {
    const first = await house.ask({ body: BODY, idempotencyKey: 'order-1', bodyHash: 'a' });
    expect(first.kind).toBe('created');
    expect(await house.ask({ body: BODY, idempotencyKey: 'order-1', bodyHash: 'a' })).toEqual({
      ...first,
      kind: 'replayed',
    });
    expect(await house.ask({ body: BODY, idempotencyKey: 'order-1', bodyHash: 'b' })).toMatchObject({
      kind: 'refused',
      status: 422,
      errorCode: 'IDEMPOTENCY_KEY_MISMATCH',
    });
  });

  it.each([
    [
      'the server stops',
      {},
      { checkReadiness: () => Promise.resolve({ kind: 'refused', status: 503, message: 'stopping' } as const) },
    ],
    ['the model is gone', { models: [] }, {}],
    [
      'its callback may not be called any more',
      {},
      { body: { ...BODY, callback: { url: 'ftp://gone', when: 'final' } } as const },
    ],
    ['something breaks on the way', { newId: () => assert.fail('no ids') }, {}],
  ])('answers a key that stands for a task with it, though %s', async (_why, broken, asked) => {
    const key = { idempotencyKey: 'order-0', bodyHash: 'a' };
    const first = await house.ask({ body: BODY, ...key });
    const deps = { ...house.deps, ...broken };
    const ask = { accountId: 'default', key: { id: 'key' }, body: BODY, ...key, ...asked };
    expect(await acceptTask(deps, ask)).toEqual({ ...first, kind: 'replayed' });
  });

  it('keeps no bytes of a data URI that comes again', async () => {
    const again = { ...withInput({ first_frame_url: DATA_URI }), idempotencyKey: 'order-3', bodyHash: 'a' };
    expect((await house.ask(again)).kind).toBe('created');
    const { blobs } = house.deps;
    let staged = 0;
    const stage: typeof blobs.stage = (...bytes) => {
      staged += 1;
      return blobs.stage(...bytes);
    };
    const ask = { accountId: 'default', key: { id: 'key' }, body: BODY, ...again };
    expect((await acceptTask({ ...house.deps, blobs: { ...blobs, stage } }, ask)).kind).toBe('replayed');
    expect(staged).toBe(0);
  });

  it('takes no place in the lane while the store is away, and keeps one where a task may have been written', async () => {
    const nextTurn = (): Promise<number> =>
      house.deps.turns.take({ accountId: 'default', model: 'local/motion', lane: 'any', turnMs: 60_000 });
    const failing = async (reason: 'unavailable' | 'commit_unknown'): Promise<void> => {
      const createTask = (): Promise<never> => Promise.reject(new StoreError(reason, 'not just now'));
      const deps = { ...house.deps, store: { ...house.deps.store, createTask } };
      const ask = { accountId: 'default', key: { id: 'key' }, body: BODY, bodyHash: 'a' };
      await expect(acceptTask(deps, ask)).rejects.toMatchObject({ reason });
    };
    const before = await nextTurn();
    await failing('unavailable');
    expect(await nextTurn()).toBe(before + 60_000);
    await failing('commit_unknown');
    expect(await nextTurn()).toBeGreaterThan(before + 120_000);
  });

  it('does not take a key for used by a request that it refused', async () => {
    const refused = { ...withInput({ duration: 99 }), idempotencyKey: 'order-2', bodyHash: 'a' };
    expect((await house.ask(refused)).kind).toBe('refused');
    expect((await house.ask({ body: BODY, idempotencyKey: 'order-2', bodyHash: 'b' })).kind).toBe('created');
  });

  it('refuses more tasks than a key may have under way, before there is one', async () => {
    const key = { id: 'small', inFlightMax: 2 };
    expect((await house.ask({ body: BODY, key })).kind).toBe('created');
    expect((await house.ask({ body: BODY, key })).kind).toBe('created');
    expect(await house.ask({ body: BODY, key })).toMatchObject({ kind: 'refused', status: 429, retryAfterSec: 5 });
  });

  it('keeps no bytes of a data URI that comes with a task too many', async () => {
    const key = { id: 'small', inFlightMax: 1 };
    const withBytes = { ...withInput({ first_frame_url: DATA_URI }), key };
    expect((await house.ask(withBytes)).kind).toBe('created');
    expect(await house.ask(withBytes)).toMatchObject({ kind: 'refused', status: 429 });
    const assets = await house.deps.store.run(function* (): Operation<number> {
      return (yield sql`SELECT id FROM assets`).length;
    });
    expect(assets).toBe(1);
  });
});
