import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient, type Client } from '../client.js';

/** A request as it arrived. */
export interface Seen {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers one request; `break` cuts the connection instead. */
export type Answer = (seen: Seen, response: ServerResponse) => void;

/** A loopback server that answers by a script, one answer a request; the last one goes on for ever. */
export interface FakeApi {
  readonly url: string;
  readonly seen: readonly Seen[];
  /** How long the client waited between tries, in ms; what it would only wait for in vain is not among them. */
  readonly pausesMs: readonly number[];
  readonly client: Client;
  close(): Promise<void>;
}

/** A timer as long as this only ends what hangs. */
const ENDLESS_MS = 60_000;

/** Starts one, with a client that waits for nothing. */
export async function startFakeApi(...script: readonly Answer[]): Promise<FakeApi> {
  const seen: Seen[] = [];
  const pausesMs: number[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const answer = script[Math.min(seen.length, script.length - 1)];
      const arrived = { method, url, headers, body };
      seen.push(arrived);
      answer?.(arrived, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createClient({
    baseUrl: `${url}/v1/`,
    apiKey: 'sk-test',
    random: () => 0.5,
    nowMs: () => Date.UTC(2026, 0, 1),
    pause: (ms, signal) => {
      if (ms < ENDLESS_MS) pausesMs.push(ms);
      return new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        if (signal?.aborted === true) reject(signal.reason as Error);
        else if (ms < ENDLESS_MS) resolve();
      });
    },
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, seen, pausesMs, client, close };
}

/** HiAPI's success. */
export function ok(data: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return reply(200, { code: 200, message: 'success', data }, headers);
}

/** HiAPI's refusal. */
export function refusal(status: number, code?: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const named = code === undefined ? {} : { error_code: code };
  return reply(status, { code: status, message: `refused by ${status}`, data: null, ...named }, headers);
}

/** Any answer. */
export function reply(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_seen, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** The connection breaks before an answer. */
export const broken: Answer = (_seen, response) => response.socket?.destroy();

/** A stream of events that ends after these, or is cut. */
export function events(lines: string, ending: 'end' | 'cut' = 'end'): Answer {
  return (_seen, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(lines, () => {
      if (ending === 'end') response.end();
      else response.socket?.destroy();
    });
  };
}

/** A task as HiAPI's detail shows it. */
export function taskOf(status: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    ...{ taskId: 'tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR', model: 'seedance-2-0', status },
    ...{ created: 1777282033, completed: status === 'success' || status === 'fail' ? 1777282099 : 0, ...more },
  };
}
