import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createArkProvider } from '../../../providers/ark/ark-provider.js';
import { createHiapiProvider } from '../../../providers/hiapi/hiapi-provider.js';
import type { Provider } from '../../../providers/provider.js';
import { type Operation, type Row, sql } from '../../../store/statement.js';
import { StoreError } from '../../../store/store.js';
import { createHookUrls } from '../../../tasks/hooks/hook-urls.js';
import { type ApiHouse, openApiHouse } from '../../testing/api-house.js';

const SECRET = 'whsec_0123456789abcdef';
const HANDLE = 'tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR';
const ATTEMPT = '01HZTQ8BX2N3GM3YFK4Z9D7VQS';
const LATER_MS = 3_600_000;
const hookUrls = createHookUrls({ baseUrl: 'http://localhost', key: new Uint8Array(32) });

let api: ApiHouse;
let isStoreAway = false;
let storeCalls = 0;
afterEach(() => api.close());

/** The API with a task that renders at `provider`, not to be asked about for an hour. */
async function rendering(provider: 'hiapi' | 'ark', handle: string | null = HANDLE) {
  isStoreAway = false;
  api = await openApiHouse(({ tasks }) => {
    const { fetch, nowMs, store } = tasks;
    const base = { baseUrl: 'http://127.0.0.1:9', apiKey: 'secret', fetch, nowMs };
    const vendors: readonly Provider[] = [
      createHiapiProvider({ ...base, webhookSecret: SECRET }),
      createArkProvider({ ...base, region: 'byteplus' }),
    ];
    const watched: typeof store = {
      ...store,
      run: (operation) => {
        storeCalls += 1;
        if (isStoreAway) return Promise.reject(new StoreError('unavailable', 'away'));
        return store.run(operation);
      },
    };
    const providers = new Map([...tasks.providers, ...vendors.map((vendor) => [vendor.id, vendor] as const)]);
    return { tasks: { ...tasks, store: watched, hookUrls, providers } };
  });
  const taskId = await api.create();
  const { store } = api.house.deps;
  await store.run(function* (): Operation<void> {
    yield sql`INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, handle, request, created_at, sent_at)
      VALUES (${ATTEMPT}, 'default', ${taskId}, 1, ${provider}, 'key', 'accepted', ${handle}, '{}', 1, 1)`;
    yield sql`UPDATE tasks SET state = 'rendering', attempt_id = ${ATTEMPT}, due_at = ${Date.now() + LATER_MS} WHERE id = ${taskId}`;
  });
  storeCalls = 0;
  const look = async () => {
    const [row] = await store.run(function* (): Operation<readonly Row[]> {
      return yield sql`SELECT due_at, heard_handle FROM tasks JOIN attempts ON attempts.id = ${ATTEMPT} WHERE tasks.id = ${taskId}`;
    });
    return { isDue: Number(row?.['due_at']) < Date.now() + LATER_MS / 2, heard: row?.['heard_handle'] };
  };
  return { look, path: new URL(hookUrls.urlOf(provider, ATTEMPT)).pathname };
}

const HIAPI_BODY = JSON.stringify({
  taskId: HANDLE,
  model: 'seedance-2-0',
  status: 'success',
  created: 1,
  completed: 2,
});
const ARK_BODY = JSON.stringify({ id: 'cgt-1', model: 'seedance', status: 'running' });

function signed(body: string, secret = SECRET): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'x-hiapi-timestamp': timestamp, 'x-hiapi-signature': signature };
}

function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return api.open('POST', path, { key: '', body, headers });
}

describe('POST /hooks/{provider}/{token}', () => {
  it('makes the task due now and answers 200, without a key, whatever the content type', async () => {
    const { look, path } = await rendering('hiapi');
    const response = await post(path, HIAPI_BODY, { ...signed(HIAPI_BODY), 'content-type': 'text/plain' });
    expect(response.status).toBe(200);
    expect(await look()).toEqual({ isDue: true, heard: null });
    expect(api.troubles).toEqual([]);
  });

  it('answers 200 to the same again, and to what comes out of order', async () => {
    const { look, path } = await rendering('ark', null);
    for (const body of [ARK_BODY, ARK_BODY, ARK_BODY.replace('running', 'queued')]) {
      expect((await post(path, body)).status).toBe(200);
    }
    expect(await look()).toEqual({ isDue: true, heard: 'cgt-1' });
  });

  it('tells the operator of a render whose order counts as not made', async () => {
    const { path } = await rendering('ark', null);
    await api.house.deps.store.run(function* (): Operation<void> {
      yield sql`UPDATE attempts SET state = 'rejected_no_job', ended_at = 1 WHERE id = ${ATTEMPT}`;
    });
    expect((await post(path, ARK_BODY)).status).toBe(200);
    expect(String(api.troubles[0])).toContain('cgt-1');
  });

  it('answers 401 to a signature that is not the vendor’s, writes nothing, and tells the operator', async () => {
    const { look, path } = await rendering('hiapi');
    const response = await post(path, HIAPI_BODY, signed(HIAPI_BODY, 'whsec_of_somebody_else'));
    expect(response.status).toBe(401);
    expect(await look()).toEqual({ isDue: false, heard: null });
    expect(String(api.troubles[0])).toContain(ATTEMPT);
    expect(await response.text()).not.toContain(ATTEMPT);
  });

  it('answers 401 to what is no callback, and writes nothing', async () => {
    const { look, path } = await rendering('ark');
    for (const body of ['', 'ok', '[]', '{}', '{"id":7}']) expect((await post(path, body)).status).toBe(401);
    expect(await look()).toEqual({ isDue: false, heard: null });
  });

  it.each([
    ['a token that is none', (path: string) => path.replace(/[^/]+$/, 'guess')],
    ['another attempt', (path: string) => path.replace(ATTEMPT, '01HZTQ8BX2N3GM3YFK4Z9D7VQT')],
    ['another provider', (path: string) => path.replace('ark', 'hiapi')],
    ['a provider that is none', (path: string) => path.replace('ark', 'constructor')],
  ])('answers 404 to %s, asks the store nothing and leaves the body unread', async (_, change) => {
    const { look, path } = await rendering('ark');
    let isRead = false;
    const body = new ReadableStream(
      {
        pull: () => {
          isRead = true;
        },
      },
      { highWaterMark: 0 },
    );
    expect((await post(change(path), body)).status).toBe(404);
    expect(isRead).toBe(false);
    expect(storeCalls).toBe(0);
    expect(await look()).toEqual({ isDue: false, heard: null });
  });

  it('answers 404 to a flood of guesses without a word to the store', async () => {
    const { path } = await rendering('ark');
    const guesses = Array.from({ length: 2000 }, (_, index) =>
      path.replace(/.{6}$/, index.toString(16).padStart(6, '0')),
    );
    const answers = await Promise.all(guesses.map((guess) => post(guess, ARK_BODY)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
    expect(storeCalls).toBe(0);
  });

  it('answers 404 for an attempt that was never written', async () => {
    await rendering('ark');
    const path = new URL(hookUrls.urlOf('ark', 'not-there')).pathname;
    expect((await post(path, ARK_BODY)).status).toBe(404);
  });

  it('answers 404 for a provider that has no callbacks', async () => {
    await rendering('ark');
    expect((await post(new URL(hookUrls.urlOf('fake', ATTEMPT)).pathname, ARK_BODY)).status).toBe(404);
  });

  it('takes 64 KiB and not a byte more, announced or not', async () => {
    const { look, path } = await rendering('ark');
    const large = ARK_BODY + ' '.repeat(65_536 - ARK_BODY.length);
    expect((await post(path, `${large} `, { 'content-length': '65537' })).status).toBe(413);
    expect((await post(path, new Blob([`${large} `]).stream())).status).toBe(413);
    expect(await look()).toEqual({ isDue: false, heard: null });
    expect((await post(path, large)).status).toBe(200);
    expect(await look()).toMatchObject({ isDue: true });
  });

  it('acknowledges nothing that the store has not: the vendor calls again', async () => {
    const { look, path } = await rendering('ark');
    isStoreAway = true;
    expect((await post(path, ARK_BODY)).status).toBe(503);
    isStoreAway = false;
    expect(await look()).toMatchObject({ isDue: false });
    expect((await post(path, ARK_BODY)).status).toBe(200);
    expect(await look()).toMatchObject({ isDue: true });
  });

  it('is not there where nobody outside reaches the server', async () => {
    const { path } = await rendering('ark');
    const inside = await openApiHouse();
    expect((await inside.open('POST', path, { key: '', body: ARK_BODY })).status).toBe(404);
    await inside.close();
  });

  it('is not read by GET', async () => {
    const { path } = await rendering('ark');
    expect((await api.open('GET', path, { key: '' })).status).toBe(405);
  });
});
