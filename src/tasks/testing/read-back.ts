import { type Operation, sql } from '../../store/statement.js';
import type { Store } from '../../store/store.js';

/** The callbacks owed for a task. */
export function listDeliveriesOf(
  store: Store,
  taskId: string,
): Promise<readonly { readonly url: string; readonly body: string; readonly state: string }[]> {
  return store.run(function* (): Operation<{ url: string; body: string; state: string }[]> {
    const rows = yield sql`SELECT url, body, state FROM deliveries WHERE task_id = ${taskId}`;
    return rows.map((row) => ({ url: String(row['url']), body: String(row['body']), state: String(row['state']) }));
  });
}
