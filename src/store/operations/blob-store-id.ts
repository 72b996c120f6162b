import { type Operation, sql } from '../statement.js';

/**
 * Ties the database to one blob store. `false`: it remembers another, and rows would name bytes that are not there.
 */
export function* rememberBlobStore(id: string): Operation<boolean> {
  yield sql`INSERT INTO meta (name, value) VALUES ('blob_store', ${id}) ON CONFLICT (name) DO NOTHING`;
  const [row] = yield sql`SELECT value FROM meta WHERE name = 'blob_store'`;
  return row?.['value'] === id;
}
