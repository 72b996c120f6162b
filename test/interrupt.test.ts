import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launchFirstframe } from './run-firstframe.js';

const still = path.resolve(import.meta.dirname, '../examples/bottle-front.jpg');

/** 130; or none, when the second signal met a process that had cleaned up after the first and was on its way out. */
const ENDED = [130, null];

/** Nothing is there yet, and nothing is lost. */
const PAUSED = /^firstframe: paused; `firstframe tasks wait tk-hiapi-[0-9A-Z]{26}` goes on\n$/;

let folder: string;
let scratch: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-stop-'));
  scratch = path.join(folder, 'scratch');
  mkdirSync(scratch);
  writeFileSync(path.join(folder, 'clip.mp4'), 'an older clip');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A render that is far from done: 15 s of it, a part of the clip on the disk. In a process group of its own. */
async function startRender(output: readonly string[] = ['-o', 'clip.mp4']) {
  return startUntil(firstBytesOfClip, ['-p', 'Slow push in', '--duration', '15', ...output]);
}

async function startUntil(reached: (below: string) => Promise<void>, options: readonly string[]) {
  const point = reached(scratch);
  const args = ['render', still, ...options];
  const launch = launchFirstframe(args, folder, { environment: { TMPDIR: scratch }, ownGroup: true });
  await Promise.race([point, launch.ending]);
  return launch;
}

/** Settles when a file that begins as an MP4 does has appeared anywhere below a folder. */
function firstBytesOfClip(below: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(below, { recursive: true }, (_event, name) => {
      if (name === null || !beginsAsMp4(path.join(below, name))) return;
      watcher.close();
      resolve();
    });
  });
}

/** Settles when one job somewhere below a folder has been given two stills: it compares them before it makes a frame. */
function twoStillsOfOneJob(below: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(below, { recursive: true }, (_event, name) => {
      if (name === null || filesIn(path.dirname(path.join(below, name))) < 2) return;
      watcher.close();
      resolve();
    });
  });
}

function filesIn(of: string): number {
  try {
    return readdirSync(of, { withFileTypes: true }).filter((entry) => entry.isFile()).length;
  } catch {
    return 0; // Gone again.
  }
}

function beginsAsMp4(file: string): boolean {
  const start = Buffer.alloc(8);
  try {
    const descriptor = openSync(file, 'r');
    readSync(descriptor, start, 0, 8, 0);
    closeSync(descriptor);
  } catch {
    return false; // A folder, or gone again.
  }
  return start.toString('latin1', 4) === 'ftyp';
}

describe('Ctrl-C in the middle of a render', () => {
  it('ends it with code 130, leaves what was there, and cleans up', async () => {
    const { child, ending } = await startRender();
    child.kill('SIGINT');
    expect(await ending).toEqual({ code: 130, stdout: '', stderr: expect.stringMatching(PAUSED) as string });
    expect(readFileSync(path.join(folder, 'clip.mp4'), 'utf8')).toBe('an older clip');
    expect(readdirSync(folder).sort()).toEqual(['clip.mp4', 'scratch']);
    expect(readdirSync(scratch)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'reaches every process of the group, and only the first answers',
    async () => {
      const { child, ending } = await startRender();
      process.kill(-child.pid!, 'SIGINT');
      expect(await ending).toEqual({ code: 130, stdout: '', stderr: expect.stringMatching(PAUSED) as string });
      expect(readFileSync(path.join(folder, 'clip.mp4'), 'utf8')).toBe('an older clip');
      expect(readdirSync(scratch)).toEqual([]);
    },
  );

  it('ends it while two stills are compared, too', async () => {
    const last = path.resolve(path.dirname(still), 'bottle-turn-30.jpg');
    const { child, ending } = await startUntil(twoStillsOfOneJob, ['--last', last, '-p', 'Static', '-o', 'clip.mp4']);
    child.kill('SIGINT');
    expect(await ending).toEqual({ code: 130, stdout: '', stderr: expect.stringMatching(PAUSED) as string });
    expect(readFileSync(path.join(folder, 'clip.mp4'), 'utf8')).toBe('an older clip');
    expect(readdirSync(scratch)).toEqual([]);
  });

  it.each([['once', ['SIGINT']] as const, ['twice', ['SIGINT', 'SIGTERM']] as const])(
    '%s frees the name that was held for the clip',
    async (_times, signals) => {
      const { child, ending } = await startRender([]);
      expect(readdirSync(folder)).toContain('bottle-front.mp4');
      for (const signal of signals) child.kill(signal);
      expect(ENDED).toContain((await ending).code);
      expect(readdirSync(folder).sort()).toEqual(['clip.mp4', 'scratch']);
    },
  );

  it('twice ends it at once, and cleans up all the same', async () => {
    const { child, ending } = await startRender();
    child.kill('SIGINT');
    child.kill('SIGTERM');
    const { code, stdout } = await ending;
    expect(ENDED).toContain(code);
    expect(stdout).toBe('');
    expect(readFileSync(path.join(folder, 'clip.mp4'), 'utf8')).toBe('an older clip');
    expect(readdirSync(scratch)).toEqual([]);
  });
});
