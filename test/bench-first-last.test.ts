import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AV_LOG_QUIET } from 'node-av/constants';
import { Log } from 'node-av/lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBestMatch, soften } from '../bench/measure/best-match.js';
import { psnr } from '../bench/measure/compare.js';
import { dissolve } from '../bench/measure/dissolve.js';
import { judgeFrames, judgePassage, readPair } from '../bench/measure/judge-passage.js';
import { minterpolate } from '../bench/measure/minterpolate.js';
import { closestLengthSec, nearestFrame, passagesOf } from '../bench/measure/passage.js';
import { roundPlane, type Plane } from '../bench/measure/plane.js';
import { PAIRS, STEPS } from '../bench/pairs/pairs.js';
import { createEncoder } from '../src/media/video/encoder.js';
import { STANDSTILL } from '../src/motion/directions.js';

/** x264 talks about every clip it makes. */
Log.setLevel(AV_LOG_QUIET);

const SIZE = { widthPx: 192, heightPx: 128 };
const BOX = { leftPx: 24, topPx: 16, widthPx: 144, heightPx: 96 };

/** Letters of a kind: dark strokes on a card that goes from left to right by `shiftPx`, over a ground that stays. */
function card(shiftPx: number): Plane {
  const data = new Float32Array(SIZE.widthPx * SIZE.heightPx);
  for (let y = 0; y < SIZE.heightPx; y++) {
    for (let x = 0; x < SIZE.widthPx; x++) {
      const [across, down] = [x - 50 - shiftPx, y - 30];
      const isCard = across >= 0 && across < 60 && down >= 0 && down < 64;
      const stroke = 40 * Math.sin(across / 2.3) * Math.sin(down / 3.1) + 20 * Math.sin(across / 7 + down / 5);
      data[y * SIZE.widthPx + x] = isCard ? 170 + stroke : 80 + 15 * Math.sin(x / 4) * Math.cos(y / 6);
    }
  }
  return { data, ...SIZE };
}

describe('the best match', () => {
  const truth = Array.from({ length: 9 }, (_, step) => card(4 * step));
  const matchOf = createBestMatch(truth, { box: BOX, sigmaPx: 4 });

  it('tells the moment of a true frame, and of one between two', () => {
    expect(truth.map(matchOf)).toEqual([0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]);
    for (const shiftPx of [1, 6, 14, 27, 31]) {
      expect(Math.abs(matchOf(card(shiftPx)) - shiftPx / 32)).toBeLessThan(0.01);
    }
  });

  it('finds a dissolve near one end or the other, and never on its way', () => {
    const matched = [0.2, 0.4, 0.6, 0.8].map((share) => matchOf(dissolve(card(0), card(32), share)));
    expect(Math.max(...matched.slice(0, 2))).toBeLessThan(0.2);
    expect(Math.min(...matched.slice(2))).toBeGreaterThan(0.8);
  });

  it('softens without losing or moving light', () => {
    const dot = { data: new Float32Array(61 * 61), widthPx: 61, heightPx: 61 };
    dot.data[30 * 61 + 30] = 1000;
    const soft = soften(dot, 4).data;
    const sum = soft.reduce((total, value) => total + value);
    expect(sum).toBeCloseTo(1000, 1);
    expect(soft.indexOf(Math.max(...soft))).toBe(30 * 61 + 30);
    const spread = soft.reduce((total, value, index) => total + value * ((index % 61) - 30) ** 2, 0) / sum;
    expect(Math.sqrt(spread)).toBeCloseTo(4, 0);
  });
});

describe('the rivals', () => {
  it('have minterpolate give the frames between two stills, nearer to the truth than a dissolve where things only shift', () => {
    const [first, last] = [card(0), card(12)];
    const frames = minterpolate(first, last, 8);
    expect(frames.map(({ widthPx, heightPx }) => [widthPx, heightPx])).toEqual(Array(7).fill([192, 128]));
    expect(minterpolate(first, last, 8)).toEqual(frames);
    for (const [index, frame] of frames.entries()) {
      const share = (index + 1) / 8;
      const truth = card(12 * share);
      expect(psnr(frame, truth)).toBeGreaterThan(psnr(dissolve(first, last, share), truth));
    }
  });

  it('have a dissolve begin and end on its stills', () => {
    const [first, last] = [card(0), card(12)];
    expect(dissolve(first, last, 0)).toEqual(first);
    expect(dissolve(first, last, 1)).toEqual(last);
    expect(() => dissolve(first, { ...last, widthPx: 128, heightPx: 192 }, 0.5)).toThrow(/one size/);
  });

  it('are where they were found: a dissolve of the bottle at 27.3 dB, its label at less than 17', async () => {
    const [pair] = PAIRS;
    const planes = await readPair(pair);
    const shown = planes.truth.map((_, index) => dissolve(planes.first, planes.last, (index + 1) / STEPS));
    const { truthDb, labelDb } = judgeFrames(shown, { pair, planes });
    expect(truthDb.reduce((sum, db) => sum + db) / 7).toBeCloseTo(27.3, 1);
    expect(labelDb).toHaveLength(3);
    expect(Math.max(...labelDb)).toBeLessThan(17);
  });
});

describe('the progress of frames', () => {
  it('goes from the first still to the last, and names the frame nearest to a share of it', () => {
    const report = {
      directions: STANDSTILL,
      loop: 'none',
      widthPx: 1280,
      heightPx: 720,
      frames: 120,
      fps: 24,
    } as const;
    const passages = passagesOf(report);
    expect(passages).toHaveLength(120);
    expect([passages[0], passages[119]]).toEqual([0, 1]);
    expect(nearestFrame(passages, 0.5)).toBeGreaterThanOrEqual(59);
    expect(nearestFrame(passages, 0.5)).toBeLessThanOrEqual(60);
    expect([nearestFrame(passages, 0), nearestFrame(passages, 1)]).toEqual([0, 119]);
  });

  it('falls closer to the true moments at one length than at others', () => {
    const off = (frames: number) => {
      const passages = passagesOf({ directions: STANDSTILL, loop: 'none', widthPx: 16, heightPx: 9, frames, fps: 24 });
      return Math.max(...[1, 2, 3, 4, 5, 6, 7].map((k) => Math.abs(passages[nearestFrame(passages, k / 8)]! - k / 8)));
    };
    const lengthSec = closestLengthSec(8, { fps: 24, fromSec: 5, toSec: 7 });
    expect(lengthSec).toBeGreaterThanOrEqual(5);
    expect(lengthSec).toBeLessThanOrEqual(7);
    expect(off(Math.round(24 * lengthSec))).toBeLessThan(0.002);
    for (const frames of [120, 144, 168]) expect(off(Math.round(24 * lengthSec))).toBeLessThan(off(frames));
  });

  it('is refused where the camera moves on top', () => {
    const camera = [{ move: { kind: 'roll', rollRad: 0.1 }, from: 0, to: 1, easing: 'ease' }] as const;
    const report = { widthPx: 1280, heightPx: 720, frames: 120, fps: 24, loop: 'none' } as const;
    expect(() => passagesOf({ ...report, directions: { ...STANDSTILL, camera } })).toThrow(/more than the passage/);
  });
});

describe('a clip of the true frames themselves', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'bench-first-last-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is judged to be true, at its ends and on the way', async () => {
    const pair = PAIRS[2]!;
    const planes = await readPair(pair);
    const frames = [planes.first, ...planes.truth, planes.last];
    const clipPath = path.join(folder, 'truth.mp4');
    const options = { widthPx: 1280, heightPx: 720, fps: 24, frameCount: 9, crf: 12, preset: 'veryfast' };
    const encoder = await createEncoder(clipPath, options);
    const grey = new Uint8Array(640 * 360).fill(128);
    for (const frame of frames) await encoder.write({ y: roundPlane(frame).bytes, u: grey, v: grey });
    await encoder.finish();

    const passages = frames.map((_, step) => step / STEPS);
    const { truthDb, ends, matches } = await judgePassage(clipPath, passages, { pair, planes, matches: 9 });
    expect(Math.min(...truthDb)).toBeGreaterThan(40);
    expect(Math.min(...ends.map((end) => end.psnrDb))).toBeGreaterThan(40);
    expect(matches.map(({ frame }) => frame)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    for (const { passage, matched } of matches) expect(Math.abs(matched - passage)).toBeLessThan(0.01);
    await expect(judgePassage(clipPath, passages.slice(1), { pair, planes })).rejects.toThrow(/nearest|decodes to/);
  });
});
