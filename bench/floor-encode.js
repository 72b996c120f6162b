/**
 * The floor under the renderer's speed: a process that does nothing but encode frames that are already there.
 * `node bench/floor-encode.js FRAMES.yuv WIDTH HEIGHT FPS OUT.mp4` reads packed I420 and encodes it with the product's own
 * encoder and settings.
 */
import { open } from 'node:fs/promises';
import { createEncoder } from '../dist/media/video/encoder.js';

const [framesPath = '', width = '', height = '', fps = '', clipPath = ''] = process.argv.slice(2);
const widthPx = Number(width);
const heightPx = Number(height);
const lumaBytes = widthPx * heightPx;
const frameBytes = lumaBytes * 1.5;
const file = await open(framesPath);
const { size } = await file.stat();
const frameCount = size / frameBytes;
if (!Number.isInteger(frameCount) || frameCount === 0) throw new Error(`${framesPath} holds ${frameCount} frames.`);

const encoder = await createEncoder(clipPath, {
  widthPx,
  heightPx,
  fps: Number(fps),
  frameCount,
  crf: 18,
  preset: 'veryfast',
});
// Two buffers: one is read into while the other is encoded.
const buffers = [new Uint8Array(frameBytes), new Uint8Array(frameBytes)];
let writing = Promise.resolve();
for (let index = 0; index < frameCount; index++) {
  const bytes = /** @type {Uint8Array} */ (buffers[index % 2]);
  await file.read(bytes, 0, frameBytes, index * frameBytes);
  await writing;
  writing = encoder.write({
    y: bytes.subarray(0, lumaBytes),
    u: bytes.subarray(lumaBytes, lumaBytes * 1.25),
    v: bytes.subarray(lumaBytes * 1.25),
  });
}
await writing;
await encoder.finish();
await file.close();
