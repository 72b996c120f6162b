import { NOW, type Operation, sql, wake } from '../statement.js';

/**
 * Lets the first of these tasks that waits to be sent look again now, by its turn; answers with its id. One that somebody is at this moment,
 * who may have looked before, looks once more. `undefined`: none of them waits any more.
 */
export function* wakeFirst(ids: readonly string[]): Operation<string | undefined> {
  const [first, ...others] = ids;
  if (first === undefined) return undefined;
  const list = others.reduce((before, id) => sql`${before}, ${id}`, sql`${first}`);
  const [row] = yield sql`
    UPDATE tasks SET due_at = CASE WHEN lease IS NULL THEN ${NOW} ELSE due_at END
    WHERE id = (SELECT id FROM tasks WHERE id IN (${list}) AND state = 'submitting' AND due_at > ${NOW} ORDER BY turn LIMIT 1)
      AND state = 'submitting'
    RETURNING id, lane, lease`;
  if (row === undefined) return undefined;
  const id = String(row['id']);
  yield wake(row['lease'] === null ? `lane:${String(row['lane'])}` : `heard:${id}`);
  return id;
}
