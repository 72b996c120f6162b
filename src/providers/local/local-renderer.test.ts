import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createMediaPool } from '../../media/pool.js';
import type { Move } from '../../motion/moves.js';
import { renderLocally, type RenderClipInput } from './local-renderer.js';

const pool = createMediaPool();
const folder = mkdtempSync(path.join(tmpdir(), 'firstframe-local-'));
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

const still = path.resolve(import.meta.dirname, '../../../examples/mountains.jpg');

function inputFor(move: Move, frameCount = 24): RenderClipInput {
  return {
    plan: { move, output: { widthPx: 752, heightPx: 560 }, frameCount, fps: 24 },
    framing: { kind: 'crop', rect: { leftPx: 0, topPx: 9, widthPx: 3264, heightPx: 2431 } },
    framed: { widthPx: 3264, heightPx: 2431 },
    background: { r: 255, g: 255, b: 255 },
    crf: 18,
    preset: 'veryfast',
  };
}

const MOVES: Readonly<Record<string, Move>> = {
  static: { kind: 'static' },
  'push-in': { kind: 'push_in', zoom: 1.12, focusX: 0.5, focusY: 0.5 },
  'pull-out': { kind: 'pull_out', zoom: 1.12, focusX: 0.5, focusY: 0.5 },
  pan: { kind: 'pan', direction: 'left', zoom: 1.12 },
  tilt: { kind: 'tilt', direction: 'up', zoom: 1.12 },
  roll: { kind: 'roll', rollRad: 0.05 },
  arc: { kind: 'arc', yawRad: 0.14 },
  handheld: { kind: 'handheld', zoom: 1.08, seed: 0 },
};

describe('a clip of a photograph', () => {
  it.each(Object.keys(MOVES))('shows the still and keeps its ends: %s', async (name) => {
    const clipPath = path.join(folder, `${name}.mp4`);
    const frames: number[] = [];
    const clip = await renderLocally(
      pool,
      { stillPath: still, clipPath },
      inputFor(MOVES[name] ?? { kind: 'static' }),
      { onProgress: ({ frame }) => frames.push(frame) },
    );
    expect(clip).toMatchObject({ frames: 24, sizeBytes: readFileSync(clipPath).length });
    expect(frames).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
    for (const { psnrDb, ssim } of Object.values(clip.fidelity)) {
      expect(psnrDb).toBeGreaterThan(40);
      expect(ssim).toBeGreaterThan(0.985);
    }
  });

  it('has the same bytes each time', async () => {
    const [one, two] = ['one', 'two'].map((name) => path.join(folder, `${name}.mp4`));
    if (one === undefined || two === undefined) throw new Error('two paths');
    for (const clipPath of [one, two]) {
      await renderLocally(
        pool,
        { stillPath: still, clipPath },
        inputFor({ kind: 'handheld', zoom: 1.08, seed: 5 }),
        {},
      );
    }
    expect(Buffer.compare(readFileSync(one), readFileSync(two))).toBe(0);
  });

  it('is not there when the render was stopped, and leaves what was there before', async () => {
    const clipPath = path.join(folder, 'stopped.mp4');
    copyFileSync(still, clipPath);
    const stop = new AbortController();
    const before = readdirSync(folder);
    await expect(
      renderLocally(pool, { stillPath: still, clipPath }, inputFor({ kind: 'static' }, 360), {
        signal: stop.signal,
        onProgress: ({ frame }) => {
          if (frame === 5) stop.abort();
        },
      }),
    ).rejects.toMatchObject({ code: 'aborted' });
    expect(Buffer.compare(readFileSync(clipPath), readFileSync(still))).toBe(0);
    expect(readdirSync(folder)).toEqual(before);
  });
});
