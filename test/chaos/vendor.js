/** A vendor on this machine that charges for every order it takes, and counts. */
import { createServer } from 'node:http';
import { shareOf } from './random.js';
import { parseJson } from './parse-json.js';

/** What a clip of it holds; two chunks, sent apart. */
export const CLIP = Buffer.alloc(6000, 'clip');

/**
 * What became of one order, by its name.
 * @typedef {object} Order
 * @property {string[]} submits the attempt of each submit that arrived
 * @property {number} charges
 * @property {number} successes jobs of it that were rendered
 */

/** @typedef {{ readonly node: string, readonly order: string, readonly what: 'submit' | 'poll' | 'open', readonly atMs: number }} Call */

/**
 * How a vendor misbehaves, in shares of its orders: the connection is cut after the charge; the order is rejected; the render fails; a
 * question goes unanswered once; a clip breaks off once.
 */
const SHARES = { cut: 0.05, rejected: 0.04, failed: 0.04, mute: 0.06, torn: 0.06 };

/**
 * @param {object} [options]
 * @param {boolean} [options.isKind] misbehaves never
 */
export async function startVendor({ isKind = false } = {}) {
  /** @type {Map<string, Order>} */
  const orders = new Map();
  /** @type {Map<string, { readonly order: string, polls: number, opens: number, doneAtMs: number }>} */
  const jobs = new Map();
  /** @type {Call[]} */
  const calls = [];
  /** @type {(order: string) => void} */
  let onSubmit = () => undefined;
  const is = (/** @type {keyof typeof SHARES} */ fault, /** @type {string} */ order) =>
    !isKind && shareOf(`${fault} ${order}`) < SHARES[fault];

  const server = createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const node = String(request.headers['x-node']);
      const [, kind, handle = ''] = (request.url ?? '').split('/');
      const job = jobs.get(handle);
      const note = (/** @type {Call['what']} */ what, /** @type {string} */ order) =>
        calls.push({ node, order, what, atMs: Date.now() });
      const end = (/** @type {number} */ status, /** @type {string | Buffer} */ body = '') =>
        response.writeHead(status).end(body);

      if (request.method === 'POST') {
        const body = /** @type {{ order: string, attemptId: string }} */ (parseJson(Buffer.concat(chunks).toString()));
        const { order, attemptId } = body;
        note('submit', order);
        /** @type {Order} */
        const seen = orders.get(order) ?? { submits: [], charges: 0, successes: 0 };
        orders.set(order, seen);
        seen.submits.push(attemptId);
        if (is('rejected', order)) return end(400);
        seen.charges += 1;
        const name = `job-${jobs.size}`;
        jobs.set(name, { order, polls: 0, opens: 0, doneAtMs: Date.now() + 25 });
        onSubmit(order);
        return is('cut', order) ? request.socket.destroy() : end(200, name);
      }
      if (job === undefined) return end(404);
      if (kind === 'clips') {
        note('open', job.order);
        job.opens += 1;
        response.writeHead(200, { 'content-length': String(CLIP.length) });
        response.write(CLIP.subarray(0, 3000));
        const isTorn = is('torn', job.order) && job.opens === 1;
        return setTimeout(() => (isTorn ? request.socket.destroy() : response.end(CLIP.subarray(3000))), 3);
      }
      note('poll', job.order);
      job.polls += 1;
      if (is('mute', job.order) && job.polls === 1) return end(502);
      if (Date.now() < job.doneAtMs) return end(200, 'running');
      if (is('failed', job.order)) return end(200, 'failed');
      const seen = /** @type {Order} */ (orders.get(job.order));
      // A job is done once, however often it is asked for.
      if (job.polls < 1e6) seen.successes += 1;
      job.polls = 1e6;
      return end(200, 'done');
    });
  });
  const url = await new Promise((/** @type {(url: string) => void} */ resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve(`http://127.0.0.1:${port}`);
    });
  });
  return {
    url,
    orders,
    calls,
    /** @param {(order: string) => void} listener called before a submit is answered */
    onSubmit: (listener) => {
      onSubmit = listener;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startVendor>>} Vendor */
