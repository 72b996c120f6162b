/** What stands between the nodes and the vendors: sees each call, and may spoil it before, while and after the vendor answers. */
import { createServer, request as requestHttp } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** The vendors, by their providers' ids. */
export const VENDORS = /** @type {const} */ (['hiapi', 'ark', 'dashscope', 'runway']);

/** @typedef {(typeof VENDORS)[number]} VendorName */

/** @typedef {'create' | 'poll' | 'list' | 'output' | 'other'} Op */

/**
 * One call as it came by.
 * @typedef {object} PassedCall
 * @property {string} node who made it
 * @property {VendorName} vendor
 * @property {Op} op
 * @property {string} path as the vendor knows it, with its query
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {Buffer} body
 * @property {number} atMs by the monotonic clock
 * @property {number} [status] what the vendor, or this, answered
 * @property {boolean} [isAnswered] whether the whole answer was handed to the node's connection
 * @property {string} [reply] of JSON alone
 */

/**
 * How a call is spoiled, and who is told of it when; nothing: it passes.
 * @typedef {object} Manner
 * @property {number} [delayMs] before the vendor is asked
 * @property {boolean} [isDropped] the connection is cut before the vendor is asked
 * @property {{ readonly status: number, readonly body?: unknown }} [answer] instead of the vendor's, which is not asked
 * @property {boolean} [isLost] the vendor is asked, and the connection cut
 * @property {number} [cutAfter] bytes of the answer's body that come through
 * @property {(bytes: number) => Promise<unknown>} [pace] waited for before so many bytes of the body
 * @property {(text: string) => string} [rewrite] of an answer in JSON
 * @property {() => void} [onReceived] before the vendor is asked
 * @property {() => void} [onDone] when the vendor has answered, before the node is
 * @property {() => void} [onMidway] when half of the answer's body is sent
 * @property {() => void} [onAnswered] when all of it is
 */

const CREATE = /(?:\/v1\/tasks|\/contents\/generations\/tasks|\/video-synthesis|\/v1\/(?:image|text)_to_video)$/;
const POLL = /\/tasks\/[^/]+$/;
const CHUNK_BYTES = 16_384;

/**
 * @param {object} about
 * @param {Readonly<Record<VendorName, { readonly baseUrl: string }>>} about.vendors
 * @param {(call: PassedCall) => Manner | undefined} [about.onCall]
 */
export async function startFront({ vendors, onCall: first = () => undefined }) {
  let onCall = first;
  /** @type {PassedCall[]} */
  const calls = [];
  let origin = '';
  const prefixOf = (/** @type {string} */ node, /** @type {VendorName} */ vendor) => `${origin}/${node}/${vendor}`;

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  async function pass(request, response) {
    /** @type {Buffer[]} */
    const chunks = [];
    for await (const chunk of /** @type {AsyncIterable<Buffer>} */ (request)) chunks.push(chunk);
    // Prices are read from the vendor's site as a whole, whatever its API's path.
    const asked = (request.url ?? '').replace(/^\/api\/pricing/, '/anybody/hiapi/api/pricing');
    const [, node = '', name = '', ...rest] = asked.split('/');
    const vendor = VENDORS.find((each) => each === name);
    if (vendor === undefined) return response.writeHead(404).end();
    const { method = 'GET' } = request;
    const path = `/${rest.join('/')}`;
    const op = opOf(method, path.split('?')[0] ?? '');
    /** @type {PassedCall} */
    const call = {
      node,
      vendor,
      op,
      path,
      headers: request.headers,
      body: /** @type {Buffer} */ (Buffer.concat(chunks)),
      atMs: performance.now(),
    };
    calls.push(call);
    const manner = onCall(call) ?? {};
    manner.onReceived?.();
    if (manner.isDropped === true) return void response.destroy();
    if (manner.delayMs !== undefined) await delay(manner.delayMs);
    const vendorOrigin = new URL(vendors[vendor].baseUrl).origin;
    const answer = manner.answer ?? (await ask(vendorOrigin + path, method, call));
    call.status = answer.status;
    manner.onDone?.();
    if (manner.isLost === true) return void response.destroy();
    const { type, bytes, headers } = read(answer);
    let body = bytes;
    if (type.startsWith('application/json')) {
      const text = bytes.toString().replaceAll(vendorOrigin, prefixOf(node, vendor));
      call.reply = manner.rewrite?.(text) ?? text;
      body = Buffer.from(call.reply);
    }
    const length = method === 'HEAD' ? (headers['content-length'] ?? '0') : String(body.byteLength);
    const isEmpty = call.status === 204 || call.status === 304;
    response.writeHead(call.status, { ...headers, ...(isEmpty ? {} : { 'content-length': length }) });
    response.on('finish', () => {
      call.isAnswered = true;
      manner.onAnswered?.();
    });
    await send(response, method === 'HEAD' ? Buffer.alloc(0) : body, manner);
    return undefined;
  }

  const server = createServer((request, response) => {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    pass(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 1000;
  await new Promise((/** @type {(value: undefined) => void} */ resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(undefined)),
  );
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  origin = `http://127.0.0.1:${port}`;

  return {
    calls,
    port,
    /**
     * A vendor's base URL for a node.
     * @param {string} node
     * @param {VendorName} vendor
     */
    urlOf: (node, vendor) => {
      const { pathname } = new URL(vendors[vendor].baseUrl);
      return prefixOf(node, vendor) + (pathname === '/' ? '' : pathname);
    },
    /** @param {(call: PassedCall) => Manner | undefined} next */
    onCall: (next) => {
      onCall = next;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startFront>>} Front */

/**
 * @param {string} method
 * @param {string} path
 * @returns {Op}
 */
function opOf(method, path) {
  if (path.startsWith('/outputs/')) return 'output';
  if (method === 'POST' && CREATE.test(path)) return 'create';
  if (method !== 'GET') return 'other';
  if (POLL.test(path)) return 'poll';
  return path.endsWith('/tasks') ? 'list' : 'other';
}

/**
 * @param {{ readonly status: number, readonly body?: unknown, readonly headers?: import('node:http').IncomingHttpHeaders, readonly bytes?: Buffer }} answer
 */
function read(answer) {
  if (answer.bytes !== undefined) {
    const headers = answer.headers ?? {};
    return { bytes: answer.bytes, headers, type: headers['content-type'] ?? '' };
  }
  const isText = typeof answer.body === 'string';
  const type = isText ? 'text/html' : 'application/json';
  const bytes = Buffer.from(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
  return { bytes, type, headers: /** @type {import('node:http').IncomingHttpHeaders} */ ({ 'content-type': type }) };
}

/**
 * @param {string} url
 * @param {string} method
 * @param {PassedCall} call
 * @returns {Promise<{ status: number, headers: import('node:http').IncomingHttpHeaders, bytes: Buffer }>}
 */
function ask(url, method, { headers, body }) {
  return new Promise((resolve, reject) => {
    const own = { ...headers, host: new URL(url).host, connection: 'close', 'content-length': String(body.byteLength) };
    delete own['transfer-encoding'];
    const outgoing = requestHttp(url, { method, headers: own, agent: false }, (incoming) => {
      /** @type {Buffer[]} */
      const chunks = [];
      incoming.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const { connection: _connection, 'transfer-encoding': _encoding, ...kept } = incoming.headers;
        resolve({ status: incoming.statusCode ?? 0, headers: kept, bytes: Buffer.concat(chunks) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {Buffer} body
 * @param {Manner} manner
 */
async function send(response, body, { cutAfter, pace, onMidway }) {
  if (cutAfter === undefined && pace === undefined && onMidway === undefined) return void response.end(body);
  const whole = cutAfter === undefined ? body : body.subarray(0, cutAfter);
  const half = Math.ceil(body.byteLength / 2);
  const step = pace === undefined ? Math.max(1, half) : CHUNK_BYTES;
  for (let at = 0; at < whole.byteLength && !response.destroyed; at += step) {
    const part = whole.subarray(at, at + step);
    await pace?.(part.byteLength);
    await new Promise((resolve) => response.write(part, resolve));
    if (at < half && at + step >= half) onMidway?.();
  }
  if (cutAfter === undefined) response.end();
  else response.destroy();
  return undefined;
}
