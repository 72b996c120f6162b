import { createSecretSeal, VENDOR_KEYS } from '../src/delivery/secret-seal.js';
import { createWebhookSecrets } from '../src/delivery/webhook-secrets.js';
import { createApp, type App } from '../src/server/app.js';
import type { Store } from '../src/store/store.js';
import { createAccounts } from '../src/tasks/accounts/accounts.js';
import { createRunner } from '../src/tasks/runner/runner.js';
import { createFakeVendor, type FakeVendor } from '../src/tasks/testing/fake-vendor.js';
import { openTaskHouse, type TaskHouse } from '../src/tasks/testing/task-house.js';

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly body: { readonly message?: string; readonly data?: unknown };
  readonly text: string;
}

/** An API with accounts, over a store of the test's. */
export interface AccountsHouse {
  readonly app: App;
  readonly deps: TaskHouse['deps'];
  readonly vendor: FakeVendor;
  /** Asks as the operator, or with a key. JSON in, whatever it is out. */
  ask(method: string, path: string, asking?: { readonly key?: string; readonly body?: unknown }): Promise<Answered>;
  /** Makes an account and an admin's key of it. */
  account(id: string, settings?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Makes a task and waits for its end. */
  finish(key: string, task?: Readonly<Record<string, unknown>>): Promise<string>;
  close(): Promise<void>;
}

const ADMIN_KEY = 'the-operator-knows-this';

/** Opens one. */
export async function openAccountsHouse(store: Store): Promise<AccountsHouse> {
  const vendor = createFakeVendor();
  const house = await openTaskHouse(vendor, { store });
  const { monotonicMs } = house.deps;
  const seal = createSecretSeal(new Uint8Array(32), VENDOR_KEYS);
  const accounts = createAccounts({ store, seal, monotonicMs, installation: house.deps, vendorKeys: {} });
  const deps = { ...house.deps, accounts };
  const app = createApp({
    tasks: deps,
    secrets: createWebhookSecrets({ store, secretKey: new Uint8Array(32) }),
    version: '0.0.0-test',
    baseUrl: 'http://127.0.0.1:8787',
    adminKey: ADMIN_KEY,
  });
  const runner = createRunner(deps, { lanes: [{ name: 'local', order: 'turn', slots: 2 }] });
  runner.start();
  const ask: AccountsHouse['ask'] = async (method, path, { key = ADMIN_KEY, body } = {}) => {
    const isBytes = body instanceof Uint8Array;
    const type = isBytes ? 'image/jpeg' : 'application/json';
    const headers = { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': type }) };
    const sent = body === undefined ? {} : { body: isBytes ? Buffer.from(body) : JSON.stringify(body) };
    const response = await app.fetch(new Request(`http://127.0.0.1:8787${path}`, { method, headers, ...sent }));
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, text, body: isJson ? (JSON.parse(text) as Answered['body']) : {} };
  };
  return {
    ...{ app, deps, vendor, ask },
    async account(id, settings = {}) {
      const made = await ask('POST', '/v1/accounts', { body: { id, ...settings } });
      if (made.status !== 200) throw new Error(made.text);
      const { body } = await ask('POST', '/v1/keys', { body: { account: id, name: id, scopes: ['admin'] } });
      return (body.data as { readonly key: string }).key;
    },
    async finish(key, task = {}) {
      const wish = { model: 'fake/model', input: {}, ...task };
      const { body, text } = await ask('POST', '/v1/tasks', { key, body: wish });
      const { taskId } = (body.data ?? {}) as { readonly taskId?: string };
      if (taskId === undefined) throw new Error(text);
      // The stream ends with the task.
      await ask('GET', `/v1/tasks/${taskId}/events`, { key });
      return taskId;
    },
    async close() {
      app.drain();
      await runner.stop();
      await house.close();
    },
  };
}
