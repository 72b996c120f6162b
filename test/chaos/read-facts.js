/** What the rows say of all tasks, read by the node that owns them. */
import { sql } from '../../dist/store/statement.js';
import { parseJson } from './parse-json.js';

/**
 * @typedef {object} TaskFacts
 * @property {string} id
 * @property {string} state
 * @property {number} version
 * @property {string} order the prompt
 * @property {boolean} wantsCallback
 * @property {readonly { readonly seq: number, readonly kind: string }[]} events
 * @property {readonly { readonly body: string, readonly state: string }[]} deliveries
 * @property {readonly { readonly state: string }[]} attempts
 */

/**
 * @param {import('../../dist/store/store.js').Store} store
 * @returns {Promise<TaskFacts[]>}
 */
export function readFacts(store) {
  return store.run(function* () {
    const tasks = yield sql`SELECT id, state, version, input, callback_url FROM tasks ORDER BY id`;
    const events = yield sql`SELECT task_id, seq, kind FROM events ORDER BY task_id, seq`;
    const deliveries = yield sql`SELECT task_id, body, state FROM deliveries ORDER BY id`;
    const attempts = yield sql`SELECT task_id, state FROM attempts ORDER BY task_id, ordinal`;
    const [eventsOf, deliveriesOf, attemptsOf] = [events, deliveries, attempts].map(groupByTask);
    return tasks.map((task) => {
      const id = String(task['id']);
      const { prompt } = /** @type {{ prompt: string }} */ (parseJson(String(task['input'])));
      return {
        ...{ id, state: String(task['state']), version: Number(task['version']), order: prompt },
        wantsCallback: task['callback_url'] !== null,
        events: (eventsOf?.get(id) ?? []).map((row) => ({ seq: Number(row['seq']), kind: String(row['kind']) })),
        deliveries: (deliveriesOf?.get(id) ?? []).map((row) => ({
          body: String(row['body']),
          state: String(row['state']),
        })),
        attempts: (attemptsOf?.get(id) ?? []).map((row) => ({ state: String(row['state']) })),
      };
    });
  });
}

/** @param {readonly import('../../dist/store/statement.js').Row[]} rows */
function groupByTask(rows) {
  /** @type {Map<string, import('../../dist/store/statement.js').Row[]>} */
  const groups = new Map();
  for (const row of rows) {
    const id = String(row['task_id']);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return groups;
}
