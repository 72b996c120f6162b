import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareLuma } from '../compare-planes.js';
import { directContext } from '../testing/direct-context.js';
import { lumaOfFrame, makeClip, type MakeClipInput } from '../testing/make-clip.js';
import { CLIP_LIMITS } from './clip-limits.js';
import { decodeEndFrames, decodeFrames, type ClipFrame } from './decode-frames.js';

let folder: string;

const PLAIN: MakeClipInput = {
  container: 'mp4',
  encoder: 'libx264',
  widthPx: 64,
  heightPx: 48,
  shownMs: Array.from({ length: 30 }, (_, index) => index * 40),
  encoderOptions: { preset: 'veryfast', crf: 10, g: 12, bf: 3 },
};

async function make(name: string, changes: Partial<MakeClipInput> = {}): Promise<string> {
  const clip = path.join(folder, name);
  await makeClip({ ...PLAIN, ...changes }, directContext({ clip }));
  return clip;
}

async function decodeAll(clip: string): Promise<ClipFrame[]> {
  const frames = [];
  for await (const frame of decodeFrames(clip)) frames.push(frame);
  return frames;
}

/** Luma in the flat part of a frame. */
function lumaOf({ y, widthPx, heightPx }: { y: Uint8Array; widthPx: number; heightPx: number }): number {
  return y[(heightPx - 4) * widthPx + widthPx / 2]!;
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('decodeFrames', () => {
  it('gives every frame in the order of showing, with its time and its planes', async () => {
    const frames = await decodeAll(await make('order'));
    expect(frames.map(({ index }) => index)).toEqual(PLAIN.shownMs.map((_, index) => index));
    for (const [index, frame] of frames.entries()) {
      expect(frame.timeSec).toBeCloseTo(index * 0.04, 6);
      expect(Math.abs(lumaOf(frame) - lumaOfFrame(index))).toBeLessThanOrEqual(2);
      expect([frame.y.length, frame.u.length, frame.v.length]).toEqual([64 * 48, 32 * 24, 32 * 24]);
    }
  });

  it.each([
    ['10 bits', { pixelFormat: 'yuv420p10le', bt709: true }],
    ['4:4:4', { pixelFormat: 'yuv444p', bt709: true }],
  ])('converts %s to 4:2:0 in 8 bits', async (name, changes) => {
    const [frame] = await decodeAll(await make(name, changes));
    expect([frame!.y.length, frame!.u.length]).toEqual([64 * 48, 32 * 24]);
    expect(Math.abs(lumaOf(frame!) - lumaOfFrame(0))).toBeLessThanOrEqual(2);
    expect(frame!.colour).toEqual({ primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'limited' });
  });

  it('leaves full-range numbers as they are, and says so', async () => {
    const [frame] = await decodeAll(await make('full', { fullRange: true, pixelFormat: 'yuvj420p' }));
    expect(Math.abs(lumaOf(frame!) - lumaOfFrame(0))).toBeLessThanOrEqual(2);
    expect(frame!.colour.range).toBe('full');
  });

  it('removes the padding of rows of odd clips', async () => {
    const [frame] = await decodeAll(
      await make('odd', { encoder: 'libvpx-vp9', container: 'webm', widthPx: 67, heightPx: 45, encoderOptions: {} }),
    );
    expect([frame!.widthPx, frame!.heightPx]).toEqual([67, 45]);
    expect([frame!.y.length, frame!.u.length]).toEqual([67 * 45, 34 * 23]);
  });

  it('stops at the first damage', async () => {
    const clip = await make('whole');
    const cut = path.join(folder, 'cut');
    const bytes = readFileSync(clip);
    writeFileSync(cut, bytes.fill(0x5a, Math.floor(bytes.length / 3), Math.floor(bytes.length / 2)));
    await expect(decodeAll(cut)).rejects.toMatchObject({ reason: 'unreadable', file: cut });
  });

  it.each([
    ['frames', { ...CLIP_LIMITS, maxFrames: 5 }],
    ['seconds', { ...CLIP_LIMITS, maxDurationSec: 0.5 }],
    ['pixels', { ...CLIP_LIMITS, maxPixels: 1000 }],
  ])('stops at a limit on %s', async (name, limits) => {
    const clip = await make(`limit-${name}`);
    const all = async (): Promise<void> => {
      for await (const _ of decodeFrames(clip, limits));
    };
    await expect(all()).rejects.toMatchObject({ reason: 'limit', file: clip });
  });
});

describe('decodeEndFrames', () => {
  it.each<[string, Partial<MakeClipInput>]>([
    ['a clip with B-frames', {}],
    ['a clip of one group', { encoderOptions: { g: 250 } }],
    ['a clip of key frames', { encoderOptions: { g: 1 } }],
    ['a clip with open groups', { encoderOptions: { 'x264-params': 'open-gop=1:keyint=10:bframes=3' } }],
    ['a clip of one frame', { shownMs: [0] }],
    ['a clip that begins late', { shownMs: [500, 540, 580, 700] }],
    ['a fragmented clip', { containerOptions: { movflags: 'frag_keyframe+empty_moov' } }],
    [
      'HEVC in MOV',
      { container: 'mov', encoder: 'libx265', encoderOptions: { 'x265-params': 'log-level=none:keyint=10' } },
    ],
    ['VP9 in WebM', { container: 'webm', encoder: 'libvpx-vp9', encoderOptions: { g: 10 } }],
    ['VP8 in Matroska', { container: 'matroska', encoder: 'libvpx', encoderOptions: { g: 10 } }],
    ['AV1 in MP4', { encoder: 'libsvtav1', encoderOptions: { g: 10, preset: 12 } }],
  ])('gives the same frames as decoding all of %s', async (name, changes) => {
    const clip = await make(`ends ${name}`, changes);
    const frames = await decodeAll(clip);
    const { first, last } = await decodeEndFrames(clip);
    const size = { widthPx: first.widthPx, heightPx: first.heightPx };
    expect(frames).toHaveLength(changes.shownMs?.length ?? PLAIN.shownMs.length);
    expect(compareLuma(first.y, frames[0]!.y, size).psnrDb).toBe(100);
    expect(compareLuma(last.y, frames.at(-1)!.y, size).psnrDb).toBe(100);
    expect(Buffer.compare(last.v, frames.at(-1)!.v)).toBe(0);
  });

  it('decodes from the first key frame where the file has no index to seek by', async () => {
    const clip = await make('live', { container: 'webm', encoder: 'libvpx', containerOptions: { live: 1 } });
    const { last } = await decodeEndFrames(clip);
    expect(Math.abs(lumaOf(last) - lumaOfFrame(29))).toBeLessThanOrEqual(4);
  });
});
