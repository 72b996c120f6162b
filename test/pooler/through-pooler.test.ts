import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moveTask } from '../../src/store/operations/move-task.js';
import { listTasks } from '../../src/store/operations/read-tasks.js';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.js';
import type { Store } from '../../src/store/store.js';
import { makeNewTask } from '../../src/store/testing/make-new-task.js';
import { sharedPostgres } from '../postgres.js';
import { findPgBouncer, type Pooler, startPgBouncer } from './throwaway-pgbouncer.js';

const postgres = await sharedPostgres();
const bouncer = await findPgBouncer();
const missing = 'missing' in postgres ? postgres.missing : 'missing' in bouncer ? bouncer.missing : undefined;
if (missing !== undefined) process.stderr.write(`A pooler is not tested: ${missing}\n`);

/** Fewer than there are clients, so that each is on many servers, and each server has many of them. */
const SERVERS = 3;
const PROBE_MS = 200;

describe.skipIf(missing !== undefined)(
  `stores behind a pooler in transaction mode (${missing ?? 'it is here'})`,
  () => {
    let pooler: Pooler;
    let direct: pg.Client;
    let stores: readonly Store[] = [];
    let deaf = 0;
    let isDeaf: Promise<unknown>;

    beforeAll(async () => {
      if ('missing' in postgres) return;
      const databaseUrl = await postgres.createDatabase();
      pooler = await startPgBouncer(databaseUrl, SERVERS);
      direct = new pg.Client({ connectionString: databaseUrl });
      await direct.connect();
      // As a database in earnest has it; the one that tests share does not wait for its disk.
      await direct.query(`ALTER DATABASE ${new URL(databaseUrl).pathname.slice(1)} SET synchronous_commit = on`);
      const told: Promise<void>[] = [];
      const open = (): Promise<Store> => {
        let onDeaf = (): void => undefined;
        told.push(
          new Promise((resolve) => {
            onDeaf = () => {
              deaf += 1;
              resolve();
            };
          }),
        );
        return openPostgresStore({ url: pooler.url, poolMax: 8, probeMs: PROBE_MS, onDeaf });
      };
      // At once: the migrations take turns behind a pooler too.
      stores = await Promise.all([open(), open()]);
      isDeaf = Promise.all(told);
    });

    afterAll(async () => {
      await Promise.all(stores.map((store) => store.close()));
      await direct.end();
      await pooler.remove();
    });

    it('find out that hints do not come through, say so once each, and go on by looking', async () => {
      // Before anything is sent: who speaks on a connection at the right moment is told by it what others say there.
      await isDeaf;
      const [one] = stores as [Store, Store];
      await one.createTask(makeNewTask({ accountId: 'later' }));
      expect(deaf).toBe(2);
    });

    it('create each task once, and claim and move each once', async () => {
      const [one, other] = stores as [Store, Store];
      const tasks = Array.from({ length: 200 }, (_, turn) => {
        const idempotency = { key: `key-${turn}`, bodyHash: 'h'.repeat(64), keepMs: 60_000 };
        return makeNewTask({ accountId: 'pooled', lane: 'pooled', turn, idempotency });
      });
      const created = await Promise.all(
        tasks.flatMap((task) => [one.createTask(task), other.createTask({ ...task, id: `${task.id}-again` })]),
      );
      expect(created.filter(({ kind }) => kind === 'created')).toHaveLength(200);
      const carried: string[] = [];
      const work = async (store: Store, lease: string): Promise<void> => {
        for (;;) {
          const claimed = await store.claimTasks({ lane: 'pooled', order: 'turn', limit: 8, lease, leaseMs: 60_000 });
          if (claimed.length === 0) return;
          await Promise.all(
            claimed.map(async ({ id }) => {
              const moved = await store.run(() =>
                moveTask({ id, from: 'accepted', to: 'preparing', lease, lane: 'on', dueInMs: 60_000 }),
              );
              if (moved !== undefined) carried.push(id);
            }),
          );
        }
      };
      await Promise.all(['a', 'b', 'c'].flatMap((name) => [work(one, `one-${name}`), work(other, `other-${name}`)]));
      expect(carried).toHaveLength(200);
      expect(new Set(carried).size).toBe(200);
      const { total } = await one.run(() => listTasks('pooled', { page: 1, size: 1 }));
      expect(total).toBe(200);
    });

    it('leave nothing set on a connection that others commit on', async () => {
      const clients = Array.from({ length: SERVERS }, () => new pg.Client({ connectionString: pooler.url }));
      await Promise.all(clients.map((client) => client.connect()));
      const seen = await Promise.all(
        clients.map(async (client) => {
          // In a transaction, so that each has a server of its own.
          await client.query('BEGIN');
          const { rows } = await client.query<{ pid: number; kept: string }>(
            `SELECT pg_backend_pid() AS pid, current_setting('synchronous_commit') || ' ' || current_setting('statement_timeout') AS kept, pg_sleep(0.2)`,
          );
          return rows[0];
        }),
      );
      await Promise.all(clients.map((client) => client.query('COMMIT').then(() => client.end())));
      expect(new Set(seen.map((row) => row?.pid)).size).toBe(SERVERS);
      expect(new Set(seen.map((row) => row?.kept))).toEqual(new Set(['on 0']));
    });
  },
);
