/** A receiver of callbacks: verifies each over its raw bytes, in both dialects, and counts. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { shareOf } from './random.js';
import { parseJson } from './parse-json.js';

/** What its callbacks are signed with. */
export const WEBHOOK_SECRET = 'whsec_Y2hhb3MtY2hhb3MtY2hhb3M=';

/**
 * What arrived for one task.
 * @typedef {object} Arrivals
 * @property {Set<string>} bodies
 * @property {number} acknowledged with 204
 * @property {number} refused with 500, to be sent again
 * @property {number[]} atMs
 */

/**
 * @param {object} [options]
 * @param {number} [options.refusedShare] of the tasks, whose first callback is answered with 500
 */
export async function startReceiver({ refusedShare = 0 } = {}) {
  /** @type {Map<string, Arrivals>} */
  const byTask = new Map();
  /** @type {string[]} */
  const forged = [];
  /** @type {(moment: 'received' | 'answered') => void} */
  let onCallback = () => undefined;
  const server = createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('error', () => undefined);
    request.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const wrong = findForgery(request.headers, body);
      const { taskId } = /** @type {{ taskId: string }} */ (parseJson(body.toString()));
      if (wrong !== undefined) forged.push(`${taskId}: ${wrong}`);
      /** @type {Arrivals} */
      const seen = byTask.get(taskId) ?? { bodies: new Set(), acknowledged: 0, refused: 0, atMs: [] };
      byTask.set(taskId, seen);
      seen.bodies.add(body.toString());
      seen.atMs.push(Date.now());
      onCallback('received');
      const isRefused = seen.atMs.length === 1 && shareOf(`refuse ${taskId}`) < refusedShare;
      if (isRefused) seen.refused += 1;
      else seen.acknowledged += 1;
      response.writeHead(isRefused ? 500 : 204).end(() => onCallback('answered'));
    });
  });
  const url = await new Promise((/** @type {(url: string) => void} */ resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve(`http://127.0.0.1:${port}/callbacks`);
    });
  });
  return {
    url,
    byTask,
    forged,
    /** @param {(moment: 'received' | 'answered') => void} listener */
    onCallback: (listener) => {
      onCallback = listener;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startReceiver>>} Receiver */

/**
 * Computed here anew: a fault that signer and verifier share would not show.
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @param {Buffer} body
 */
function findForgery(headers, body) {
  const at = String(headers['x-hiapi-timestamp']);
  const hex = createHmac('sha256', WEBHOOK_SECRET).update(`${at}.`).update(body).digest('hex');
  if (headers['x-hiapi-signature'] !== hex) return 'X-HiAPI-Signature is another';
  if (Math.abs(Date.now() / 1000 - Number(at)) > 60) return `X-HiAPI-Timestamp is ${at}`;
  const [id, standardAt] = [String(headers['webhook-id']), String(headers['webhook-timestamp'])];
  const key = Buffer.from(WEBHOOK_SECRET.slice('whsec_'.length), 'base64');
  const signed = createHmac('sha256', key).update(`${id}.${standardAt}.`).update(body).digest('base64');
  return headers['webhook-signature'] === `v1,${signed}` ? undefined : 'webhook-signature is another';
}
