import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openPostgresStore } from '../src/store/postgres/postgres-store.js';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.js';
import type { Store } from '../src/store/store.js';
import { sharedPostgres } from './postgres.js';

const postgres = await sharedPostgres();
const missing = 'missing' in postgres ? ` (skipped: ${postgres.missing})` : '';

/**
 * Runs a suite on each kind of store: the contract that both keep. The store is one for the whole suite and is there once its tests
 * run; a test that must not see others' rows uses an account and a lane of its own.
 */
export function onEachStore(suite: (store: () => Store) => void): void {
  describe('on SQLite', () => {
    let folder: string;
    let store: Store;
    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'firstframe-store-'));
      store = await openSqliteStore({ path: path.join(folder, 'firstframe.db') });
    });
    afterAll(async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    });
    suite(() => store);
  });

  describe.skipIf('missing' in postgres)(`on Postgres${missing}`, () => {
    let store: Store;
    beforeAll(async () => {
      if ('missing' in postgres) return;
      store = await openPostgresStore({ url: await postgres.createDatabase() });
    });
    afterAll(() => store.close());
    suite(() => store);
  });
}
