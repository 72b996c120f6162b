import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaJob } from '../job.js';
import { createMediaPool, type MediaPool } from '../pool.js';
import type * as makers from '../testing/make-clip.js';
import { CLIP_LIMITS } from './clip-limits.js';
import { probeClipJob } from './probe-clip-job.js';
import type { ClipFacts, ProbeClipInput } from './probe-clip.js';

const makeClip = mediaJob<typeof makers.makeClip>(import.meta.url, '../testing/make-clip.js', 'makeClip');

const PLAIN: makers.MakeClipInput = {
  container: 'mp4',
  encoder: 'libx264',
  widthPx: 128,
  heightPx: 96,
  shownMs: Array.from({ length: 50 }, (_, index) => index * 40),
  encoderOptions: { preset: 'veryfast', crf: 20, g: 12, sc_threshold: 0, bf: 3, profile: 'high' },
  containerOptions: { movflags: '+faststart' },
  bt709: true,
};

let folder: string;
let pool: MediaPool;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
  pool = createMediaPool({ size: 1, rootFolder: folder });
});

afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

async function make(name: string, changes: Partial<makers.MakeClipInput> = {}): Promise<string> {
  const clip = path.join(folder, name);
  await pool.run(makeClip, { ...PLAIN, ...changes }, { outputs: { clip } });
  return clip;
}

function probe(clip: string, input: ProbeClipInput = {}): Promise<ClipFacts> {
  return pool.run(probeClipJob, input, { files: { clip } });
}

/** A copy of a clip with its bytes changed. */
function alter(clip: string, name: string, change: (bytes: Buffer) => Buffer): string {
  const altered = path.join(folder, name);
  writeFileSync(altered, change(readFileSync(clip)));
  return altered;
}

describe('probeClip', () => {
  it('says what an H.264 clip with sound is', async () => {
    const clip = await make('sound.mp4', { sound: { encoder: 'aac', sampleRateHz: 48_000, channels: 2 } });
    const { sizeBytes, ...facts } = await probe(clip);
    expect(sizeBytes).toBe(readFileSync(clip).length);
    expect(facts).toEqual({
      container: 'mp4',
      video: {
        codec: 'h264',
        profile: 'High',
        pixelFormat: 'yuv420p',
        frames: 50,
        fps: 25,
        constant: true,
        durationSec: 2,
        widthPx: 128,
        heightPx: 96,
        codedWidthPx: 128,
        codedHeightPx: 96,
        rotationDeg: 0,
        sampleAspect: 1,
        colour: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'limited' },
      },
      audio: [{ codec: 'aac', sampleRateHz: 48_000, channels: 2 }],
      moov: 'before_mdat',
      decoding: { mode: 'all', framesDecoded: 50, firstDamage: undefined },
    });
  });

  it.each<[string, Partial<makers.MakeClipInput>, Partial<ClipFacts>]>([
    [
      'HEVC in MOV',
      {
        container: 'mov',
        encoder: 'libx265',
        encoderOptions: { 'x265-params': 'log-level=none:frame-threads=1:pools=none' },
      },
      { container: 'mov' },
    ],
    [
      'VP9 in WebM',
      { container: 'webm', encoder: 'libvpx-vp9', encoderOptions: {}, containerOptions: {} },
      { container: 'webm', moov: 'none' },
    ],
    [
      'VP8 in Matroska',
      { container: 'matroska', encoder: 'libvpx', encoderOptions: {}, containerOptions: {} },
      { container: 'matroska' },
    ],
    ['AV1 in MP4', { encoder: 'libsvtav1', encoderOptions: { preset: 12 } }, { container: 'mp4' }],
  ])('knows %s', async (name, changes, expected) => {
    const facts = await probe(await make(name, changes));
    expect(facts).toMatchObject({ ...expected, audio: [], decoding: { framesDecoded: 50 } });
    expect(facts.decoding.firstDamage).toBeUndefined();
    expect(facts.video).toMatchObject({ frames: 50, fps: 25, constant: true, durationSec: 2 });
  });

  it('counts the same frames however much it decodes, and says how many it did', async () => {
    const clip = await make('modes.mp4');
    const [all, ends, none] = [
      await probe(clip),
      await probe(clip, { decode: 'ends' }),
      await probe(clip, { decode: 'none' }),
    ];
    expect(all.video).toEqual(ends.video);
    expect(all.video).toEqual(none.video);
    expect(all.decoding.framesDecoded).toBe(50);
    // Groups of 12: the first one, and the two frames of the last.
    expect(ends.decoding.framesDecoded).toBe(14);
    expect(none.decoding.framesDecoded).toBe(0);
  });

  it('decodes a clip of one group once when asked for its ends', async () => {
    const { decoding } = await probe(await make('one group.mp4', { encoderOptions: { g: 250 } }), { decode: 'ends' });
    expect(decoding.framesDecoded).toBe(50);
  });

  it('measures the pace from when frames are shown', async () => {
    const shownMs = [0, 40, 80, 200, 240, 280];
    const { video } = await probe(await make('variable.mp4', { shownMs }));
    expect(video).toMatchObject({ frames: 6, constant: false, durationSec: 0.32 });
    expect(video.fps).toBeCloseTo(5 / 0.28, 5);
    const rounded = Array.from({ length: 48 }, (_, index) => Math.round((index * 1000) / 24));
    const even = await probe(
      await make('24 fps in ms.mkv', { container: 'matroska', containerOptions: {}, shownMs: rounded }),
    );
    expect(even.video.constant).toBe(true);
    expect(even.video.fps).toBeCloseTo(24, 1);
  });

  it('gives a single frame no pace', async () => {
    const { video } = await probe(await make('single.mp4', { shownMs: [0] }));
    expect(video).toMatchObject({ frames: 1, fps: undefined, constant: true, durationSec: 0.04 });
  });

  it.each<[string, Partial<makers.MakeClipInput>, object]>([
    ['turned a quarter', { rotationDeg: 90 }, { widthPx: 96, heightPx: 128, rotationDeg: 90 }],
    ['turned three quarters', { rotationDeg: 270 }, { widthPx: 96, heightPx: 128, rotationDeg: 270 }],
    ['upside down', { rotationDeg: 180 }, { widthPx: 128, heightPx: 96, rotationDeg: 180 }],
    ['stretched', { sampleAspect: [3, 2] }, { widthPx: 192, heightPx: 96, sampleAspect: 1.5 }],
    ['turned and stretched', { rotationDeg: 90, sampleAspect: [3, 2] }, { widthPx: 96, heightPx: 192 }],
  ])('gives the size as shown of a clip that is %s', async (name, changes, shown) => {
    const { video } = await probe(await make(`${name}.mp4`, changes), { decode: 'none' });
    expect(video).toMatchObject({ ...shown, codedWidthPx: 128, codedHeightPx: 96 });
  });

  it('says where the index is', async () => {
    const moovOf = async (name: string, movflags: string): Promise<string> =>
      (await probe(await make(name, { containerOptions: { movflags } }), { decode: 'none' })).moov;
    expect(await moovOf('slow.mp4', '0')).toBe('after_mdat');
    expect(await moovOf('fragmented.mp4', 'frag_keyframe+empty_moov')).toBe('before_mdat');
  });

  it('says that a clip has full range', async () => {
    const { video } = await probe(await make('full.mp4', { fullRange: true, pixelFormat: 'yuvj420p' }), {
      decode: 'none',
    });
    expect(video.colour.range).toBe('full');
  });
});

describe('a damaged clip', () => {
  it('is told with the place of the first damage', async () => {
    const clip = await make('sound clip.mp4', { encoderOptions: { ...PLAIN.encoderOptions, crf: 1 } });
    const hurt = alter(clip, 'hurt.mp4', (bytes) => {
      const from = Math.floor(bytes.length * 0.6);
      return bytes.fill(0xa5, from, from + 300);
    });
    const { decoding } = await probe(hurt);
    expect(decoding.firstDamage?.frame).toBeGreaterThan(10);
    expect(decoding.firstDamage?.frame).toBeLessThan(45);
    expect(decoding.firstDamage?.timeSec).toBeGreaterThan(0.4);
  });

  it.each([0.5, 0.8, 0.99])('is told when %d of the file are there', async (share) => {
    const clip = await make(`cut at ${share}.mp4`);
    truncateSync(clip, Math.floor(readFileSync(clip).length * share));
    for (const decode of ['all', 'ends', 'none'] as const) {
      const { decoding } = await probe(clip, { decode });
      expect(decoding.firstDamage).toBeDefined();
    }
  });

  it('in WebM is told when its end is missing', async () => {
    const clip = await make('cut.webm', {
      container: 'webm',
      encoder: 'libvpx',
      encoderOptions: {},
      containerOptions: {},
    });
    truncateSync(clip, Math.floor(readFileSync(clip).length * 0.5));
    expect((await probe(clip)).decoding.firstDamage).toBeDefined();
  });

  it('is unreadable when its index is missing', async () => {
    const clip = await make('no index.mp4', { containerOptions: { movflags: '0' } });
    truncateSync(clip, 2000);
    await expect(probe(clip)).rejects.toMatchObject({
      code: 'media_failed',
      reason: 'unreadable',
      file: clip,
      step: 'open',
    });
  });
});

describe('a file named .mp4 that is something else', () => {
  it.each([
    ['an ffconcat list', 'ffconcat version 1.0\nfile /etc/hostname\n'],
    ['an HLS list', '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n'],
    ['an SDP description', 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n'],
    ['a DASH manifest', '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>'],
    ['FFmpeg metadata', ';FFMETADATA1\ntitle=x\n'],
    ['a subtitle file', '1\n00:00:00,000 --> 00:00:01,000\nhello\n'],
    ['text', 'hello'],
    ['a still in AVIF', '\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf'],
    ['one byte', 'x'],
  ])('is refused: %s', async (name, content) => {
    const clip = path.join(folder, `${name}.mp4`);
    writeFileSync(clip, content, 'latin1');
    const error = await probe(clip).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ reason: 'unreadable', file: clip });
    expect(String(error)).toContain(`${clip}: `);
  });

  it.each(['avi', 'mpegts'] as const)('is refused: %s', async (container) => {
    const clip = await make(`${container}.mp4`, {
      container,
      encoder: 'mpeg4',
      encoderOptions: {},
      containerOptions: {},
    });
    await expect(probe(clip)).rejects.toMatchObject({ reason: 'unreadable' });
  });

  it('is refused when a real MP4 holds pictures in a codec that may not run', async () => {
    const clip = await make('mpeg4.mp4', { encoder: 'mpeg4', encoderOptions: {} });
    await expect(probe(clip)).rejects.toThrow(/its pictures are mpeg4; H\.264/);
  });

  it('is refused when a list hides behind the first bytes of a real one', async () => {
    const clip = path.join(folder, 'hidden.mp4');
    writeFileSync(clip, '\0\0\0\x10ftypisom\0\0\0\0\nffconcat version 1.0\nfile /etc/hostname\n', 'latin1');
    await expect(probe(clip)).rejects.toMatchObject({ reason: 'unreadable' });
  });
});

describe('a clip over a limit', () => {
  it.each([
    ['pixels', { maxPixels: 10_000 }],
    ['frames', { maxFrames: 10 }],
    ['seconds', { maxDurationSec: 1 }],
  ])('is stopped: %s', async (name, limit) => {
    const clip = await make(`limit ${name}.mp4`);
    const limits = { ...CLIP_LIMITS, ...limit };
    await expect(probe(clip, { limits })).rejects.toMatchObject({ reason: 'limit', file: clip, step: 'decode' });
  });
});
