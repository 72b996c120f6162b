import { setTimeout as pause } from 'node:timers/promises';
import { type ClientBase, Pool } from 'pg';
import { findPendingMigrations, type Migration, MIGRATIONS, MIGRATIONS_TABLE } from '../migrations.js';
import { sqlStateOf, toStoreError } from './postgres-failure.js';

/** Which lock nodes that start at once take turns by: any number, but always the same ("firstfrm" in ASCII). */
const LOCK = '7379544092929945197';

/** How long a step may take what others wait for. */
export interface MigrationPace {
  /**
   * How long a statement waits for a table. While it does, everybody who comes after it waits as well, readers too: behind a `pg_dump`, which
   * reads for hours, all servers would stand still.
   */
  readonly lockMs: number;
  /** Between two tries, in which the others go on. */
  readonly pauseMs: number;
  /** For how long it is tried. */
  readonly patienceMs: number;
  /** How long a statement may run; absent: as long as it takes. */
  readonly statementMs?: number;
}

const LOCK_MS = 3_000;
const PAUSE_MS = 2_000;

/** Of a server that starts: shorter than it waits for an answer, so that nothing goes on at the database that nobody waits for any more. */
const AT_START: MigrationPace = { lockMs: LOCK_MS, pauseMs: PAUSE_MS, patienceMs: 60_000, statementMs: 25_000 };

/** Of `firstframe migrate`. */
const BY_ITSELF: MigrationPace = { lockMs: LOCK_MS, pauseMs: PAUSE_MS, patienceMs: 30 * 60_000 };

/**
 * Brings the schema up to date, each step in a transaction of its own. Several nodes may start at once: the lock is held until the end
 * of a transaction, so that it also holds behind a pooler in transaction mode. Answers with the steps that were applied here.
 */
export async function migratePostgres(
  pool: Pool,
  migrations: readonly Migration[] = MIGRATIONS,
  pace: MigrationPace = AT_START,
): Promise<readonly string[]> {
  const begunAtMs = performance.now();
  const client = await pool.connect();
  const applied: string[] = [];
  let isUsable = false;
  try {
    for (;;) {
      try {
        const id = await applyNext(client, migrations, pace);
        if (id === undefined) break;
        applied.push(id);
      } catch (error) {
        if (sqlStateOf(error) !== LOCK_NOT_AVAILABLE || performance.now() - begunAtMs > pace.patienceMs) throw error;
        await pause(pace.pauseMs);
      }
    }
    isUsable = true;
    return applied;
  } finally {
    client.release(!isUsable);
  }
}

/**
 * Brings the schema of a database up to date by itself, with all the time that takes: an index on a large table needs minutes, and a
 * store that is opened allows a statement half of one. Answers with the steps that were applied.
 * @throws StoreError
 */
export async function migrateDatabase(url: string): Promise<readonly string[]> {
  const pool = new Pool({ connectionString: url, application_name: 'firstframe', max: 1, keepAlive: true });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    return await migratePostgres(pool, MIGRATIONS, BY_ITSELF);
  } catch (error) {
    throw toStoreError(error);
  } finally {
    await pool.end();
  }
}

/** PostgreSQL 15 manual, appendix A. */
const LOCK_NOT_AVAILABLE = '55P03';

async function applyNext(
  client: ClientBase,
  migrations: readonly Migration[],
  { lockMs, statementMs = 0 }: MigrationPace,
): Promise<string | undefined> {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL statement_timeout = ${statementMs}`);
    await client.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
    // Only now: whoever applies a step has all the time it takes.
    await client.query(`SET LOCAL lock_timeout = ${lockMs}`);
    await client.query(MIGRATIONS_TABLE);
    const { rows } = await client.query<{ readonly id: string }>('SELECT id FROM migrations');
    const [next] = findPendingMigrations(
      rows.map(({ id }) => id),
      migrations,
    );
    if (next !== undefined) {
      for (const statement of next.statements) await client.query(statement);
      const note = `INSERT INTO migrations (id, applied_at) VALUES ($1, floor(extract(epoch FROM now()) * 1000)::bigint)`;
      await client.query(note, [next.id]);
    }
    await client.query('COMMIT');
    return next?.id;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
