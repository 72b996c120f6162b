import { NOW, type Operation, sql } from '../statement.js';

/** What one process of all does for the rest of them. */
export type Chore = 'orphans' | 'references';

/** Takes a chore. `true` for one process, and then for nobody before `everyMs` have passed, whatever becomes of that one. */
export function* takeChore(chore: Chore, everyMs: number): Operation<boolean> {
  const taken = yield sql`
    INSERT INTO meta (name, value) VALUES (${`chore:${chore}`}, CAST(${NOW} AS TEXT))
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
      WHERE CAST(meta.value AS BIGINT) <= ${NOW} - CAST(${everyMs} AS BIGINT)
    RETURNING name`;
  return taken.length > 0;
}

/** Gives a chore back that was not done: it can be taken again in `inMs`, of the `everyMs` that it was taken for. */
export function* putChoreOff(chore: Chore, everyMs: number, inMs: number): Operation<void> {
  yield sql`
    UPDATE meta SET value = CAST(${NOW} - CAST(${everyMs - inMs} AS BIGINT) AS TEXT) WHERE name = ${`chore:${chore}`}`;
}
