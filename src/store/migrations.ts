import { FIRST_SCHEMA } from './migrations/0001-first.js';
import { HOSTED_SCHEMA } from './migrations/0002-hosted.js';
import { DUPLICATES_SCHEMA } from './migrations/0003-duplicates.js';
import { ACCOUNTS_SCHEMA } from './migrations/0004-accounts.js';
import { OPERATIONS_SCHEMA } from './migrations/0005-operations.js';
import { RESCUE_SCHEMA } from './migrations/0006-rescue.js';
import { PUBLISH_SCHEMA } from './migrations/0007-expand-publish.js';
import { StoreError } from './store.js';

/**
 * One step of the schema: applied once, in a transaction of its own, and never changed after a release.
 *
 * During a rolling upgrade the version before works on the new schema. So a step either expands (adds tables, indexes, columns that may
 * be left out) and is called `NNNN-expand-…`; or it contracts (takes away what no version in use reads or writes any more) and is
 * called `NNNN-contract-…`, a release later at the earliest. Those up to 0006 expand, and are from before the names.
 */
export interface Migration {
  /** Sorts after those before it: `0007-expand-priorities`. */
  readonly id: string;
  /** Run in order; both databases take them as they stand. */
  readonly statements: readonly string[];
}

/** Every step, in order. A new one goes to the end. */
export const MIGRATIONS: readonly Migration[] = [
  { id: '0001-first', statements: FIRST_SCHEMA },
  { id: '0002-hosted', statements: HOSTED_SCHEMA },
  { id: '0003-duplicates', statements: DUPLICATES_SCHEMA },
  { id: '0004-accounts', statements: ACCOUNTS_SCHEMA },
  { id: '0005-operations', statements: OPERATIONS_SCHEMA },
  { id: '0006-rescue', statements: RESCUE_SCHEMA },
  { id: '0007-expand-publish', statements: PUBLISH_SCHEMA },
];

/** Where the steps that were applied are noted. */
export const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS migrations (id TEXT PRIMARY KEY, applied_at BIGINT NOT NULL)`;

/** Steps after which the versions before go on as they did. */
const EXPANDS = /^\d{4}-expand-/;

/**
 * The steps that a database still needs, by those it has.
 * @throws StoreError `broken` when it has one that this version does not know, and that does not only add: a newer version made it, and
 * this one might harm it.
 */
export function findPendingMigrations(
  appliedIds: readonly string[],
  migrations: readonly Migration[] = MIGRATIONS,
): readonly Migration[] {
  const unknown = appliedIds.find((id) => !EXPANDS.test(id) && !migrations.some((migration) => migration.id === id));
  if (unknown !== undefined) {
    throw new StoreError(
      'broken',
      `the database has the schema ${unknown}, which this version of firstframe does not know; ` +
        `run the newer version that made it, or restore a backup from before the upgrade`,
    );
  }
  return migrations.filter(({ id }) => !appliedIds.includes(id));
}
