import type { ClaimRequest } from '../operations/claim-tasks.js';
import { TASK_COLUMNS } from '../operations/task-record.js';
import { NOW, sql, type Statement } from '../statement.js';

/**
 * `claimTasks` of operations/ as one statement that skips the rows others are claiming. The plain form would wait for them, and then
 * take them away from whoever had just claimed them: Postgres looks at the outer condition again, not at the chosen list.
 */
export function claimTasksStatement({ lane, order, limit, lease, leaseMs }: ClaimRequest): Statement {
  // The plus: see `claimTasks`.
  const due = order === 'turn' ? sql`+due_at <= ${NOW}` : sql`due_at <= ${NOW}`;
  return sql`
    WITH chosen AS MATERIALIZED (
      SELECT id FROM tasks WHERE lane = ${lane} AND lane <> '' AND ${due}
      ORDER BY ${order === 'turn' ? sql`turn` : sql`due_at`} LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE tasks SET lease = ${lease}, due_at = ${NOW} + CAST(${leaseMs} AS BIGINT), tries = tries + 1
    WHERE id IN (SELECT id FROM chosen)
    RETURNING ${TASK_COLUMNS}`;
}
