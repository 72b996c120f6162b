import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.js';
import { listPartsJob } from '../../media/list-parts-job.js';
import { createMediaPool } from '../../media/pool.js';
import type { RenderReport } from '../../tasks/local/render-report.js';
import { examineMachine, type MachineCheck, type MachineDeps, type MachineReport } from './examine-machine.js';

let scratchFolder: string;
beforeEach(() => {
  scratchFolder = mkdtempSync(path.join(tmpdir(), 'firstframe-examine-'));
});
afterEach(() => rmSync(scratchFolder, { recursive: true }));

const parts = { sharpVersion: '1.0', ffmpegVersion: '8.1', encoders: ['libx264'], stillFormats: ['JPEG', 'PNG'] };

/** A report of a render whose first frame is this true. */
function reportAt(psnrDb: number): RenderReport {
  return { frames: 24, elapsedMs: 700, fidelity: { still: { psnrDb } } } as RenderReport;
}

function examine(changes: Partial<MachineDeps> = {}): Promise<MachineReport> {
  return examineMachine({
    nodeVersion: '20.19.0',
    scratchFolder,
    listMediaParts: () => Promise.resolve(parts),
    renderStill: () => Promise.resolve(reportAt(42)),
    signal: new AbortController().signal,
    ...changes,
  });
}

const checkNamed = ({ checks }: MachineReport, name: string): MachineCheck | undefined =>
  checks.find((check) => check.name === name);

describe('the examination of a machine', () => {
  it('says of each thing what was found', async () => {
    const report = await examine();
    expect(report.works).toBe(true);
    expect(report.checks.map(({ name }) => name)).toEqual([
      ...['node', 'machine', 'scratch', 'media', 'stills', 'encoder', 'render'],
    ]);
    expect(checkNamed(report, 'stills')?.found).toBe('reads JPEG, PNG');
    expect(checkNamed(report, 'render')?.found).toBe('24 frames of 720p in 0.7 s, first frame at 42.0 dB');
  });

  it('renders a still of its own, a PNG, for a second, and leaves nothing behind', async () => {
    const seen: { png?: string; durationSec?: number } = {};
    await examine({
      renderStill: (request) => {
        seen.png = readFileSync(request.stillPath).toString('latin1', 1, 4);
        seen.durationSec = request.durationSec;
        return Promise.resolve(reportAt(42));
      },
    });
    expect(seen).toEqual({ png: 'PNG', durationSec: 1 });
    expect(readdirSync(scratchFolder)).toEqual([]);
  });

  it('goes on after what is broken, says what to do, and ends as not working', async () => {
    const report = await examine({
      scratchFolder: path.join(scratchFolder, 'gone'),
      listMediaParts: () => Promise.reject(new Error('sharp does not load')),
    });
    expect(report.works).toBe(false);
    expect(checkNamed(report, 'media')).toEqual({
      ...{ name: 'media', state: 'broken', found: 'sharp does not load' },
      todo: 'Install the packages again on this machine: npm ci',
    });
    expect(checkNamed(report, 'scratch')).toMatchObject({
      state: 'broken',
      todo: expect.stringContaining('TMPDIR') as string,
    });
  });

  it('tries the folder that keeps everything, before it is there, and makes none', async () => {
    const dataFolder = path.join(scratchFolder, 'deep', 'data');
    const works = await examine({ dataFolder });
    expect(checkNamed(works, 'data')).toMatchObject({
      state: 'works',
      found: expect.stringMatching(/deep\/data can be written, [\d.]+ GB free/) as string,
    });
    expect(readdirSync(scratchFolder)).toEqual([]);
    const file = path.join(scratchFolder, 'file');
    writeFileSync(file, '');
    expect(checkNamed(await examine({ dataFolder: path.join(file, 'data') }), 'data')).toMatchObject({
      state: 'broken',
      todo: expect.stringContaining('FIRSTFRAME_DATA') as string,
    });
  });

  it('takes what an error says to do over its own advice', async () => {
    const error = new AppError('bad_input', 'no room', { todo: 'Buy a disk.' });
    const report = await examine({ renderStill: () => Promise.reject(error) });
    expect(checkNamed(report, 'render')).toMatchObject({ state: 'broken', found: 'no room', todo: 'Buy a disk.' });
  });

  it('does not take a clip that differs from its still', async () => {
    const report = await examine({ renderStill: () => Promise.resolve(reportAt(21)) });
    expect(checkNamed(report, 'render')).toMatchObject({ state: 'broken' });
  });

  it('misses an FFmpeg without x264', async () => {
    const report = await examine({ listMediaParts: () => Promise.resolve({ ...parts, encoders: [] }) });
    expect(checkNamed(report, 'encoder')).toMatchObject({ state: 'broken', found: 'no libx264' });
  });

  it('is stopped by Ctrl-C, which is no fault of the machine', async () => {
    const stopped = new AppError('aborted', 'stopped');
    await expect(examine({ renderStill: () => Promise.reject(stopped) })).rejects.toBe(stopped);
  });
});

describe('a media process', () => {
  it('lists the parts that a render needs', async () => {
    const pool = createMediaPool();
    try {
      const found = await pool.run(listPartsJob, undefined);
      expect(found.encoders).toContain('libx264');
      expect(found.stillFormats).toEqual(expect.arrayContaining(['JPEG', 'PNG', 'WebP', 'AVIF', 'TIFF', 'GIF']));
      expect(found.sharpVersion).toMatch(/^\d+\.\d+/);
      expect(found.ffmpegVersion).not.toBe('');
    } finally {
      await pool.close();
    }
  });
});
