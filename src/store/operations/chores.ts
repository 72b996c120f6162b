import { NOW, type Operation, sql } from '../statement.js';

/** What one process of all does for the rest of them. */
export type Chore = 'orphans' | 'references';

/** Every file there is is held against the rows by one process of all, this often: in a bucket it is a call for each thousand. */
export const ORPHANS_EVERY_MS = 24 * 3_600_000;

/** Takes a chore. `true` for one process, and then for nobody before `everyMs` have passed, whatever becomes of that one. */
export function* takeChore(chore: Chore, everyMs: number): Operation<boolean> {
  const taken = yield sql`
    INSERT INTO meta (name, value) VALUES (${`chore:${chore}`}, CAST(${NOW} AS TEXT))
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
      WHERE CAST(meta.value AS BIGINT) <= ${NOW} - CAST(${everyMs} AS BIGINT)
    RETURNING name`;
  return taken.length > 0;
}

/** Puts a chore off, whether it was taken or not: it, which is done every `everyMs`, can be taken in `inMs`. */
export function* putChoreOff(chore: Chore, everyMs: number, inMs: number): Operation<void> {
  const value = sql`CAST(${NOW} - CAST(${everyMs - inMs} AS BIGINT) AS TEXT)`;
  yield sql`
    INSERT INTO meta (name, value) VALUES (${`chore:${chore}`}, ${value})
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
}
