import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A callback as it arrived. */
export interface Received {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What to answer; `silence`: nothing, until the receiver is closed. */
export type Answer = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'silence';

/** A real receiver on this machine. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves when `count` have arrived. */
  arrived(count: number): Promise<void>;
  /** From here on. A function is asked for each one, and may hold it back. */
  answer(next: Answer | ((received: Received) => Answer | Promise<Answer>)): void;
  close(): Promise<void>;
}

/** Starts a receiver that answers 204. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  let next: (one: Received) => Answer | Promise<Answer> = () => ({ status: 204 });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path = '', method = '', headers } = request;
      const one: Received = { path, method, headers, body: Buffer.concat(chunks) };
      received.push(one);
      for (const { count, resolve } of waiting) if (received.length >= count) resolve();
      void Promise.resolve(next(one)).then((answer) => {
        if (answer !== 'silence') response.writeHead(answer.status, answer.headers).end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/callbacks`,
    received,
    arrived: (count) =>
      new Promise((resolve) => {
        if (received.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    answer: (answer) => {
      next = typeof answer === 'function' ? answer : () => answer;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
