import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBrowser, hearFromPage, NO_BROWSER } from './browser.js';
import { launchFirstframe } from './run-firstframe.js';

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
  const browser = findBrowser();
  if (browser === undefined) return skip(NO_BROWSER);

  const still = path.resolve(import.meta.dirname, '../examples/bottle-front.jpg');
  const args = ['render', still, '-p', 'Slow push in', '--duration', '1', '--resolution', '480p', '-o', 'clip.mp4'];
  expect(await launchFirstframe(args, folder).ending).toMatchObject({ code: 0 });

  const clip = readFileSync(path.join(folder, 'clip.mp4'));
  const told = await hearFromPage(browser, PAGE, (request, response) => serveClip(request, response, clip));
  expect(told).toMatchObject({ how: 'ended', error: null });
  expect(told['seconds']).toBeCloseTo(1, 1);
  expect(Number(told['width']) / Number(told['height'])).toBeCloseTo(16 / 9, 1);
  expect(told['frames']).toBeGreaterThan(12);
});

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
