import { NOW, type Operation, sql } from '../statement.js';

/** How long renders took, and how long others have been under way, in ms since each was sent. */
export interface SeenRenders {
  readonly tookMs: readonly number[];
  readonly underWayMs: readonly number[];
}

/** Rows beyond this tell no more. */
const ROWS_MAX = 2_000;

/**
 * Every render of a model at a provider that was sent since the oldest of its last `last` that succeeded was: those that are done, and those
 * that are not. Without these a burst would look as fast as the first that came back.
 */
export function* readRenderTimes(model: string, provider: string, last: number): Operation<SeenRenders> {
  const done = sql`provider = ${provider} AND model = ${model} AND state = 'vendor_succeeded' AND ended_at >= sent_at`;
  const [oldest] = yield sql`
    SELECT min(sent_at) AS since FROM (SELECT sent_at FROM attempts WHERE ${done} ORDER BY ended_at DESC LIMIT ${last}) AS latest`;
  const since = oldest?.['since'];
  if (typeof since !== 'number') return { tookMs: [], underWayMs: [] };
  const took = yield sql`
    SELECT ended_at - sent_at AS ms FROM attempts WHERE ${done} AND ended_at >= ${since} AND sent_at >= ${since}
    ORDER BY ended_at DESC LIMIT ${ROWS_MAX}`;
  const underWay = yield sql`
    SELECT ${NOW} - sent_at AS ms FROM attempts
    WHERE provider = ${provider} AND ended_at IS NULL AND model = ${model} AND state = 'accepted' AND sent_at >= ${since}
    LIMIT ${ROWS_MAX}`;
  const msOf = (rows: typeof took): number[] => rows.map((row) => Math.max(0, Number(row['ms'])));
  return { tookMs: msOf(took), underWayMs: msOf(underWay) };
}
