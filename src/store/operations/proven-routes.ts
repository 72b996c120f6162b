import { NOW, type Operation, sql } from '../statement.js';

/** A route that a render was seen to come through. */
export interface ProvenRoute {
  /** The catalogue's id. */
  readonly model: string;
  readonly provider: string;
  /** `live`: at the vendor, for money; `replayed`: at an address that is not on the public internet. */
  readonly proven: 'live' | 'replayed';
  readonly atMs: number;
}

/** Remembers that a route was proven; a later proof stands for an earlier one, but `replayed` for no `live`. */
export function* noteProven({ model, provider, proven }: Omit<ProvenRoute, 'atMs'>, taskId: string): Operation<void> {
  yield sql`
    INSERT INTO proven_routes (model, provider, proven, task_id, at) VALUES (${model}, ${provider}, ${proven}, ${taskId}, ${NOW})
    ON CONFLICT (model, provider) DO UPDATE SET proven = excluded.proven, task_id = excluded.task_id, at = excluded.at
      WHERE excluded.proven = 'live' OR proven_routes.proven <> 'live'`;
}

/** Every route that was proven here. */
export function* readProven(): Operation<readonly ProvenRoute[]> {
  const rows = yield sql`SELECT model, provider, proven, at FROM proven_routes`;
  return rows.map((row) => ({
    ...{ model: String(row['model']), provider: String(row['provider']), atMs: Number(row['at']) },
    proven: row['proven'] === 'live' ? 'live' : 'replayed',
  }));
}
