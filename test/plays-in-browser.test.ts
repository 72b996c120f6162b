import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchFirstframe } from './run-firstframe.js';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];

// What a page on somebody's site does, and a word back about how it went.
const PAGE = `<!doctype html><video src="/clip.mp4" muted autoplay playsinline></video><script>
const video = document.querySelector('video');
const tell = (how) => fetch('/told', { method: 'POST', body: JSON.stringify({
  how, seconds: video.currentTime, width: video.videoWidth, height: video.videoHeight, error: video.error && video.error.message,
  frames: video.getVideoPlaybackQuality().totalVideoFrames }) });
video.onended = () => tell('ended');
video.onerror = () => tell('error');
</script>`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-browser-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a clip plays to its end in Chromium', async ({ skip }) => {
  const browser = BROWSERS.find((name) => spawnSync(name, ['--version']).status === 0);
  if (browser === undefined) return skip(`no browser here: none of ${BROWSERS.join(', ')} is installed`);

  const still = path.resolve(import.meta.dirname, '../examples/bottle-front.jpg');
  const args = ['render', still, '-p', 'Slow push in', '--duration', '1', '--resolution', '480p', '-o', 'clip.mp4'];
  expect(await launchFirstframe(args, folder).ending).toMatchObject({ code: 0 });

  const told = await playIn(browser, readFileSync(path.join(folder, 'clip.mp4')));
  expect(told).toMatchObject({ how: 'ended', error: null });
  expect(told['seconds']).toBeCloseTo(1, 1);
  expect(Number(told['width']) / Number(told['height'])).toBeCloseTo(16 / 9, 1);
  expect(told['frames']).toBeGreaterThan(12);
});

/** Serves the page and the clip, opens the page, and answers with what the page tells. */
async function playIn(browser: string, clip: Buffer): Promise<Record<string, unknown>> {
  let hear: (told: Record<string, unknown>) => void = () => undefined;
  const heard = new Promise<Record<string, unknown>>((resolve) => {
    hear = resolve;
  });
  const server = createServer((request, response) => {
    if (request.url === '/clip.mp4') serveClip(request, response, clip);
    else if (request.url === '/told') void readBody(request).then((body) => hear(JSON.parse(body) as never));
    else response.setHeader('content-type', 'text/html').end(PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'];
  const child = spawn(browser, [...flags, `--user-data-dir=${path.join(folder, 'profile')}`, url], { stdio: 'ignore' });
  const closed = new Promise<never>((_resolve, reject) => {
    child.on('close', () => reject(new Error(`${browser} ended before the page told anything`)));
  });
  const gone = closed.catch(() => undefined);
  try {
    return await Promise.race([heard, closed]);
  } finally {
    child.kill('SIGKILL');
    await gone;
    server.closeAllConnections();
    server.close();
  }
}

function serveClip(request: IncomingMessage, response: ServerResponse, clip: Buffer): void {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const from = Number(range?.[1] ?? 0);
  const to = range?.[2] === undefined || range[2] === '' ? clip.length - 1 : Number(range[2]);
  response.writeHead(range === null ? 200 : 206, {
    ...{ 'content-type': 'video/mp4', 'accept-ranges': 'bytes', 'content-length': to - from + 1 },
    ...(range === null ? {} : { 'content-range': `bytes ${from}-${to}/${clip.length}` }),
  });
  response.end(clip.subarray(from, to + 1));
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
