import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { insertAccount, lockAccount, writeSettings } from '../../store/operations/accounts.js';
import { useCredential } from '../../store/operations/accounts-credentials.js';
import { noteTrouble } from '../../store/operations/breakers.js';
import { readTask } from '../../store/operations/read-tasks.js';
import { type Operation, sql } from '../../store/statement.js';
import { createFairTurns } from '../fair-turns.js';
import { progressOf } from '../operations/progress-of.js';
import { createSubmitGate } from '../operations/submit-gate.js';
import { providerOf } from '../provider-of.js';
import { createRunner } from '../runner/runner.js';
import { createFakeVendor } from '../testing/fake-vendor.js';
import { openTaskHouse } from '../testing/task-house.js';
import { type AccountsDeps, createAccounts } from './accounts.js';
import { findAccountRoutes } from './find-account-routes.js';
import { inAccount } from './in-account.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A seal that knows for which row it sealed. */
function sealOf(installation: string): AccountsDeps['seal'] {
  return {
    seal: (secret, owner) => Buffer.from(JSON.stringify([installation, owner, secret])).toString('base64'),
    open: (sealed, owner) => {
      const [by, whose, secret] = JSON.parse(Buffer.from(sealed, 'base64').toString()) as string[];
      if (by !== installation || whose !== owner || secret === undefined) throw new Error('it does not open');
      return secret;
    },
  };
}

async function open(change: Partial<AccountsDeps> = {}) {
  const house = await openTaskHouse(createFakeVendor());
  closing.push(() => house.close());
  let clockMs = 0;
  const troubles: unknown[] = [];
  const accounts = createAccounts({
    ...{ store: house.deps.store, installation: house.deps, vendorKeys: {}, seal: sealOf('ours') },
    ...{ monotonicMs: () => clockMs, onTrouble: (error) => troubles.push(error) },
    ...change,
  });
  const pass = (ms: number): void => {
    clockMs += ms;
  };
  return { house, accounts, troubles, pass, deps: { ...house.deps, accounts }, store: house.deps.store };
}

describe('what an account has of its own', () => {
  it('is the installation’s where nothing is set, and is not read again until something changes', async () => {
    const { accounts, store, house, pass } = await open();
    const plain = await accounts.viewOf('a');
    expect(plain.providers).toBe(house.deps.providers);
    await store.run(() => insertAccount('a', { keepClipSec: 3600, allowAddresses: ['10.0.0.0/8'] }));
    const own = await accounts.viewOf('a');
    expect(own).toMatchObject({ keepClipMs: 3_600_000, allowAddresses: ['10.0.0.0/8'] });
    pass(10_000);
    expect(await accounts.viewOf('a')).toBe(own);
    await store.run(function* () {
      yield* lockAccount('a', 'default');
      yield* writeSettings('a', {});
    });
    expect(await accounts.viewOf('a')).toMatchObject({ keepClipMs: house.deps.keepClipMs, allowAddresses: [] });
  });

  it('is not in its key’s row for anybody but itself, and a key that does not open closes its provider', async () => {
    const { accounts, store, troubles } = await open({ vendorKeys: {} });
    const sealed = accounts.sealKey('a', 'ark', { apiKey: randomBytes(8).toString('hex') });
    await store.run(() => insertAccount('a', {}));
    await store.run(() => insertAccount('b', {}));
    await store.run(() => useCredential(sealed));
    // Somebody with the database alone gives another account the key.
    await store.run(() => useCredential({ ...sealed, accountId: 'b' }));
    const seen = await accounts.viewOf('a');
    expect(seen.providers.get('ark')?.credential).toBe(sealed.fingerprint);
    expect(providerOf(seen, { provider: 'ark', credential: sealed.fingerprint })?.id).toBe('ark');
    expect((await accounts.viewOf('b')).providers.has('ark')).toBe(false);
    expect(String(troubles)).toContain('does not open');
  });
});

describe('how far a task of an account is', () => {
  it('is told by the account’s own key, and not by the server’s', async () => {
    const { deps, accounts, store, house } = await open();
    const sealed = accounts.sealKey('a', 'ark', { apiKey: randomBytes(8).toString('hex') });
    await store.run(() => insertAccount('a', {}));
    await store.run(() => insertAccount('b', {}));
    await store.run(() => useCredential(sealed));
    const { provider, fingerprint } = sealed;
    await store.run(() => noteTrouble({ provider, fingerprint }, { cause: 'balance', say: 'Top yours up.' }));
    const gate = createSubmitGate(deps);
    const progress = async (accountId: string) => {
      const id = await house.accept({ accountId });
      await store.run(function* (): Operation<void> {
        yield sql`UPDATE tasks SET state = 'submitting', plan = '{"provider":"ark","stills":{}}' WHERE id = ${id}`;
      });
      const task = await store.run(() => readTask(accountId, id));
      return task && (await progressOf(task, { ...deps, gate }));
    };
    expect(await progress('a')).toMatchObject({ doing: 'waiting: Top yours up.', waits: 'vendor_key' });
    expect(await progress('b')).toBeUndefined();
  });
});

describe('what an account may use', () => {
  it('is looked at again when a task is prepared', async () => {
    const { deps, store, house } = await open();
    await store.run(() => insertAccount('a', {}));
    const id = await house.accept({ accountId: 'a' });
    await store.run(() => writeSettings('a', { models: ['local/motion'] }));
    await deps.accounts.viewOf('nobody');
    const ended = new Promise<void>((resolve) => {
      const off = store.onWake((topic) => {
        if (topic !== `task:${id}`) return;
        void store
          .run(() => readTask('a', id))
          .then((task) => {
            if (task?.completedAtMs === undefined) return;
            off();
            resolve();
          });
      });
    });
    const runner = createRunner(deps, { lanes: [{ name: 'local', order: 'turn', slots: 1 }] });
    runner.start();
    await ended;
    await runner.stop();
    const task = await store.run(() => readTask('a', id));
    expect(task).toMatchObject({ state: 'failed', error: { code: 'MODEL_UNAVAILABLE' } });
    expect(task?.error?.message).toContain('may use: local/motion');
  });

  it('is a route by its provider, or one of HiAPI’s own', async () => {
    const { deps, store, house } = await open();
    const hiapi = { ...house.deps.models[0], id: 'm', provider: 'hiapi' } as (typeof house.deps.models)[number];
    const ark = { ...hiapi, provider: 'ark' };
    await store.run(() => insertAccount('a', { routes: ['ark', 'hiapi:pro'] }));
    const own = { ...(await inAccount(deps, 'a')), models: [hiapi, ark] };
    const routed = (route?: string): string => {
      const found = findAccountRoutes(own, 'm', route);
      return found.kind === 'found' ? found.runs.map(({ model }) => model.provider).join() : found.kind;
    };
    expect(routed('ark')).toBe('ark');
    expect(routed('pro')).toBe('hiapi');
    expect(routed('hiapi:pro,ark')).toBe('hiapi,ark');
    expect(routed('hiapi')).toBe('not_allowed');
    expect(routed('ext')).toBe('not_allowed');
    expect(routed('dashscope')).toBe('unknown_route');
  });

  it('comes up by its share: twice the weight, half the way between two of its tasks', async () => {
    const { deps, store } = await open();
    await store.run(() => insertAccount('heavy', { share: 2 }));
    const fair = createFairTurns(store, () => 1_000);
    const steps: number[] = [];
    const turns: typeof fair = {
      ...fair,
      take(queue) {
        steps.push(queue.turnMs);
        return fair.take(queue);
      },
    };
    const { acceptTask } = await import('../accept-task.js');
    const [model] = deps.models;
    const models = model === undefined ? [] : [{ ...model, turnMs: 500 }];
    const accounts = createAccounts({
      ...{ store, installation: { ...deps, models }, vendorKeys: {}, seal: sealOf('ours') },
      monotonicMs: () => 0,
    });
    for (const accountId of ['heavy', 'light']) {
      const body = { model: 'fake/model', input: {}, storage: 'temp' } as const;
      await acceptTask({ ...deps, accounts, turns }, { accountId, key: { id: 'k' }, body, bodyHash: 'h' });
    }
    expect(steps).toEqual([250, 500]);
  });
});
