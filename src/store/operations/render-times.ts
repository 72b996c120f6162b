import { type Operation, sql } from '../statement.js';

/** How long the last renders of a model took at a provider, in ms from sent to known to be done, the latest first. */
export function* readRenderTimes(model: string, provider: string, limit: number): Operation<readonly number[]> {
  const rows = yield sql`
    SELECT ended_at - sent_at AS took_ms FROM attempts
    WHERE provider = ${provider} AND model = ${model} AND state = 'vendor_succeeded' AND sent_at IS NOT NULL AND ended_at >= sent_at
    ORDER BY ended_at DESC LIMIT ${limit}`;
  return rows.map((row) => Number(row['took_ms']));
}
