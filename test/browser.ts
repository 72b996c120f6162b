import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];

/** Why a test that needs a browser is skipped. */
export const NO_BROWSER = `no browser here: none of ${BROWSERS.join(', ')} is installed`;

/** What a page told, as it put it into JSON. */
export type Told = Readonly<Record<string, unknown>>;

/** The command of a browser of this machine; undefined where there is none. */
export function findBrowser(): string | undefined {
  return BROWSERS.find((name) => spawnSync(name, ['--version']).status === 0);
}

/**
 * Opens a page in a headless browser with a profile of its own, and answers with what the page posts to `/told`. Every request but
 * that one and the page itself goes to `serve`. Rejects when the browser ends before.
 */
export async function hearFromPage(
  browser: string,
  page: string,
  serve: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Told> {
  let hear: (told: Told) => void = () => undefined;
  const heard = new Promise<Told>((resolve) => {
    hear = resolve;
  });
  const server = createServer((request, response) => {
    if (request.url === '/told') void readBody(request).then((body) => hear(JSON.parse(body) as Told));
    else if (request.url === '/') response.setHeader('content-type', 'text/html').end(page);
    else serve(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const profile = mkdtempSync(path.join(tmpdir(), 'firstframe-browser-'));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'];
  const child = spawn(browser, [...flags, `--user-data-dir=${profile}`, url], {
    stdio: 'ignore',
    // A group of its own, so that its helpers end with it: they would go on writing into the profile.
    detached: true,
    // What it leaves behind, it leaves there.
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: profile, TMPDIR: profile },
  });
  const closed = new Promise<never>((_resolve, reject) => {
    child.on('close', () => reject(new Error(`${browser} ended before the page told anything`)));
  });
  const gone = closed.catch(() => undefined);
  try {
    return await Promise.race([heard, closed]);
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await gone;
    server.closeAllConnections();
    server.close();
    // Killed, a process may still be about for a moment.
    await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
