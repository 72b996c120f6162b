import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { adoptJob } from '../../store/operations/adoptions.js';
import { useCredential } from '../../store/operations/accounts-credentials.js';
import { ALERTS_ACCOUNT, findDyingClips } from '../../store/operations/alerts.js';
import { noteTrouble } from '../../store/operations/breakers.js';
import { claimDeliveries } from '../../store/operations/claim-deliveries.js';
import { listDeliveries } from '../../store/operations/delivery-log.js';
import { setCaps } from '../../store/operations/caps.js';
import { noteVendor } from '../../store/operations/heard.js';
import { readInbox } from '../../store/operations/inbox.js';
import { reserve } from '../../store/operations/money.js';
import { type Operation, sql } from '../../store/statement.js';
import { markFailed } from '../../store/operations/settle-delivery.js';
import { makeNewTask } from '../../store/testing/make-new-task.js';
import { createAlertWatch } from './alert-watch.js';

const URL_OF_ALERTS = 'https://alerts.example/in';

onEachStore((store) => {
  let freeBytes = 10 * 1024 ** 3;
  const watch = (callingProviders: readonly string[] = []) =>
    createAlertWatch({
      store: store(),
      blobs: { id: 'disk-1', freeBytes: () => Promise.resolve(freeBytes) },
      url: URL_OF_ALERTS,
      callingProviders,
      newId: randomUUID,
      nowMs: Date.now,
    });
  /** What was owed since this was asked last, by what it says. */
  let seen = 0;
  async function told(): Promise<{ kind: string; say: string }[]> {
    const found = await store().run(() => readInbox(ALERTS_ACCOUNT, seen));
    seen = found.at(-1)?.seq ?? seen;
    return found.map(({ body }) => JSON.parse(body) as { kind: string; say: string });
  }
  const run = (statement: ReturnType<typeof sql>): Promise<void> =>
    store().run(function* (): Operation<void> {
      yield statement;
    });
  async function task(accountId: string): Promise<string> {
    const made = makeNewTask({ accountId });
    await store().createTask(made);
    return made.id;
  }

  it('tells of each thing once, whichever process sees it first', async () => {
    seen = 0;
    const accountId = randomUUID();
    const id = await task(accountId);
    const hold = JSON.stringify({ reason: 'unknown_submit', since: 1, until: 2, resolve: 'Look at the vendor.' });
    await run(sql`UPDATE tasks SET state = 'held', lane = 'held', hold = ${hold} WHERE id = ${id}`);
    await Promise.all([watch().look(), watch().look(), watch().look()]);
    expect(await told()).toMatchObject([
      {
        kind: 'task_held',
        account: accountId,
        taskId: id,
        say: `The task ${id} is held (unknown_submit). Look at the vendor.`,
      },
    ]);
    await watch().look();
    expect(await told()).toEqual([]);
    // Held again: that is another hold.
    await run(sql`UPDATE tasks SET version = version + 2 WHERE id = ${id}`);
    await watch().look();
    expect(await told()).toHaveLength(1);
    await run(sql`UPDATE tasks SET lane = '', state = 'failed' WHERE id = ${id}`);
  });

  it('tells of a cap at 80 and at 100 per cent, and of no other', async () => {
    const accountId = randomUUID();
    const spend = (microUsd: number) =>
      store().run(() =>
        reserve({
          ...{ attemptId: randomUUID(), taskId: randomUUID(), accountId, keyId: 'key', model: 'm', provider: 'p' },
          ...{ microUsd, basis: 'b' },
        }),
      );
    await store().run(() => setCaps(accountId, [{ subject: 'account', period: 'day', microUsd: 1_000_000 }]));
    await spend(799_999);
    await watch().look();
    expect(await told()).toEqual([]);
    await spend(1);
    await watch().look();
    expect(await told()).toMatchObject([{ kind: 'cap_reached', account: accountId }]);
    await spend(200_000);
    await watch().look();
    await watch().look();
    expect((await told()).map(({ kind }) => kind)).toEqual(['cap_reached']);
    // Raised, it is another cap, and fills up again the same day.
    await store().run(() => setCaps(accountId, [{ subject: 'account', period: 'day', microUsd: 2_000_000 }]));
    await watch().look();
    expect(await told()).toEqual([]);
    await spend(600_000);
    await watch().look();
    expect((await told()).map(({ kind }) => kind)).toEqual(['cap_reached']);
  });

  it('tells whose key is stopped where it is an account’s own', async () => {
    const [provider, accountId] = [`p-${randomUUID()}`, randomUUID()];
    const key = { accountId, provider, fingerprint: 'theirs', baseUrl: 'https://api.example', sealed: '' };
    await store().run(() => useCredential(key));
    await store().run(() => noteTrouble({ provider, fingerprint: 'theirs' }, { cause: 'auth', say: 'Set it.' }));
    await watch().look();
    const [alert] = await told();
    expect(alert).toMatchObject({ kind: 'key_stopped', account: accountId });
    expect(alert?.say).toContain(`under the key of the account ${accountId} (auth)`);
  });

  it('tells the rest when one thing cannot be looked at', async () => {
    const provider = `p-${randomUUID()}`;
    await store().run(() => noteTrouble({ provider, fingerprint: 'f' }, { cause: 'auth', say: 'Set it.' }));
    const troubles: unknown[] = [];
    const blind = createAlertWatch({
      store: store(),
      blobs: { id: 'disk-1', freeBytes: () => Promise.reject(new Error('the disk is gone')) },
      url: URL_OF_ALERTS,
      callingProviders: [],
      newId: randomUUID,
      nowMs: Date.now,
      onTrouble: (error) => troubles.push(error),
    });
    await blind.look();
    expect((await told()).map(({ kind }) => kind)).toEqual(['key_stopped']);
    expect(troubles).toMatchObject([{ message: 'the disk is gone' }]);
  });

  it('goes on telling however long its own receiver has refused', async () => {
    const trouble = (): Promise<unknown> =>
      store().run(() =>
        noteTrouble({ provider: `p-${randomUUID()}`, fingerprint: 'f' }, { cause: 'auth', say: 'Set it.' }),
      );
    await trouble();
    await watch().look();
    const claimed = await store().run(() =>
      claimDeliveries({ limit: 500, perTarget: 500, busy: [], lease: 'a-lease', leaseMs: 60_000 }),
    );
    const failed = { status: 410, error: 'gone', tookMs: 1, blame: 'gone' } as const;
    for (const one of claimed) await store().run(() => markFailed(one, failed));
    // As an older version has left it.
    await run(sql`
      INSERT INTO endpoints (account_id, url, off_since, off_reason) VALUES (${ALERTS_ACCOUNT}, ${URL_OF_ALERTS}, 1000, 'gone')
      ON CONFLICT (account_id, url) DO UPDATE SET off_since = 1000, off_reason = 'gone'`);
    await trouble();
    await watch().look();
    const { deliveries } = await store().run(() => listDeliveries(ALERTS_ACCOUNT, { page: 1, size: 1 }));
    expect(deliveries).toMatchObject([{ state: 'pending', lastError: undefined }]);
    await told();
  });

  it('counts no clip that was adopted among those that a vendor should have called about', async () => {
    const provider = `p-${randomUUID()}`;
    await store().run(() => noteVendor(provider, true));
    await run(sql`UPDATE heard_vendors SET at = 1000 WHERE provider = ${provider}`);
    for (let at = 0; at < 12; at += 1) {
      await store().run(() =>
        adoptJob({
          ...{
            provider,
            credential: 'f',
            handle: `job-${at}`,
            taskId: `tk-hiapi-${randomUUID()}`,
            attemptId: randomUUID(),
          },
          ...{ accountId: randomUUID(), keyId: 'k', model: 'm', input: '{}', plan: '{}', lane: '', turn: 1 },
          ...{ deadlineInMs: 60_000, outputs: [], isRunning: false },
        }),
      );
    }
    await watch([provider]).look();
    expect(await told()).toEqual([]);
  });

  it('tells of a receiver that was switched off, without what its query holds', async () => {
    const accountId = randomUUID();
    const url = 'https://shop.example/hooks?token=hush';
    await run(sql`
      INSERT INTO endpoints (account_id, url, off_since, off_reason) VALUES (${accountId}, ${url}, 1000, 'failing')`);
    await watch().look();
    const [alert] = await told();
    expect(alert).toMatchObject({ kind: 'endpoint_off' });
    expect(alert?.say).toContain('https://shop.example/hooks are');
    expect(JSON.stringify(alert)).not.toContain('hush');
  });

  it('tells of a vendor that calls no more', async () => {
    const provider = `p-${randomUUID()}`;
    await store().run(() => noteVendor(provider, true));
    const end = () =>
      run(sql`
      INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, request, created_at, ended_at)
      VALUES (${randomUUID()}, 'default', ${randomUUID()}, 1, ${provider}, 'f', 'vendor_succeeded', '{}', 1, ${Date.now() + 60_000})`);
    for (let at = 0; at < 9; at += 1) await end();
    await watch([provider]).look();
    expect(await told()).toEqual([]);
    await end();
    await watch([provider]).look();
    await watch([provider]).look();
    expect(await told()).toMatchObject([{ kind: 'callbacks_missing' }]);
  });

  it('tells of a paid clip that cannot be fetched and is about to be deleted', async () => {
    const id = await task(randomUUID());
    const soon = Date.now() + 3_600_000;
    await run(sql`UPDATE tasks SET state = 'fetching', lane = 'fetch', turn = ${soon}, tries = 2 WHERE id = ${id}`);
    expect(await store().run(() => findDyingClips(7_200_000))).toEqual([]);
    await run(sql`UPDATE tasks SET tries = 3 WHERE id = ${id}`);
    await watch().look();
    expect(await told()).toMatchObject([{ kind: 'clip_expiring', taskId: id }]);
  });

  it('tells of a disk that is nearly full, and of a key that is stopped', async () => {
    freeBytes = 600 * 1024 ** 2;
    const provider = `p-${randomUUID()}`;
    await store().run(() => noteTrouble({ provider, fingerprint: 'f' }, { cause: 'balance', say: 'Top it up.' }));
    await watch().look();
    await watch().look();
    const alerts = await told();
    expect(alerts.map(({ kind }) => kind)).toEqual(['disk_low', 'key_stopped']);
    expect(alerts[0]?.say).toMatch(/^600 MiB/);
    expect(alerts[1]?.say).toContain(`firstframe resume --route ${provider}`);
    freeBytes = 10 * 1024 ** 3;
  });
});
