import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { createMediaPool } from '../src/media/pool.js';
import { listen } from '../src/server/listen.js';
import { openSystem } from '../src/system.js';

/** The account's webhook signing key. */
export const HIAPI_SECRET = 'whsec_0123456789abcdef';

/** The form of a task's id. */
const TASK_ID = /^tk-hiapi-[0-9A-HJKMNP-TV-Z]{26}$/;

/** What the contract names of a task. */
export interface HiapiTask {
  readonly taskId: string;
  readonly model: string;
  readonly status: 'queued' | 'handling' | 'archiving' | 'success' | 'fail';
  readonly created: number;
  readonly completed: number;
  readonly output?: readonly { readonly url: string; readonly type: string; readonly expireAt: number }[];
  readonly error?: { readonly code: string; readonly message: string };
  readonly storage?: 'temp' | 'persistent';
  readonly route?: string;
}

/** Both of HiAPI's envelopes at once. */
export interface HiapiEnvelope<Data> {
  readonly code: number;
  readonly message: string;
  readonly data: Data;
  readonly error_code?: string;
  readonly error?: { readonly code: unknown; readonly message: string };
}

/** An answer, read. */
export interface HiapiAnswer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: HiapiEnvelope<Data>;
}

/** A callback as it arrived. */
export interface HiapiCallback {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** As HiAPI documents it: lower-case hex of HMAC-SHA256 over the timestamp, a dot and the raw body. */
export function signAsHiapi(secret: string, timestamp: string, body: Uint8Array | string): string {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
}

/** What HiAPI is on its side, played by Firstframe: an installation over a store, API keys, and a receiver for callbacks. */
export async function openHiapi(databaseUrl: string | undefined) {
  const folder = await mkdtemp(path.join(tmpdir(), 'firstframe-hiapi-'));
  const pool = createMediaPool({ size: 1 });
  const callbacks: HiapiCallback[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    if (request.method === 'GET') {
      response.writeHead(404).end();
      return;
    }
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      callbacks.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const port = await freePort();
  const system = await openSystem({
    dataFolder: folder,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    baseUrl: `http://127.0.0.1:${port}`,
    secretKey: new Uint8Array(32).fill(1),
    webhookSecret: HIAPI_SECRET,
    allowAddresses: ['127.0.0.0/8'],
    version: 'test',
    mediaPool: () => Promise.resolve(pool),
    mediaProcesses: 1,
  });
  const server = await listen(system.app, { port, host: '127.0.0.1' });
  system.start();
  return {
    url: server.url,
    callbackUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`,
    callbacks,
    makeKey: async (limits: object): Promise<string> => {
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'a client', scopes: ['create'], ...limits }),
      };
      const response = await system.app.fetchAsOwner(new Request('http://localhost/v1/keys', init));
      return ((await response.json()) as HiapiEnvelope<{ readonly key: string }>).data.key;
    },
    close: async (): Promise<void> => {
      await server.close(0);
      await system.stop();
      await pool.close();
      receiver.closeAllConnections();
      receiver.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** {@link openHiapi} */
export type Hiapi = Awaited<ReturnType<typeof openHiapi>>;

/** A client of HiAPI, with nothing but fetch; it expects what the contract says of every answer. */
export function createHiapiClient({ url, callbacks }: Pick<Hiapi, 'url' | 'callbacks'>, apiKey: string) {
  async function call<Data = null>(place: string, init: RequestInit = {}, key = apiKey): Promise<HiapiAnswer<Data>> {
    const headers = new Headers(init.headers);
    if (key !== '' && !headers.has('authorization')) headers.set('authorization', `Bearer ${key}`);
    const response = await fetch(`${url}${place}`, { ...init, headers });
    return { status: response.status, headers: response.headers, body: (await response.json()) as HiapiEnvelope<Data> };
  }

  function post<Data = null>(
    place: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
    key = apiKey,
  ): Promise<HiapiAnswer<Data>> {
    const bytes = typeof body === 'string' ? body : JSON.stringify(body);
    const all = { 'content-type': 'application/json', ...headers };
    return call<Data>(place, { method: 'POST', headers: all, body: bytes }, key);
  }

  async function read(taskId: string): Promise<HiapiTask> {
    const { status, body } = await call<HiapiTask>(`/v1/tasks/${taskId}`);
    expect([status, body.code, body.message]).toEqual([200, 200, 'success']);
    return body.data;
  }

  return {
    call,
    post,
    read,
    async create(body: unknown, headers = {}, key = apiKey): Promise<string> {
      const { status, body: answer } = await post<{ readonly taskId: string }>('/v1/tasks', body, headers, key);
      expect(answer).toMatchObject({ code: 200, message: 'success' });
      expect(status).toBe(200);
      expect(answer.data.taskId).toMatch(TASK_ID);
      return answer.data.taskId;
    },
    /** As a client of HiAPI polls, only sooner: until it has ended, watching that no status goes back. */
    async waitFor(taskId: string): Promise<HiapiTask> {
      const statuses = ['queued', 'handling', 'archiving', 'success', 'fail'];
      let last = 0;
      for (;;) {
        const task = await read(taskId);
        expect(statuses).toContain(task.status);
        expect(statuses.indexOf(task.status)).toBeGreaterThanOrEqual(last);
        last = statuses.indexOf(task.status);
        if (task.status === 'success' || task.status === 'fail') return task;
        expect(task.completed).toBe(0);
        expect(task.output).toBeUndefined();
        expect(task.error).toBeUndefined();
        await delay(50);
      }
    },
    async callbackOf(taskId: string): Promise<HiapiCallback> {
      for (;;) {
        const found = callbacks.find(({ body }) => (JSON.parse(body.toString()) as HiapiTask).taskId === taskId);
        if (found !== undefined) return found;
        await delay(20);
      }
    },
    /** Holds a refusal to both envelopes, and answers with its headers. */
    async expectRefused(answer: Promise<HiapiAnswer<unknown>>, status: number, errorCode?: string): Promise<Headers> {
      const { status: got, headers, body } = await answer;
      expect([got, body.code, body.data], body.message).toEqual([status, status, null]);
      expect(body.message).not.toBe('');
      expect(body.error?.message).toBe(body.message);
      if (errorCode !== undefined) expect(body.error_code).toBe(errorCode);
      return headers;
    },
  };
}

/** {@link createHiapiClient} */
export type HiapiClient = ReturnType<typeof createHiapiClient>;

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
