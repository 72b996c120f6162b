import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createMediaPool } from '../../media/pool.js';
import { decodeEndFrames } from '../../media/video/decode-frames.js';
import { type Directions, STANDSTILL } from '../../motion/directions.js';
import type { Move } from '../../motion/moves.js';
import { WHOLE_CLIP } from '../../motion/timing.js';
import { renderLocally, type RenderClipInput } from './local-renderer.js';

const pool = createMediaPool();
const folder = mkdtempSync(path.join(tmpdir(), 'firstframe-local-'));
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

const still = path.resolve(import.meta.dirname, '../../../examples/mountains.jpg');

function moving(...moves: readonly Move[]): Directions {
  const share = 1 / moves.length;
  const camera = moves.map((move, index) => ({
    ...WHOLE_CLIP,
    from: index * share,
    to: (index + 1) * share,
    move,
  }));
  return { ...STANDSTILL, camera };
}

function inputFor(directions: Directions, frameCount = 24): RenderClipInput {
  return {
    plan: { directions, loop: 'none', output: { widthPx: 752, heightPx: 560 }, frameCount, fps: 24 },
    framing: { kind: 'crop', rect: { leftPx: 0, topPx: 9, widthPx: 3264, heightPx: 2431 } },
    framed: { widthPx: 3264, heightPx: 2431 },
    background: { r: 255, g: 255, b: 255 },
    crf: 18,
    preset: 'veryfast',
  };
}

const PUSH_IN: Move = { kind: 'push_in', zoom: 1.12, focusX: 0.5, focusY: 0.5 };
const PULL_OUT: Move = { ...PUSH_IN, kind: 'pull_out' };
const CLIPS: Readonly<Record<string, Directions>> = {
  static: STANDSTILL,
  'push-in': moving(PUSH_IN),
  'pull-out': moving(PULL_OUT),
  'pull-out, then push-in': moving(PULL_OUT, PUSH_IN),
  pan: moving({ kind: 'pan', direction: 'left', zoom: 1.12 }),
  tilt: moving({ kind: 'tilt', direction: 'up', zoom: 1.12 }),
  roll: moving({ kind: 'roll', rollRad: 0.05 }),
  arc: moving({ kind: 'arc', yawRad: 0.14 }),
  handheld: moving({ kind: 'handheld', zoom: 1.08, seed: 0 }),
};

describe('a clip of a photograph', () => {
  it.each(Object.keys(CLIPS))('shows the still and keeps its ends: %s', async (name) => {
    const clipPath = path.join(folder, `${name}.mp4`);
    const frames: number[] = [];
    const clip = await renderLocally(pool, { stillPath: still, clipPath }, inputFor(CLIPS[name] ?? STANDSTILL), {
      onProgress: ({ frame }) => frames.push(frame),
    });
    expect(clip).toMatchObject({ frames: 24, sizeBytes: readFileSync(clipPath).length });
    expect(frames).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
    for (const { psnrDb, ssim } of Object.values(clip.fidelity)) {
      expect(psnrDb).toBeGreaterThan(40);
      expect(ssim).toBeGreaterThan(0.985);
    }
  });

  it('shows the crop, the way up and the colours that sharp finds in the still', async () => {
    const clipPath = path.join(folder, 'crop.mp4');
    const rect = { leftPx: 301, topPx: 212, widthPx: 1880, heightPx: 1400 };
    await renderLocally(
      pool,
      { stillPath: still, clipPath },
      { ...inputFor(STANDSTILL), framing: { kind: 'crop', rect }, framed: rect },
      {},
    );
    const { first } = await decodeEndFrames(clipPath);
    const { widthPx: width, heightPx: height } = first;
    // With its own hands, and not through the product's: extract, resize, and the definition of BT.709.
    const rgb = await sharp(still)
      .extract({ left: 301, top: 212, width: 1880, height: 1400 })
      .resize(width, height, { fit: 'fill' })
      .raw()
      .toBuffer();
    const [r, g, b] = [0, 1, 2].map((channel) => (at: number) => rgb[3 * at + channel] ?? 0);
    if (r === undefined || g === undefined || b === undefined) throw new Error('three channels');
    const luma = (at: number): number => 0.2126 * r(at) + 0.7152 * g(at) + 0.0722 * b(at);
    const planes = {
      y: [first.y, (at: number) => 16 + (luma(at) * 219) / 255, width],
      u: [first.u, (at: number) => 128 + ((b(at) - luma(at)) / 1.8556) * (224 / 255), width / 2],
      v: [first.v, (at: number) => 128 + ((r(at) - luma(at)) / 1.5748) * (224 / 255), width / 2],
    } as const;
    for (const [plane, expected, wide] of Object.values(planes)) {
      const step = width / wide;
      const off = plane.reduce((sum, sample, index) => {
        const at = Math.floor(index / wide) * step * width + (index % wide) * step;
        return sum + Math.abs(sample - expected(at));
      }, 0);
      expect(off / plane.length).toBeLessThan(2);
    }
  });

  it('has the same bytes each time', async () => {
    const [one, two] = ['one', 'two'].map((name) => path.join(folder, `${name}.mp4`));
    if (one === undefined || two === undefined) throw new Error('two paths');
    for (const clipPath of [one, two]) {
      await renderLocally(
        pool,
        { stillPath: still, clipPath },
        inputFor(moving({ kind: 'handheld', zoom: 1.08, seed: 5 })),
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
      renderLocally(pool, { stillPath: still, clipPath }, inputFor(STANDSTILL, 360), {
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
