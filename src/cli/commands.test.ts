import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Client } from '../client/client.js';
import { createFakeApi, taskOf } from './testing/fake-line.js';
import { type LineChanges, runLine } from './testing/run-line.js';

const run = (args: readonly string[], client: Partial<Client> = {}, changes: LineChanges = {}) =>
  runLine(args, tmpdir(), { api: createFakeApi(() => Promise.resolve(undefined), client), ...changes });

describe('firstframe tasks', () => {
  const input = { prompt: 'Push in\u001b[31m' };
  const page = { page: 1, size: 20, total: 21, tasks: [taskOf('tk-1', 'success', { input })] };
  const list = { list: () => Promise.resolve(page) };

  it('lists them, a stranger’s words made safe, and says that there are more', async () => {
    const { code, stdout, stderr } = await run(['tasks', 'list'], list);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^TASK {2}STATUS.*\ntk-1 {2}success.*local\/motion {2}Push in\\x1b\[31m\n$/);
    expect(stderr).toBe('1 of 21; --page 2 has more.\n');
  });

  it('prints them as they came under --json', async () => {
    expect(JSON.parse((await run(['tasks', 'list', '--json'], list)).stdout)).toEqual(page);
  });

  it('shows one with what it waits for', async () => {
    const hold = { reason: 'budget', since: 1, until: 1_777_282_033, resolve: 'Pay.' } as const;
    const get = () => Promise.resolve(taskOf('tk-1', 'queued', { hold }));
    const { stdout } = await run(['tasks', 'show', 'tk-1'], { get });
    expect(stdout).toContain('held for   budget, until 2026-04-27 09:27 UTC. Pay.\n');
  });

  it.each([
    ['success', {}, 0],
    ['fail', { error: { code: 'TASK_FAILED', message: 'm' } }, 1],
    ['queued', { hold: { reason: 'budget', since: 1, until: 2, resolve: 'Pay.' } }, 3],
  ] as const)('waits for one, and ends by how it ended: %s', async (status, more, code) => {
    const wait = () => Promise.resolve(taskOf('tk-1', status, more));
    expect(await run(['tasks', 'wait', 'tk-1'], { wait })).toMatchObject({ code });
  });

  it('says what became of a cancel', async () => {
    const failure = { class: 'cancelled', charged: 'no', retry: 'free', say: 's' } as const;
    const cancel = () => Promise.resolve(taskOf('tk-1', 'fail', { cancel: 'confirmed', failure }));
    expect((await run(['tasks', 'cancel', 'tk-1'], { cancel })).stderr).toBe(
      'tk-1: cancelled, and nothing is charged\n',
    );
  });
});

describe('firstframe keys', () => {
  it('prints a new key to stdout, and nothing else there', async () => {
    const asked: unknown[] = [];
    const create: Client['keys']['create'] = (key) => {
      asked.push(key);
      return Promise.resolve({ id: 'k1', name: 'shop', scopes: ['read'], created: 1, key: 'sk-ff-x' });
    };
    const args = ['keys', 'create', '--name', 'shop', '--scope', 'read, create', '--tasks-in-flight', '3'];
    const { stdout } = await run(args, { keys: { create } as Client['keys'] });
    expect(stdout).toBe('sk-ff-x\n');
    expect(asked).toEqual([{ name: 'shop', scopes: ['read', 'create'], tasksInFlight: 3 }]);
  });

  it.each([
    [['keys', 'create']],
    [['keys', 'create', '--name', 'a', '--scope', 'all']],
    [['keys', 'create', '--name', 'a', '--tasks-in-flight', '0']],
    [['tasks', 'list', '--size', '101']],
    [['serve', '--port', '65536']],
    [['tasks', 'resolve', 'tk-1', '--budget', 'much']],
    [['callbacks', 'listen', '--forward', 'localhost:3000']],
  ])('and the others refuse what cannot be meant: %j', async (args) => {
    expect(await run(args)).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('firstframe serve', () => {
  /** A server whose keys are these; stopped as soon as it is up. */
  async function serve(
    keys: Awaited<ReturnType<Client['keys']['list']>>,
    changes: LineChanges = {},
    { listening, server }: { readonly listening?: object; readonly server?: object } = {},
  ) {
    const calls: string[] = [];
    const stop = new AbortController();
    const create = () => Promise.resolve({ id: 'k', name: 'admin', scopes: [], created: 1, key: 'sk-ff-new' });
    const client = { keys: { list: () => Promise.resolve(keys), create } } as unknown as Client;
    const done = await run(
      ['serve'],
      {},
      {
        signal: stop.signal,
        openServer: () =>
          Promise.resolve({
            ...{ client, dataFolder: '/data', hasAdminKey: false, isShareable: true, ...server },
            listen: () => {
              calls.push('listen');
              stop.abort();
              return Promise.resolve({ url: 'http://127.0.0.1:8787', at: 'http://127.0.0.1:8787', ...listening });
            },
            stop: () => {
              calls.push('stop');
              return Promise.resolve();
            },
          }),
        ...changes,
      },
    );
    return { ...done, calls };
  }

  it('says where it listens, by which name it is called, and when no second server can join', async () => {
    const keys = [{ id: 'k', name: 'admin', scopes: [], created: 1 }];
    const one = await serve(keys);
    expect(one.stderr).toContain('listening on http://127.0.0.1:8787, data in /data\n');
    expect(one.stderr).not.toContain('second server');
    const of = { listening: { url: 'https://clips.example' }, server: { isShareable: false } };
    const other = await serve(keys, {}, of);
    expect(other.stderr).toContain('listening on http://127.0.0.1:8787, called https://clips.example, data in /data\n');
    expect(other.stderr).toMatch(/no second server can join.*FIRSTFRAME_BLOBS/);
  });

  it('shows an admin key on its first start, to a person', async () => {
    const done = await serve([], { isTerminal: true });
    expect(done).toMatchObject({ code: 0, stdout: '', calls: ['listen', 'stop'] });
    expect(done.stderr).toContain('sk-ff-new');
  });

  it('starts for nobody where there is no key and no person, and closes what it opened', async () => {
    const done = await serve([], { isTerminal: false });
    expect(done).toMatchObject({ code: 2, calls: ['stop'] });
    expect(done.stderr).toMatch(/FIRSTFRAME_ADMIN_KEY/);
  });

  it('makes no key where there is one', async () => {
    const key = { id: 'k', name: 'n', scopes: [], created: 1 };
    const done = await serve([key], { isTerminal: true });
    expect(done.stderr).not.toContain('sk-ff');
    expect(await serve([{ ...key, revoked: 2 }], { isTerminal: false })).toMatchObject({ code: 2 });
  });
});
