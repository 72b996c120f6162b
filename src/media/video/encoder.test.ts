import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AVCHROMA_LOC_LEFT } from 'node-av/constants';
import { afterAll, describe, expect, it } from 'vitest';
import { compareLuma } from '../compare-planes.js';
import { directContext } from '../testing/direct-context.js';
import { decodeEndFrames } from './decode-frames.js';
import { createEncoder, type EncodeOptions } from './encoder.js';
import { openClip } from './open-clip.js';
import { probeClip } from './probe-clip.js';
import type { Yuv420Frame } from './yuv420-frame.js';

const folder = mkdtempSync(path.join(tmpdir(), 'firstframe-encoder-'));
afterAll(() => rmSync(folder, { recursive: true }));

// 330 pixels wide: FFmpeg pads its rows, and the copy has to step over that.
const OPTIONS: EncodeOptions = { widthPx: 330, heightPx: 190, fps: 24, frameCount: 60, crf: 18, preset: 'veryfast' };

/** A texture that never stops sliding: an encoder's last frame has nothing to rest on. */
function sliding(index: number): Yuv420Frame {
  const { widthPx, heightPx } = OPTIONS;
  const y = new Uint8Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++) {
      const at = column + 1.3 * index;
      y[row * widthPx + column] = 128 + 50 * Math.sin(at / 2.3 + row / 9) + 40 * Math.sin(at / 7 - row / 3.1);
    }
  }
  const chroma = new Uint8Array(y.length / 4);
  return { y, u: chroma.fill(100), v: chroma.slice().fill(150) };
}

async function encode(name: string, options: EncodeOptions = OPTIONS): Promise<string> {
  const file = path.join(folder, name);
  const encoder = await createEncoder(file, options);
  for (let index = 0; index < options.frameCount; index++) await encoder.write(sliding(index));
  await encoder.finish();
  return file;
}

/** What x264 wrote of its options into the stream. */
function optionsIn(clip: string): string {
  return /options: [ -~]*/.exec(readFileSync(clip, 'latin1'))?.[0] ?? '';
}

describe('an encoded clip', () => {
  it('is what every player takes: H.264 High, yuv420p, BT.709 limited, constant rate, index in front', async () => {
    const clip = await encode('tags.mp4');
    const facts = await probeClip({}, directContext({ clip }));
    expect(facts).toMatchObject({
      container: 'mp4',
      moov: 'before_mdat',
      audio: [],
      decoding: { framesDecoded: 60, firstDamage: undefined },
      video: {
        ...{ codec: 'h264', profile: 'High', pixelFormat: 'yuv420p', widthPx: 330, heightPx: 190, frames: 60 },
        ...{ fps: 24, constant: true, durationSec: 2.5 },
        colour: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'limited' },
      },
    });
  });

  it('has a last frame as true as its first, though nothing comes after it', async () => {
    const { first, last } = await decodeEndFrames(await encode('ends.mp4'));
    const [atFirst, atLast] = [
      compareLuma(first.y, sliding(0).y, OPTIONS).psnrDb,
      compareLuma(last.y, sliding(OPTIONS.frameCount - 1).y, OPTIONS).psnrDb,
    ];
    expect(atFirst).toBeGreaterThan(40);
    expect(atLast).toBeGreaterThan(atFirst - 1);
  });

  it('says where its chroma sits, and with which options it was made', async () => {
    const clip = await encode('options.mp4');
    const opened = await openClip(clip, { analyze: true });
    const { chromaLocation } = opened.video.codecpar;
    await opened.close();
    expect(chromaLocation).toBe(AVCHROMA_LOC_LEFT);
    // x264 writes its options into the stream. What they are for is measured in bench/wobble.js; here they are only held.
    const options = optionsIn(clip);
    for (const option of ['mbtree=0', 'deadzone=6,11', 'aq=1:0.50', 'threads=4', 'keyint=48', 'zones=59,59,q=14']) {
      expect(options).toContain(option);
    }
  });

  it('is encoded as x264 likes it where nothing moves, for there is nothing to keep steady', async () => {
    const clip = await encode('still.mp4', { ...OPTIONS, isMoving: false });
    expect(optionsIn(clip)).toContain('mbtree=1');
  });

  it('has a key frame every two seconds', async () => {
    const encoder = await createEncoder(path.join(folder, 'keys.mp4'), { ...OPTIONS, frameCount: 100 });
    for (let index = 0; index < 100; index++) await encoder.write(sliding(index));
    expect(await encoder.finish()).toEqual({ frames: 100, keyFrames: 3 });
  });

  it('keeps the planes apart and in place', async () => {
    const { first } = await decodeEndFrames(await encode('planes.mp4'));
    const mean = (plane: Uint8Array): number => plane.reduce((sum, sample) => sum + sample, 0) / plane.length;
    expect(mean(first.u)).toBeCloseTo(100, 0);
    expect(mean(first.v)).toBeCloseTo(150, 0);
  });

  it('is smaller at a higher rate factor', async () => {
    const sizes = await Promise.all(
      [18, 30].map(async (crf) => {
        const clip = await encode(`crf-${crf}.mp4`, { ...OPTIONS, crf });
        return (await probeClip({ decode: 'none' }, directContext({ clip }))).sizeBytes;
      }),
    );
    expect(sizes[1]).toBeLessThan((sizes[0] ?? 0) / 2);
  });

  it('may be one frame long', async () => {
    const clip = await encode('one.mp4', { ...OPTIONS, frameCount: 1 });
    expect((await probeClip({}, directContext({ clip }))).video.frames).toBe(1);
  });

  it('fails with the step and the reason where it cannot be written', async () => {
    await expect(createEncoder(path.join(folder, 'missing', 'clip.mp4'), OPTIONS)).rejects.toMatchObject({
      name: 'MediaError',
      step: 'encode',
      reason: 'internal',
    });
  });
});
