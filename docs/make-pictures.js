// Makes the pictures of the documentation, and contact sheets to look at: `node docs/make-pictures.js [FOLDER]`.
// Without a folder: docs/pictures. With one: every move on every example photograph, five frames in a row, into it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { createMediaPool } from '../dist/media/pool.js';
import { decodeFrames } from '../dist/media/video/decode-frames.js';
import { renderStill } from '../dist/tasks/render-still.js';

const root = path.resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'firstframe-pictures-'));

const PROMPTS = {
  'push-in': 'Slow push in',
  'pull-out': 'Pull out',
  'pan-right': 'Pan right',
  'tilt-up': 'Tilt up',
  roll: 'Roll clockwise',
  arc: 'Arc right',
  handheld: 'Handheld',
  static: 'Static',
};

/**
 * One frame as sRGB, from BT.709 limited range; chroma by its nearest sample, which is enough for looking.
 * @param {import('../dist/media/video/decode-frames.js').ClipFrame} frame
 */
function toRgb({ y, u, v, widthPx, heightPx }) {
  const rgb = Buffer.alloc(widthPx * heightPx * 3);
  const chromaWidth = Math.ceil(widthPx / 2);
  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++) {
      const luma = (((y[row * widthPx + column] ?? 0) - 16) * 255) / 219;
      const chroma = (row >> 1) * chromaWidth + (column >> 1);
      const blue = (((u[chroma] ?? 0) - 128) * 255) / 224;
      const red = (((v[chroma] ?? 0) - 128) * 255) / 224;
      const pixel = [luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue];
      rgb.set(
        pixel.map((value) => Math.min(255, Math.max(0, Math.round(value)))),
        3 * (row * widthPx + column),
      );
    }
  }
  return sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } });
}

/**
 * Frames of a clip side by side, at the given shares of its length.
 * @param {string} clip
 * @param {readonly number[]} shares
 * @param {number} heightPx
 */
async function strip(clip, shares, heightPx) {
  /** @type {import('../dist/media/video/decode-frames.js').ClipFrame[]} */
  const frames = [];
  for await (const frame of decodeFrames(clip)) frames.push(frame);
  const tiles = await Promise.all(
    shares.map(async (share) => {
      const frame = frames[Math.round(share * (frames.length - 1))];
      if (frame === undefined) throw new Error(`${clip} has no frames.`);
      return toRgb(frame).resize({ height: heightPx }).png().toBuffer({ resolveWithObject: true });
    }),
  );
  const gap = 6;
  const width = tiles.reduce((sum, { info }) => sum + info.width, gap * (tiles.length - 1));
  let left = 0;
  const layers = tiles.map(({ data, info }) => {
    const layer = { input: data, left, top: 0 };
    left += info.width + gap;
    return layer;
  });
  return sharp({ create: { width, height: heightPx, channels: 3, background: 'white' } }).composite(layers);
}

/**
 * @param {import('../dist/media/pool.js').MediaPool} mediaPool
 * @param {string} still
 * @param {string} prompt
 * @param {{ x: number, y: number }} [focus]
 */
async function render(mediaPool, still, prompt, focus) {
  const outputPath = path.join(scratch, 'clip.mp4');
  const request = {
    model: 'local/motion',
    aspect: 'adaptive',
    durationSec: 5,
    resolution: /** @type {const} */ ('720p'),
  };
  const stillPath = path.join(root, 'examples', still);
  await renderStill(
    { ...request, stillPath, prompt, audio: false, seed: 0, fit: 'crop', outputPath, ...(focus && { focus }) },
    { mediaPool },
  );
  return outputPath;
}

const [folder] = process.argv.slice(2);
const mediaPool = createMediaPool();
try {
  if (folder === undefined) {
    const target = path.join(root, 'docs/pictures');
    mkdirSync(target, { recursive: true });
    const clip = await render(mediaPool, 'seedling.jpg', 'Strong push in', { x: 0.3, y: 0.36 });
    await (await strip(clip, [0, 0.5, 1], 300)).jpeg({ quality: 85 }).toFile(path.join(target, 'push-in.jpg'));
  } else {
    mkdirSync(folder, { recursive: true });
    for (const still of ['seedling.jpg', 'mountains.jpg', 'portrait.jpg', 'bottle-front.jpg']) {
      for (const [name, prompt] of Object.entries(PROMPTS)) {
        const clip = await render(mediaPool, still, prompt);
        const file = path.join(folder, `${path.parse(still).name}-${name}.png`);
        await (await strip(clip, [0, 0.25, 0.5, 0.75, 1], 270)).png().toFile(file);
      }
    }
  }
} finally {
  await mediaPool.close();
  rmSync(scratch, { recursive: true });
}
