/** A caller who does as HiAPI's clients do: sends a create again, with its key and its bytes, until it is answered. */
import { randomUUID } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** @typedef {{ readonly status: number, readonly headers: import('node:http').IncomingHttpHeaders, readonly body: unknown }} Answer */

/**
 * One request on a connection of its own; rejects when that breaks.
 * @param {string} url
 * @param {{ readonly method?: string, readonly headers?: Readonly<Record<string, string>>, readonly body?: string, readonly timeoutMs?: number }} [options]
 * @returns {Promise<Answer>}
 */
export function send(url, { method = 'GET', headers = {}, body, timeoutMs = 10_000 } = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = requestHttp(url, { method, headers, agent: false, timeout: timeoutMs }, (incoming) => {
      /** @type {Buffer[]} */
      const chunks = [];
      incoming.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('aborted', () => reject(new Error('the answer broke off')));
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = incoming.headers['content-type']?.startsWith('application/json') === true;
        /** @type {unknown} */
        const parsed = isJson ? JSON.parse(text) : text;
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: parsed });
      });
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/**
 * @param {object} about
 * @param {string} about.key the API key
 * @param {() => string | undefined} about.url of a node that is up, asked anew each time
 * @param {(taskId: string) => void} [about.onCreated] called for each 200, the moment it is there
 */
export function createCaller({ key, url, onCreated = () => undefined }) {
  /** What was accepted, by its Idempotency-Key. @type {Map<string, { readonly taskId: string, readonly body: string }>} */
  const accepted = new Map();
  /** @type {Record<string, number>} */
  const answers = {};
  /** @type {string[]} */
  const wrong = [];
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };

  /**
   * @param {object} body
   * @param {{ readonly limitMs?: number, readonly idempotencyKey?: string }} [options]
   */
  async function create(body, { limitMs = 600_000, idempotencyKey = randomUUID() } = {}) {
    const bytes = JSON.stringify(body);
    const startedMs = performance.now();
    for (;;) {
      const base = url();
      if (base !== undefined) {
        const all = { ...headers, 'idempotency-key': idempotencyKey };
        const answer = await send(`${base}/v1/tasks`, { method: 'POST', headers: all, body: bytes }).catch(
          () => undefined,
        );
        const status = String(answer?.status ?? 'broken off');
        answers[status] = (answers[status] ?? 0) + 1;
        if (answer?.status === 200) {
          const { data } = /** @type {{ data: { taskId: string } }} */ (answer.body);
          onCreated(data.taskId);
          const before = accepted.get(idempotencyKey);
          if (before !== undefined && before.taskId !== data.taskId) wrong.push(`two tasks for ${idempotencyKey}`);
          accepted.set(idempotencyKey, { taskId: data.taskId, body: bytes });
          return data.taskId;
        }
        // 500: the store was lost while it committed; the same key finds out.
        if (answer !== undefined && ![409, 500, 503].includes(answer.status)) {
          wrong.push(`${answer.status}: ${JSON.stringify(answer.body)}`);
          throw new Error(wrong.at(-1));
        }
      }
      if (performance.now() - startedMs > limitMs) throw new Error(`no answer to a create within ${limitMs} ms`);
      await delay(20);
    }
  }

  return {
    accepted,
    answers,
    wrong,
    create,
    /** @param {string} taskId */
    cancel: (taskId) =>
      send(`${url() ?? ''}/v1/tasks/${taskId}/cancel`, { method: 'POST', headers, timeoutMs: 20_000 }),
    /** @param {string} taskId */
    read: (taskId) => send(`${url() ?? ''}/v1/tasks/${taskId}`, { headers }),
  };
}

/** @typedef {ReturnType<typeof createCaller>} Caller */
