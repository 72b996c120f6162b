import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { listen, type Listening } from './listen.js';
import { ADMIN_KEY, type ApiHouse, openApiHouse } from './testing/api-house.js';

let api: ApiHouse;
let server: Listening | undefined;
const folders: string[] = [];
afterEach(async () => {
  await server?.close(0);
  server = undefined;
  await api.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function openOnPort(): Promise<string> {
  api = await openApiHouse();
  server = await listen(api.app, { port: 0, host: '127.0.0.1' });
  return server.url;
}

async function openOnSocket(): Promise<string> {
  api = await openApiHouse();
  const folder = await mkdtemp(path.join(tmpdir(), 'ff-socket-'));
  folders.push(folder);
  const socketPath = path.join(folder, 'api.sock');
  server = await listen(api.app, { socketPath });
  return socketPath;
}

/** What is answered to raw bytes on a socket. */
function exchange(at: net.NetConnectOpts, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(at);
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (data: string) => (answer += data));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.write(text);
  });
}

const KEYED = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
const TASK = JSON.stringify({ model: 'fake/model', input: { prompt: 'a slow push in' } });

describe('a server on a port', () => {
  it('answers on it, and asks for a key', async () => {
    const url = await openOnPort();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/v1/tasks`)).status).toBe(401);
    const made = await fetch(`${url}/v1/tasks`, { method: 'POST', headers: KEYED, body: TASK });
    expect(made.status).toBe(200);
    expect(made.headers.get('x-request-id')).toMatch(/^req-/);
  });

  it('believes no header that says that it comes from the owner', async () => {
    const url = await openOnPort();
    const headers = { 'x-forwarded-for': '127.0.0.1', owner: 'true', 'x-firstframe-owner': '1', from: 'owner' };
    expect((await fetch(`${url}/v1/keys`, { headers })).status).toBe(401);
  });

  it('answers 413 to a length that is too large before it is sent, and to one that hides it', async () => {
    const url = new URL(await openOnPort());
    const at = { host: url.hostname, port: Number(url.port) };
    const head = `POST /v1/tasks HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${ADMIN_KEY}\r\n`;
    expect(await exchange(at, `${head}Content-Length: 30000000\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 413/,
    );
    const body = new Uint8Array(30_000_000).fill(0x20);
    const chunked = await fetch(new URL('/v1/tasks', url), {
      method: 'POST',
      headers: KEYED,
      duplex: 'half',
      body: new Blob([body]).stream(),
    });
    expect(chunked.status).toBe(413);
  });

  it('takes bodies of 8 MB from many at once', async () => {
    const url = await openOnPort();
    const body = JSON.stringify({ model: 'fake/model', input: { note: 'x'.repeat(8_000_000) } });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => fetch(`${url}/v1/tasks`, { method: 'POST', headers: KEYED, body })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  });

  it('takes a body in small pieces of unknown length', async () => {
    const url = await openOnPort();
    const bytes = new TextEncoder().encode(TASK);
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at >= bytes.length) controller.close();
        else controller.enqueue(bytes.subarray(at, (at += 7)));
      },
    });
    const made = await fetch(`${url}/v1/tasks`, {
      method: 'POST',
      headers: KEYED,
      body,
      duplex: 'half',
    });
    expect(made.status).toBe(200);
  });

  it('streams an upload into the store', async () => {
    const url = await openOnPort();
    const body = new Uint8Array(5_000_000).fill(7);
    const made = await fetch(`${url}/v1/assets?name=a`, { method: 'POST', headers: KEYED, body });
    expect(await made.json()).toMatchObject({ data: { sizeBytes: 5_000_000, name: 'a' } });
  });

  it('lets go of a task when the one who follows it hangs up', async () => {
    const url = await openOnPort();
    const id = await api.create();
    const left = new AbortController();
    const response = await fetch(`${url}/v1/tasks/${id}/events`, { headers: KEYED, signal: left.signal });
    await response.body!.getReader().read();
    left.abort();
    await api.ask('POST', `/v1/tasks/${id}/cancel`);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('refuses a port that is taken, and says so', async () => {
    const url = await openOnPort();
    const port = Number(new URL(url).port);
    await expect(listen(api.app, { port, host: '127.0.0.1' })).rejects.toMatchObject({
      code: 'bad_usage',
      message: expect.stringContaining('EADDRINUSE') as string,
    });
  });

  it('closes though somebody keeps a connection open', async () => {
    const url = await openOnPort();
    const id = await api.create();
    const response = await fetch(`${url}/v1/tasks/${id}/events`, { headers: KEYED });
    api.app.drain();
    await server?.close(1000);
    await response.text().catch(() => undefined);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });
});

describe('a server on the socket of the owner', () => {
  function over(
    socketPath: string,
    options: http.RequestOptions,
    body?: string,
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const request = http.request({ socketPath, ...options }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (data: string) => (text += data));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  it("needs no key, under whatever host, for the socket is the owner's alone", async () => {
    const socketPath = await openOnSocket();
    expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
    const headers = { host: 'firstframe' };
    const made = await over(socketPath, { method: 'POST', path: '/v1/tasks', headers }, TASK);
    expect(made.status).toBe(200);
    expect((await over(socketPath, { path: '/v1/keys', headers })).status).toBe(200);
    expect((await over(socketPath, { path: '/metrics', headers })).status).toBe(200);
  });

  it('takes the place of a socket that a dead owner left', async () => {
    api = await openApiHouse();
    const folder = await mkdtemp(path.join(tmpdir(), 'ff-socket-'));
    folders.push(folder);
    const socketPath = path.join(folder, 'api.sock');
    await writeFile(socketPath, '');
    server = await listen(api.app, { socketPath });
    expect((await over(socketPath, { path: '/healthz' })).status).toBe(200);
  });

  it('refuses a path that no socket can have', async () => {
    api = await openApiHouse();
    await expect(listen(api.app, { socketPath: `/tmp/${'a'.repeat(120)}` })).rejects.toMatchObject({
      code: 'bad_usage',
    });
  });
});

describe('a request in this process', () => {
  it("is the owner's only where it is said to be", async () => {
    api = await openApiHouse();
    expect((await api.app.fetch(new Request('http://localhost/v1/keys'))).status).toBe(401);
    expect((await api.app.fetchAsOwner(new Request('http://localhost/v1/keys'))).status).toBe(200);
  });
});
