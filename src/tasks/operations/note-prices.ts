import { writeAudit } from '../../store/operations/audit.js';
import { type Operation, sql } from '../../store/statement.js';

/**
 * Notes at a start by which prices money is held and counted from now on: a file that is another than the last time is written down.
 * `sha256` of the file's bytes; `undefined`: there is none.
 */
export function* notePrices(sha256: string | undefined): Operation<void> {
  const [row] = yield sql`SELECT value FROM meta WHERE name = 'prices_sha256'`;
  const before = row === undefined || row['value'] === '' ? undefined : String(row['value']);
  if (before === sha256) return;
  const noted = yield sql`
    INSERT INTO meta (name, value) VALUES ('prices_sha256', ${sha256 ?? ''})
    ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE meta.value <> excluded.value
    RETURNING value`;
  // Of many that start at once, one writes it down.
  if (noted.length === 0) return;
  yield* writeAudit({
    ...{ accountId: 'default', keyId: 'system', action: 'prices.change', subject: 'FIRSTFRAME_PRICES' },
    before: before === undefined ? undefined : { sha256: before },
    after: sha256 === undefined ? undefined : { sha256 },
  });
}
