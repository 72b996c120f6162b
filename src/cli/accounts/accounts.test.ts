import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AccountCalls } from '../../client/account-calls.js';
import type { Account } from '../../contract/account.js';
import { createFakeApi } from '../testing/fake-line.js';
import { runLine } from '../testing/run-line.js';

const ACCOUNT: Account = {
  ...{ id: 'shop', name: 'The shop', ownKeysOnly: true, share: 2, allowAddresses: [], dayUsd: 20 },
  vendorKeys: [{ provider: 'ark', fingerprint: '0123456789ab', baseUrl: 'https://ark.example', created: 0 }],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command line and answers with what the API was asked. */
async function run(args: readonly string[]) {
  const asked: unknown[] = [];
  const accounts: Partial<AccountCalls> = {
    create: (account) => {
      asked.push(account);
      return Promise.resolve(ACCOUNT);
    },
    set: (id, change) => {
      asked.push([id, change]);
      return Promise.resolve(ACCOUNT);
    },
    list: () => Promise.resolve([ACCOUNT]),
  };
  const api = createFakeApi(() => Promise.resolve(undefined), { accounts: accounts as AccountCalls });
  const ran = await runLine(['accounts', ...args], folder, { api });
  return { ...ran, asked };
}

it('sends a key from a file, without the newline at its end, and never prints it', async () => {
  const file = path.join(folder, 'key');
  writeFileSync(file, 'sk-secret\n');
  const own = ['--vendor-key', `ark=${file}`, '--base-url', 'ark=https://ark.example', '--renders-at-once', 'ark=5'];
  const { code, asked, stdout, stderr } = await run(['create', 'shop', '--day', '20', '--model', 'a,b', ...own]);
  expect(code).toBe(0);
  const ark = { apiKey: 'sk-secret', baseUrl: 'https://ark.example', rendersAtOnce: 5 };
  expect(asked).toEqual([{ id: 'shop', dayUsd: 20, models: ['a', 'b'], vendorKeys: { ark } }]);
  expect(stdout + stderr).not.toContain('sk-secret');
});

it('takes limits away by all and none, and keys by --remove-key', async () => {
  const { asked } = await run([
    ...['set', 'shop', '--model', 'all', '--route', 'all', '--day', 'none', '--allow-address', 'none'],
    ...['--publish-to', 'none', '--remove-key', 'ark,hiapi', '--no-own-keys-only', '--keep-days', '2'],
  ]);
  const gone = { models: null, routes: null, dayUsd: null, allowAddresses: null, publishTo: null };
  expect(asked).toEqual([
    ['shop', { ...gone, ownKeysOnly: false, keepClipSec: 172_800, vendorKeys: { ark: null, hiapi: null } }],
  ]);
});

it('lists what each may use and spend', async () => {
  const { stdout } = await run(['list']);
  expect(stdout).toMatch(/shop +The shop +all +all +ark 0123456789ab \(only\) +2 +\$20/);
});

it.each([
  [['--vendor-key', 'sk-secret-typed-here']],
  [['--vendor-key', 'ark=/nowhere/sk-secret']],
  [['--base-url', 'ark=https://ark.example']],
  [['--share', '0']],
  [['--remove-key', 'nobody']],
])('refuses %j, and does not print what may be a key', async (args) => {
  const { code, asked, stderr } = await run(['set', 'shop', ...args]);
  expect(code).toBe(2);
  expect(asked).toEqual([]);
  expect(stderr).not.toContain('sk-secret-typed');
});
