import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { expect } from 'vitest';
import { serve } from '../../../net/testing/loopback.js';
import type { ProviderHooks } from '../../provider.js';

/** One request as the server had it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** Both: `GET /v1/tasks`. */
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How the server answers: JSON, or `undefined` where it does whatever it likes with the response itself. */
export type DeskAnswer = (request: SeenRequest, response: ServerResponse, origin: string) => unknown;

/** An answer in full: its body is text as it is, or JSON. */
export type WrittenAnswer = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>];

/** A vendor of one test. `seen`: what it was asked, in order. */
export interface VendorDesk {
  readonly seen: readonly SeenRequest[];
  readonly origin: string;
}

/** Serves answers until `closeLoopbacks`. */
export async function serveDesk(answer: DeskAnswer): Promise<VendorDesk> {
  const seen: SeenRequest[] = [];
  let origin = '';
  const server = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const body = Buffer.concat(chunks).toString('utf8');
      const one = { method, path, line: `${method} ${path}`, headers, body };
      seen.push(one);
      const json = answer(one, response, origin);
      if (json !== undefined) response.setHeader('content-type', 'application/json').end(JSON.stringify(json));
    });
  });
  ({ origin } = server);
  return { seen, origin };
}

/** Writes an answer in full. */
export function write(response: ServerResponse, [status, body, headers]: WrittenAnswer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, headers).end(status === 204 ? undefined : text);
}

/** Hooks of a call that nobody stops. */
export function quietHooks(changes: Partial<ProviderHooks> = {}): ProviderHooks {
  return { signal: new AbortController().signal, beforeSend: () => undefined, onProgress: () => undefined, ...changes };
}

/** What is thrown; fails when nothing is, or when it holds the key. */
export async function thrownBy(promise: Promise<unknown>, key: string): Promise<Error> {
  const error: unknown = await promise.then(
    (value) => expect.fail(`answered ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).not.toContain(key);
  return error as Error;
}

/** Reads a stream to its end. */
export async function readText(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
