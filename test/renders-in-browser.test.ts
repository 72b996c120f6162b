import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Action } from '../src/motion/actions.js';
import { type Directions, STANDSTILL } from '../src/motion/directions.js';
import type { Move } from '../src/motion/moves.js';
import { WHOLE_CLIP } from '../src/motion/timing.js';
import { createRenderer, type RenderPlan } from '../src/render/renderer.js';
import { findBrowser, hearFromPage, NO_BROWSER } from './browser.js';

const dist = path.resolve(import.meta.dirname, '../dist');

const STILL = { widthPx: 211, heightPx: 119 };
const SCENE = { loop: 'none', output: { widthPx: 160, heightPx: 90 }, frameCount: 9, fps: 24 } as const;
const MOVES: readonly Move[] = [
  { kind: 'push_in', zoom: 1.3, focusX: 0.4, focusY: 0.6 },
  { kind: 'roll', rollRad: 0.05 },
  { kind: 'arc', yawRad: 0.1 },
  { kind: 'handheld', zoom: 1.08, seed: 4 },
];
const ACTIONS: readonly Action[] = [
  { kind: 'light_sweep', towards: 'left', strength: 0.7 },
  { kind: 'light_change', level: 1.3, warmth: -0.4, key: 0.8 },
  { kind: 'focus_pull', from: 'everything', to: 'background', strength: 1 },
];
const PLANS: readonly RenderPlan[] = MOVES.map((move) => {
  const actions = ACTIONS.map((action) => ({ ...WHOLE_CLIP, action }));
  const directions: Directions = { ...STANDSTILL, camera: [{ ...WHOLE_CLIP, move }], actions };
  return { ...SCENE, directions };
});

const rgbAt = (index: number): number => (Math.imul(index + 1, 2_654_435_761) >>> 13) & 255;

// The built modules as they are, loaded by the browser's own loader; no bundler stands between.
const PAGE = `<!doctype html><script type="module">
const tell = (told) => fetch('/told', { method: 'POST', body: JSON.stringify(told) });
try {
  const { createRenderer } = await import('/dist/render/renderer.js');
  const rgbAt = ${rgbAt.toString()};
  const rgb = Uint8Array.from({ length: 3 * ${STILL.widthPx} * ${STILL.heightPx} }, (_, index) => rgbAt(index));
  const sums = [];
  for (const plan of ${JSON.stringify(PLANS)}) {
    const renderer = await createRenderer({ ...${JSON.stringify(STILL)}, rgb }, plan);
    const { y, u, v } = renderer.frame(5);
    const sum = await crypto.subtle.digest('SHA-256', Uint8Array.from([...y, ...u, ...v]));
    sums.push([...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
  }
  tell({ sums });
} catch (error) {
  tell({ error: String(error) });
}
</script>`;

it('frames painted in Chromium are those painted in Node, byte for byte', async ({ skip }) => {
  const browser = findBrowser();
  if (browser === undefined) return skip(NO_BROWSER);
  const told = await hearFromPage(browser, PAGE, (request, response) => {
    const file = path.join(dist, path.relative('/dist', request.url ?? ''));
    if (!file.startsWith(dist) || !file.endsWith('.js')) response.writeHead(404).end();
    else response.setHeader('content-type', 'text/javascript').end(readFileSync(file));
  });

  const rgb = Uint8Array.from({ length: 3 * STILL.widthPx * STILL.heightPx }, (_, index) => rgbAt(index));
  const sums = await Promise.all(
    PLANS.map(async (plan) => {
      const { y, u, v } = (await createRenderer({ ...STILL, rgb }, plan)).frame(5);
      return createHash('sha256').update(y).update(u).update(v).digest('hex');
    }),
  );
  expect(told).toEqual({ sums });
});
