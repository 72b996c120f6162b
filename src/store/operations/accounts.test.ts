import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import {
  insertAccount,
  listAccountRows,
  lockAccount,
  readAccountRow,
  readAccountsVersion,
  writeSettings,
} from './accounts.js';
import {
  dropReplacedCredentials,
  readAccountCredentials,
  retireCredential,
  useCredential,
} from './accounts-credentials.js';
import { rotateSecret } from './webhook-secrets.js';
import { type Operation, sql } from '../statement.js';

const keyOf = (accountId: string, fingerprint: string, sealed = 'v1.sealed') => ({
  ...{ accountId, provider: 'ark', fingerprint, baseUrl: 'https://ark.example', sealed },
});

onEachStore((store) => {
  it('makes an account once, and of a row that only counted something', async () => {
    expect(await store().run(() => insertAccount('a', { name: 'A' }))).toBe(true);
    expect(await store().run(() => insertAccount('a', { name: 'B' }))).toBe(false);
    expect(await store().run(() => readAccountRow('a'))).toMatchObject({ settings: { name: 'A' } });
    await store().run(() => rotateSecret({ id: 'secret-1', accountId: 'counted', sealed: 'x' }));
    expect(await store().run(() => readAccountRow('counted'))).toBeUndefined();
    expect(await store().run(() => insertAccount('counted', {}))).toBe(true);
  });

  it('locks nobody’s account but the one that is always there', async () => {
    expect(await store().run(() => lockAccount('absent', 'always'))).toBeUndefined();
    expect(await store().run(() => lockAccount('always', 'always'))).toMatchObject({ settings: {}, createdAtMs: 0 });
  });

  it('counts every change, and lists by name', async () => {
    const before = await store().run(readAccountsVersion);
    await store().run(() => insertAccount('b', {}));
    await store().run(() => writeSettings('b', { share: 2 }));
    expect(await store().run(readAccountsVersion)).toBe(before + 2);
    const [next] = await store().run(() => listAccountRows('always', 1));
    expect(next).toMatchObject({ id: 'b', settings: { share: 2 } });
  });

  it('has one key of a vendor in use, and keeps the ones before it', async () => {
    await store().run(() => useCredential(keyOf('k', 'one')));
    await store().run(() => useCredential(keyOf('k', 'two')));
    await store().run(() => useCredential(keyOf('other', 'one')));
    const inUse = async () =>
      (await store().run(() => readAccountCredentials('k')))
        .filter(({ replacedAtMs }) => replacedAtMs === undefined)
        .map(({ fingerprint }) => fingerprint);
    expect(await inUse()).toEqual(['two']);
    // The same key again is in use again, with what is new of it.
    await store().run(() => useCredential(keyOf('k', 'one', 'v1.anew')));
    expect(await inUse()).toEqual(['one']);
    await store().run(() => retireCredential('k', 'ark'));
    expect(await inUse()).toEqual([]);
    expect(await store().run(() => readAccountCredentials('k'))).toHaveLength(2);
  });

  it('deletes a replaced key once nothing under way was sent under it', async () => {
    await store().run(() => useCredential(keyOf('d', 'used')));
    await store().run(() => useCredential(keyOf('d', 'idle')));
    await store().run(() => useCredential(keyOf('d', 'new')));
    const left = async () =>
      (await store().run(() => readAccountCredentials('d'))).map((key) => key.fingerprint).sort();
    await store().run(function* (): Operation<void> {
      yield sql`
        INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, request, created_at)
        VALUES ('attempt-d', 'd', 'task-d', 1, 'ark', 'used', 'accepted', '{}', 0)`;
    });
    await store().run(() => dropReplacedCredentials(100));
    expect(await left()).toEqual(['idle', 'new', 'used']);
    await store().run(() => dropReplacedCredentials(100, 0));
    expect(await left()).toEqual(['new', 'used']);
    await store().run(function* (): Operation<void> {
      yield sql`UPDATE attempts SET ended_at = 1 WHERE id = 'attempt-d'`;
    });
    await store().run(() => dropReplacedCredentials(100, 0));
    expect(await left()).toEqual(['new']);
  });
});
