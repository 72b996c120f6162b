import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { reachSocket } from './socket-reach.js';
import type { SendRequest } from './folder-line.js';

let folder: string;
let server: Server;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'ff-reach-'))));
afterEach(async () => {
  server.closeAllConnections();
  if (server.listening) await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

async function reach(listener: RequestListener): Promise<SendRequest> {
  const socketPath = path.join(folder, 's');
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const send = await reachSocket(socketPath);
  if (send === undefined) throw new Error('nobody is reached');
  return send;
}

it('sends what fetch would, with a length where there is one', async () => {
  const send = await reach((request, response) => {
    const { host, 'content-length': length = 'chunked', 'content-type': type } = request.headers;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const said = [request.method, request.url, host, length, type, Buffer.concat(chunks).toString()];
      response.writeHead(201, { 'x-said': 'yes' }).end(JSON.stringify(said));
    });
  });
  const headers = { 'Content-Type': 'application/json' };
  const stream = new Blob(['{}']).stream();
  const bodies = ['{"a":"ä"}', new TextEncoder().encode('{}'), new Blob(['{}']), stream] as const;
  const said: unknown[] = [];
  for (const body of bodies) {
    const duplex = body === stream ? ({ duplex: 'half' } as const) : {};
    const response = await send('http://localhost/v1/tasks?a=b', { method: 'POST', headers, body, ...duplex });
    expect([response.status, response.headers.get('x-said')]).toEqual([201, 'yes']);
    said.push(await response.json());
  }
  const head = ['POST', '/v1/tasks?a=b', 'localhost'];
  expect(said).toEqual([
    [...head, '10', 'application/json', '{"a":"ä"}'],
    [...head, '2', 'application/json', '{}'],
    [...head, '2', 'application/json', '{}'],
    [...head, 'chunked', 'application/json', '{}'],
  ]);
});

it('takes a signed URL for the files of the one behind the socket', async () => {
  const send = await reach(({ url }, response) => response.end(url));
  const response = await send('https://clips.example.test/ours/files/a?signature=b', {});
  expect(await response.text()).toBe('/files/a?signature=b');
});

it('takes an answer without a body', async () => {
  const send = await reach((_request, response) => response.writeHead(204).end());
  const response = await send('http://localhost/', { method: 'DELETE' });
  expect([response.status, response.body]).toEqual([204, null]);
});

it('passes on what comes as it comes, until the caller has enough', async () => {
  const closed: Promise<unknown>[] = [];
  const send = await reach((_request, response) => {
    closed.push(new Promise((resolve) => response.on('close', resolve)));
    response.write('begun');
  });
  const stop = new AbortController();
  const read = (await send('http://localhost/', { signal: stop.signal })).body?.getReader();
  expect(Buffer.from((await read?.read())?.value ?? []).toString()).toBe('begun');
  const waiting = read?.read();
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await (await send('http://localhost/', {})).body?.cancel();
  await Promise.all(closed);
});

it('says of one that has gone that nothing was sent', async () => {
  const send = await reach((_request, response) => response.end());
  await new Promise((resolve) => server.close(resolve));
  const error: unknown = await send('http://localhost/', {}).catch((thrown: unknown) => thrown);
  expect(['ENOENT', 'ECONNREFUSED']).toContain((error as NodeJS.ErrnoException).code);
  expect(await reachSocket(path.join(folder, 's'))).toBeUndefined();
});
