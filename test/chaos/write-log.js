/** Which node wrote what to the rows of tasks, kept by triggers of the database itself: whatever a node believes of itself, it is here. */
import pg from 'pg';

/**
 * @typedef {object} LoggedWrite
 * @property {string} node
 * @property {string} what the table; `word` where all that was written is what a vendor called a render, as a callback of it would be;
 *   `lock` where the row of a task was written as it was; `withdrawn` where an attempt was taken back before anything had left
 * @property {string} taskId
 * @property {string | null} heldBy the lease before the write; of the table `tasks` alone
 * @property {string | null} lease the lease after it
 * @property {number} atMs by the clock of this machine
 * @property {number} begunMs when its transaction began
 */

/**
 * The URL under which a node is known to the log.
 * @param {string} databaseUrl
 * @param {string} node
 */
export function urlOfNode(databaseUrl, node) {
  return `${databaseUrl}${databaseUrl.includes('?') ? '&' : '?'}application_name=${encodeURIComponent(node)}`;
}

/**
 * Begins to log; the schema must be there.
 * @param {string} databaseUrl
 */
export async function openWriteLog(databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`
    CREATE TABLE write_log (n BIGSERIAL, node TEXT, what TEXT, task_id TEXT, held_by TEXT, lease TEXT,
      at_ms DOUBLE PRECISION, begun_ms DOUBLE PRECISION);
    CREATE FUNCTION log_task() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO write_log (node, what, task_id, held_by, lease, at_ms, begun_ms) VALUES (current_setting('application_name'),
        CASE WHEN OLD.lease IS NULL AND NEW.lease IS NULL AND OLD.version = NEW.version THEN 'word'
          WHEN to_jsonb(OLD) = to_jsonb(NEW) THEN 'lock' ELSE TG_TABLE_NAME END, NEW.id, OLD.lease, NEW.lease, extract(epoch FROM clock_timestamp()) * 1000, extract(epoch FROM now()) * 1000);
      RETURN NEW; END $$;
    CREATE FUNCTION log_other() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO write_log (node, what, task_id, at_ms, begun_ms) VALUES (current_setting('application_name'), TG_TABLE_NAME,
        NEW.task_id, extract(epoch FROM clock_timestamp()) * 1000, extract(epoch FROM now()) * 1000);
      RETURN NEW; END $$;
    CREATE FUNCTION log_attempt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO write_log (node, what, task_id, at_ms, begun_ms) VALUES (current_setting('application_name'),
        CASE WHEN TG_OP = 'UPDATE' AND OLD.state = NEW.state AND OLD.handle IS NOT DISTINCT FROM NEW.handle
          AND OLD.ended_at IS NOT DISTINCT FROM NEW.ended_at THEN 'word'
          WHEN NEW.outcome LIKE '%"nothing was sent"%' THEN 'withdrawn' ELSE TG_TABLE_NAME END,
        NEW.task_id, extract(epoch FROM clock_timestamp()) * 1000, extract(epoch FROM now()) * 1000);
      RETURN NEW; END $$;
    CREATE TRIGGER log_task AFTER UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION log_task();
    CREATE TRIGGER log_attempt AFTER INSERT OR UPDATE ON attempts FOR EACH ROW EXECUTE FUNCTION log_attempt();
    CREATE TRIGGER log_other AFTER INSERT OR UPDATE ON outputs FOR EACH ROW EXECUTE FUNCTION log_other();
    CREATE TRIGGER log_other AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION log_other();
    CREATE TRIGGER log_other AFTER INSERT ON deliveries FOR EACH ROW EXECUTE FUNCTION log_other();`);
  return {
    /**
     * The tasks that a node holds at this moment, each with its lease: the last write of its lease was the node's own.
     * @param {string} node
     * @returns {Promise<Map<string, string>>}
     */
    heldBy: async (node) => {
      const { rows } = await client.query(
        `SELECT tasks.id, tasks.lease FROM tasks WHERE tasks.lease IS NOT NULL AND tasks.lease IN
           (SELECT lease FROM write_log WHERE node = $1 AND what = 'tasks' AND lease IS NOT NULL AND lease IS DISTINCT FROM held_by)`,
        [node],
      );
      return new Map(rows.map(({ id, lease }) => [String(id), String(lease)]));
    },
    /**
     * @param {string} node
     * @param {number} sinceMs
     * @returns {Promise<LoggedWrite[]>}
     */
    writesOf: async (node, sinceMs) => {
      const answer = await client.query(
        `SELECT node, what, task_id AS "taskId", held_by AS "heldBy", lease, at_ms AS "atMs", begun_ms AS "begunMs" FROM write_log
         WHERE node = $1 AND at_ms >= $2 ORDER BY n`,
        [node, sinceMs],
      );
      /** @type {unknown} */
      const rows = answer.rows;
      return /** @type {LoggedWrite[]} */ (rows);
    },
    close: () => client.end(),
  };
}
