import { mkdtemp, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';
import type { RenderReport } from '../../tasks/local/render-report.js';
import { AppError } from '../../contract/errors.js';
import type { CliDeps } from '../cli-deps.js';
import { createTestStill } from './test-still.js';

/** One thing that was tried. */
export interface MachineCheck {
  readonly name: string;
  /** `doubtful` works, and will hurt at some size; `broken` is needed and does not work. */
  readonly state: 'works' | 'doubtful' | 'broken';
  /** What was found, with its figures. */
  readonly found: string;
  /** What to do about it; absent when it works. */
  readonly todo?: string;
}

/** What works on this machine. */
export interface MachineReport {
  /** Whether every needed thing works. */
  readonly works: boolean;
  readonly checks: readonly MachineCheck[];
}

/** What the examination takes from outside. */
export interface MachineDeps {
  readonly nodeVersion: string;
  /** Where scratch files go. */
  readonly scratchFolder: string;
  /** Where tasks and clips are kept; absent: another machine's server keeps them. It is made by the first command that needs it. */
  readonly dataFolder?: string;
  /** Asks the media process; rejects when it does not start or a part does not load. */
  readonly listMediaParts: () => Promise<{
    readonly sharpVersion: string;
    readonly ffmpegVersion: string;
    /** Encoders that are there, by FFmpeg's names for them. */
    readonly encoders: readonly string[];
    /** Formats of stills that are read. */
    readonly stillFormats: readonly string[];
  }>;
  readonly renderStill: CliDeps['renderStill'];
  readonly signal: AbortSignal;
}

// A minute of 1080p at a high rate, its still, and the scratch of a render, several times over.
const FREE_BYTES_MIN = 500e6;
// A render at 1080p with everything around it takes about half of this.
const MEMORY_BYTES_MIN = 1e9;
const MATCH_PSNR_DB = 35;

/**
 * Tries what a render needs, one thing after the other; what does not work is reported, not thrown.
 * @throws AppError `aborted` when it was stopped.
 */
export async function examineMachine(deps: MachineDeps): Promise<MachineReport> {
  const checks = [
    { name: 'node', state: 'works', found: `Node ${deps.nodeVersion}` } as const,
    checkCores(),
    await checkScratch(deps.scratchFolder),
    ...(deps.dataFolder === undefined ? [] : [await checkData(deps.dataFolder)]),
    ...(await checkParts(deps)),
    await checkRender(deps),
  ];
  return { works: checks.every(({ state }) => state !== 'broken'), checks };
}

function checkCores(): MachineCheck {
  const found = `${availableParallelism()} cores, ${(totalmem() / 1e9).toFixed(1)} GB of memory`;
  if (totalmem() >= MEMORY_BYTES_MIN) return { name: 'machine', state: 'works', found };
  return {
    name: 'machine',
    state: 'doubtful',
    found,
    todo: 'Render at 480p or 720p: 1080p needs about 0.6 GB for itself.',
  };
}

async function checkScratch(folder: string): Promise<MachineCheck> {
  const name = 'scratch';
  try {
    return judgeRoom(name, folder, await tryWriting(folder), 'Make room there, or set TMPDIR to a larger folder.');
  } catch (error) {
    return broken(name, error, `Make ${folder} a folder you can write, or set TMPDIR to another.`);
  }
}

/** Tries it, or where it would be made; makes nothing that stays. */
async function checkData(folder: string): Promise<MachineCheck> {
  const name = 'data';
  try {
    const bytes = await tryWriting(await nearestThere(folder));
    return judgeRoom(name, folder, bytes, 'Make room there, or set FIRSTFRAME_DATA to a larger folder.');
  } catch (error) {
    return broken(name, error, `Make ${folder} a folder you can write, or set FIRSTFRAME_DATA to another.`);
  }
}

/** The folder, or the nearest above it that is there. */
async function nearestThere(folder: string): Promise<string> {
  const above = path.dirname(folder);
  const isThere = await stat(folder).then(
    () => true,
    (error: unknown) => !(error instanceof Error && 'code' in error && error.code === 'ENOENT'),
  );
  return isThere || above === folder ? folder : nearestThere(above);
}

/** How many bytes are free. @throws Error when it cannot be written */
async function tryWriting(folder: string): Promise<number> {
  await rm(await mkdtemp(path.join(folder, 'firstframe-doctor-')), { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function judgeRoom(name: string, folder: string, freeBytes: number, todo: string): MachineCheck {
  const found = `${folder} can be written, ${(freeBytes / 1e9).toFixed(1)} GB free`;
  return freeBytes >= FREE_BYTES_MIN ? { name, state: 'works', found } : { name, state: 'doubtful', found, todo };
}

async function checkParts(deps: MachineDeps): Promise<MachineCheck[]> {
  try {
    const parts = await deps.listMediaParts();
    const encoders = { name: 'encoder', found: parts.encoders.join(', ') };
    return [
      { name: 'media', state: 'works', found: `sharp ${parts.sharpVersion}, FFmpeg ${parts.ffmpegVersion} load` },
      { name: 'stills', state: 'works', found: `reads ${parts.stillFormats.join(', ')}` },
      parts.encoders.includes('libx264')
        ? { ...encoders, state: 'works' }
        : { ...encoders, state: 'broken', found: 'no libx264', todo: 'Install the packages again: npm ci' },
    ];
  } catch (error) {
    return [broken('media', error, 'Install the packages again on this machine: npm ci')];
  }
}

/** A render of one second, measured as every render is. */
async function checkRender(deps: MachineDeps): Promise<MachineCheck> {
  const name = 'render';
  let folder: string | undefined;
  try {
    folder = await mkdtemp(path.join(deps.scratchFolder, 'firstframe-doctor-'));
    const stillPath = path.join(folder, 'still.png');
    await writeFile(stillPath, createTestStill(1280, 720));
    const report = await deps.renderStill(
      {
        ...{ stillPath, prompt: 'Slow push in', model: 'local/motion', aspect: 'adaptive', durationSec: 1 },
        ...{ resolution: '720p', audio: false, seed: 0, fit: 'crop', outputPath: path.join(folder, 'clip.mp4') },
      },
      { signal: deps.signal, onProgress: () => undefined },
    );
    return judgeRender(name, report);
  } catch (error) {
    // Ctrl-C is no fault of the machine.
    if (error instanceof AppError && error.code === 'aborted') throw error;
    return broken(name, error, 'Mend what is reported above, then run firstframe doctor again.');
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

function judgeRender(name: string, { fidelity, frames, elapsedMs }: RenderReport): MachineCheck {
  const { psnrDb } = fidelity.still;
  const found = `${frames} frames of 720p in ${(elapsedMs / 1000).toFixed(1)} s, first frame at ${psnrDb.toFixed(1)} dB`;
  if (psnrDb >= MATCH_PSNR_DB) return { name, state: 'works', found };
  return {
    name,
    state: 'broken',
    found,
    todo: `It should be ${MATCH_PSNR_DB} dB or more; report this with your processor.`,
  };
}

function broken(name: string, error: unknown, todo: string): MachineCheck {
  const said = error instanceof AppError ? error.todo : undefined;
  return { name, state: 'broken', found: error instanceof Error ? error.message : 'failed', todo: said ?? todo };
}
