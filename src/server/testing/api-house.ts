import { z } from 'zod';
import { createWebhookSecrets } from '../../delivery/webhook-secrets.js';
import type { ApiKeyScope } from '../../contract/api-key.js';
import { createRunner } from '../../tasks/runner/runner.js';
import { createFakeVendor, type FakeBehaviour } from '../../tasks/testing/fake-vendor.js';
import { openTaskHouse, type TaskHouse } from '../../tasks/testing/task-house.js';
import { type App, createApp } from '../app.js';
import { createKey } from '../keys/create-key.js';
import type { ServerDeps } from '../server-deps.js';

/** The operator's key of a test. */
export const ADMIN_KEY = 'the-operator-knows-this';

/** A request of a test. */
export interface Asking {
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back, with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: z.infer<typeof bodySchema>;
}

const bodySchema = z.looseObject({
  code: z.number().optional(),
  message: z.string().optional(),
  data: z.any().optional(),
  error_code: z.string().optional(),
  error: z.looseObject({ code: z.string(), message: z.string(), type: z.string(), request_id: z.string() }).optional(),
});

/** The API over a real store and real files. */
export interface ApiHouse {
  readonly app: App;
  readonly house: TaskHouse;
  readonly deps: ServerDeps;
  /** Faults that were told of. */
  readonly troubles: unknown[];
  ask(method: string, path: string, asking?: Asking): Promise<Answer>;
  /** The response itself, unread. */
  open(method: string, path: string, asking?: Asking): Promise<Response>;
  /** Makes a key. */
  key(scopes?: readonly ApiKeyScope[], limits?: KeyLimits): Promise<string>;
  /** Creates a task for the fake model and answers with its id. */
  create(fields?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Creates a task, works it off, and answers with it as it has ended. */
  finish(fields?: Readonly<Record<string, unknown>>): Promise<EndedTask>;
  close(): Promise<void>;
}

/** A task that has ended, as far as tests look at it. */
export type EndedTask = z.infer<typeof endedSchema>;

const endedSchema = z.looseObject({
  taskId: z.string(),
  status: z.string(),
  output: z.array(z.object({ url: z.string(), type: z.string(), expireAt: z.number() })).default([]),
});

/** How a key is limited, and whose it is. */
export interface KeyLimits {
  readonly accountId?: string;
  readonly requestsPerMinute?: number;
  readonly tasksInFlight?: number;
}

/** Opens an API; `change` puts other parts in place of its own. */
export async function openApiHouse(
  change: (deps: ServerDeps) => Partial<ServerDeps> = () => ({}),
  behaviour: FakeBehaviour = {},
): Promise<ApiHouse> {
  const house = await openTaskHouse(createFakeVendor(behaviour));
  const troubles: unknown[] = [];
  const own: ServerDeps = {
    tasks: house.deps,
    secrets: createWebhookSecrets({ store: house.deps.store, secretKey: new Uint8Array(32) }),
    version: '0.0.0-test',
    baseUrl: 'http://127.0.0.1:8787',
    adminKey: ADMIN_KEY,
    onTrouble: (error) => troubles.push(error),
  };
  const deps = { ...own, ...change(own) };
  const app = createApp(deps);
  const open: ApiHouse['open'] = (method, path, { key = ADMIN_KEY, body, headers = {} } = {}) => {
    const isBytes = typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;
    const init: RequestInit & { duplex?: 'half' } = {
      method,
      headers: {
        ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined || isBytes ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isBytes ? (body as string) : JSON.stringify(body) }),
      duplex: 'half',
    };
    return app.fetch(new Request(`http://localhost${path}`, init));
  };
  const ask: ApiHouse['ask'] = async (method, path, asking) => {
    const response = await open(method, path, asking);
    const text = await response.text();
    const body = bodySchema.parse(text === '' ? {} : (JSON.parse(text) as unknown));
    return { status: response.status, headers: response.headers, body };
  };
  const create: ApiHouse['create'] = async (fields = {}) => {
    const { status, body } = await ask('POST', '/v1/tasks', { body: { model: 'fake/model', input: {}, ...fields } });
    if (status !== 200) throw new Error(`not created: ${JSON.stringify(body)}`);
    return z.object({ taskId: z.string() }).parse(body.data).taskId;
  };
  const runner = createRunner(house.deps, { lanes: [{ name: 'local', order: 'turn', slots: 2 }] });
  let isRunning = false;
  return {
    ...{ app, house, deps, troubles, ask, open, create },
    async finish(fields) {
      const id = await create(fields);
      if (!isRunning) runner.start();
      isRunning = true;
      // The stream ends with the task.
      await (await open('GET', `/v1/tasks/${id}/events`)).text();
      return endedSchema.parse((await ask('GET', `/v1/tasks/${id}`)).body.data);
    },
    async key(scopes = ['create'], { accountId = 'default', requestsPerMinute, tasksInFlight } = {}) {
      const limits = { requestsPerMinute, tasksInFlight };
      const made = await createKey(house.deps, accountId, { name: 'test', scopes: [...scopes], ...limits });
      return made.key;
    },
    async close() {
      app.drain();
      if (isRunning) await runner.stop();
      await house.close();
    },
  };
}
