import { NOW, type Operation, sql } from '../statement.js';

/** The database's epoch: a number that only grows, and by which a database that was set back is known. `undefined`: it has none yet. */
export function* readEpoch(): Operation<number | undefined> {
  const [row] = yield sql`SELECT value FROM meta WHERE name = 'epoch'`;
  return row === undefined ? undefined : Number(row['value']);
}

/**
 * Begins the next epoch, at least `past` + 1, unless one was begun less than `youngestMs` ago. Answers with its number; `undefined`: there
 * is a young one.
 */
export function* beginEpoch(youngestMs: number, past = 0): Operation<number | undefined> {
  yield sql`INSERT INTO meta (name, value) VALUES ('epoch', '0') ON CONFLICT (name) DO NOTHING`;
  yield sql`INSERT INTO meta (name, value) VALUES ('epoch_at', '0') ON CONFLICT (name) DO NOTHING`;
  const begun = yield sql`
    UPDATE meta SET value = CAST(${NOW} AS TEXT)
    WHERE name = 'epoch_at' AND CAST(value AS BIGINT) <= ${NOW} - CAST(${youngestMs} AS BIGINT)
    RETURNING value`;
  if (begun.length === 0) return undefined;
  const [row] = yield sql`
    UPDATE meta SET value = CAST(CASE WHEN CAST(value AS BIGINT) > CAST(${past} AS BIGINT) THEN CAST(value AS BIGINT)
      ELSE CAST(${past} AS BIGINT) END + 1 AS TEXT)
    WHERE name = 'epoch' RETURNING value`;
  return Number(row?.['value']);
}
