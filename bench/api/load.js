/** A caller that costs next to nothing: raw sockets that are kept open, requests as bytes. */
import { once } from 'node:events';
import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * A connection that sends one request after another.
 * @param {URL} url
 */
export async function openConnection({ hostname, port }) {
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  await once(socket, 'connect');
  /** @type {Buffer} */
  let held = Buffer.alloc(0);
  /** @type {((answer: { readonly status: number, readonly body: string }) => void) | undefined} */
  let waiting;
  /** @type {(error: Error) => void} */
  let fail = () => undefined;
  socket.on('error', (error) => fail(error));
  socket.on('close', () => fail(new Error('the server closed a connection')));
  socket.on('data', (/** @type {Buffer} */ chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const head = held.indexOf(HEAD_END);
    if (head === -1) return;
    const text = held.toString('latin1', 0, head);
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    const end = head + HEAD_END.length + length;
    if (held.length < end) return;
    const answer = { status: Number(text.slice(9, 12)), body: held.toString('utf8', head + HEAD_END.length, end) };
    held = held.subarray(end);
    waiting?.(answer);
  });
  return {
    /**
     * @param {string | Buffer} head
     * @param {Buffer} [body]
     * @returns {Promise<{ readonly status: number, readonly body: string }>}
     */
    send: (head, body) =>
      new Promise((resolve, reject) => {
        waiting = resolve;
        fail = reject;
        socket.write(head);
        if (body !== undefined) socket.write(body);
      }),
    close: () => {
      fail = () => undefined;
      socket.destroy();
    },
  };
}

/**
 * The head of a create.
 * @param {{ readonly url: URL, readonly apiKey: string, readonly key: string, readonly sizeBytes: number }} about
 */
export function headOfCreate({ url, apiKey, key, sizeBytes }) {
  return (
    `POST /v1/tasks HTTP/1.1\r\nhost: ${url.host}\r\nauthorization: Bearer ${apiKey}\r\ncontent-type: application/json\r\n` +
    `idempotency-key: ${key}\r\ncontent-length: ${sizeBytes}\r\n\r\n`
  );
}

/**
 * Creates as many tasks as there is time for and answers with how many a second.
 * @param {{ readonly url: URL, readonly apiKey: string, readonly connections: number, readonly forMs: number,
 *   readonly bodyOf: (index: number) => string }} about
 */
export async function createFor({ url, apiKey, connections, forMs, bodyOf }) {
  const all = await Promise.all(Array.from({ length: connections }, () => openConnection(url)));
  const run = `${Date.now()}-${Math.random()}`;
  const beganMs = performance.now();
  let done = 0;
  await Promise.all(
    all.map(async (connection) => {
      while (performance.now() - beganMs < forMs) {
        const index = (done += 1);
        const body = bodyOf(index);
        const key = `${run}-${index}`;
        const head = headOfCreate({ url, apiKey, key, sizeBytes: Buffer.byteLength(body) });
        const { status, body: said } = await connection.send(head + body);
        if (status !== 200) throw new Error(`a create of the bench was answered with ${status}: ${said}`);
      }
    }),
  );
  const perSecond = done / ((performance.now() - beganMs) / 1000);
  for (const connection of all) connection.close();
  return perSecond;
}
