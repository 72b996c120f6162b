import { NOW, type Operation, sql, wake } from '../statement.js';

/** What a vendor's callback said of an attempt. */
export interface HeardOfAttempt {
  readonly attemptId: string;
  readonly provider: string;
  /** The vendor's name for it. */
  readonly handle: string;
  /** Whether the vendor has signed it. */
  readonly isSigned: boolean;
}

/**
 * Takes down that a vendor has called: a reason to ask it now, and where its answer to the order is not here yet, the handle. `false`: there is no
 * such attempt of this provider's. Called again, and whatever came first, it changes nothing more.
 *
 * A task that somebody works on is theirs: what they are at will see the handle. They are told by the hint `heard:{taskId}`, for an answer
 * of the vendor's that is on its way may be older than the call.
 */
export function* noteHeard({ attemptId, provider, handle, isSigned }: HeardOfAttempt): Operation<boolean> {
  const [attempt] = yield sql`SELECT task_id FROM attempts WHERE id = ${attemptId} AND provider = ${provider}`;
  if (attempt === undefined) return false;
  const taskId = String(attempt['task_id']);
  // The task before the attempt, as every other writer of both: two that lock them the other way round wait for each other forever.
  const woken = yield sql`
    UPDATE tasks SET due_at = ${NOW}
    WHERE id = ${taskId} AND attempt_id = ${attemptId} AND lease IS NULL AND due_at > ${NOW}
      AND (state IN ('submitting', 'rendering') OR (state = 'held' AND hold LIKE '%"reason":"unknown_submit"%'))
      AND EXISTS (SELECT 1 FROM attempts WHERE id = ${attemptId} AND state IN ('submission_unknown', 'accepted'))
    RETURNING lane`;
  // One that is signed stands above one that is not, and is stood above by none.
  yield sql`
    UPDATE attempts SET heard_handle = ${handle}
    WHERE id = ${attemptId} AND handle IS NULL AND (heard_handle IS NULL OR (${isSigned ? 1 : 0} = 1 AND heard_handle <> ${handle}))
    RETURNING id`;
  yield* noteVendor(provider);
  const [row] = woken;
  if (row === undefined) yield wake(`heard:${taskId}`);
  else yield wake(`lane:${String(row['lane'])}`);
  return true;
}

/** A minute is near enough for who asks whether a vendor calls at all. */
const HEARD_AGAIN_MS = 60_000;

/** Takes down that a vendor calls. `onlyIfNew`: counting begins now, where nothing was ever heard of it. */
export function* noteVendor(provider: string, onlyIfNew = false): Operation<void> {
  const apartMs = onlyIfNew ? Number.MAX_SAFE_INTEGER : HEARD_AGAIN_MS;
  yield sql`
    INSERT INTO heard_vendors (provider, at) VALUES (${provider}, ${NOW})
    ON CONFLICT (provider) DO UPDATE SET at = excluded.at
    WHERE heard_vendors.at < ${NOW} - CAST(${apartMs} AS BIGINT)`;
}
