import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AVMEDIA_TYPE_AUDIO, AV_LOG_QUIET } from 'node-av/constants';
import { Log } from 'node-av/lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directContext } from '../testing/direct-context.js';
import { makeClip, type MakeClipInput } from '../testing/make-clip.js';
import { referTo, resizeEntry, swapSamples } from '../testing/tamper-clip.js';
import { CLIP_LIMITS } from './clip-limits.js';
import { decodeFrames } from './decode-frames.js';
import { openClip } from './open-clip.js';
import { containerOf } from './sniff-clip.js';

let folder: string;

const PLAIN: MakeClipInput = {
  container: 'mov',
  encoder: 'libx264',
  widthPx: 128,
  heightPx: 96,
  shownMs: Array.from({ length: 10 }, (_, index) => index * 40),
  encoderOptions: { preset: 'veryfast', g: 5 },
};

beforeAll(() => {
  Log.setLevel(AV_LOG_QUIET);
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function make(name: string, changes: Partial<MakeClipInput> = {}): Promise<string> {
  const clip = path.join(folder, name);
  await makeClip({ ...PLAIN, ...changes }, directContext({ clip }));
  return clip;
}

function alter(clip: string, name: string, change: (bytes: Buffer) => Buffer): string {
  const altered = path.join(folder, name);
  writeFileSync(altered, change(readFileSync(clip)));
  return altered;
}

async function countFrames(clip: string, limits = CLIP_LIMITS): Promise<number> {
  let count = 0;
  for await (const frame of decodeFrames(clip, limits)) count = frame.index + 1;
  return count;
}

describe('a clip is opened', () => {
  it('by the demuxer that its first bytes call for, even where FFmpeg would choose another', async () => {
    const clip = await make('stream.mp4', { container: 'mpegts' });
    // A null packet of a transport stream holds anything: here, what makes the file look like QuickTime.
    const filler = Buffer.alloc(188, 0xff);
    filler.set([0x47, 0x1f, 0xff, 0x10, ...Buffer.from('free', 'latin1')]);
    const disguised = alter(clip, 'disguised.mov', (bytes) => Buffer.concat([filler, bytes]));
    expect(containerOf(readFileSync(disguised))).toBe('mov');
    await expect(openClip(disguised, { analyze: true })).rejects.toMatchObject({ reason: 'unreadable', step: 'open' });
  });

  it('without the file that its samples are said to lie in', async () => {
    const canary = await make('canary.mov');
    expect(await countFrames(canary)).toBe(10);
    const clip = alter(canary, 'referring.mov', (bytes) => referTo(swapSamples(bytes, 0), '/canary.mov'));
    const shown = await countFrames(clip).catch(() => 0);
    expect(shown).toBe(0);
  });

  it('without a try of a codec that may not run', async () => {
    const sound = { encoder: 'ac3', sampleRateHz: 48_000, channels: 2 } as const;
    const clip = await openClip(await make('ac3.mov', { sound }), { analyze: true });
    const found = clip.format.streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_AUDIO);
    // Only its decoder knows in what form samples come out.
    expect(Number(found?.codecpar.format)).toBe(-1);
    await clip.close();
  });

  it('with no protocol allowed but files', async () => {
    const clip = await openClip(await make('plain.mov'), { analyze: false });
    expect(clip.format.getOption('protocol_whitelist')).toBe('file');
    await clip.close();
  });
});

describe('pictures larger than their container says', () => {
  const limits = { ...CLIP_LIMITS, maxPixels: 10_000 };

  it('are not decoded when they are over the limit', async () => {
    const clip = alter(await make('large.mov'), 'modest.mov', (bytes) => resizeEntry(bytes, 16, 16));
    expect(await countFrames(clip, limits).catch(() => 0)).toBe(0);
    expect(await countFrames(clip)).toBe(10);
  });
});
