import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MediaError, type AppError } from '../contract/errors.js';
import { builtUrl, mediaJob } from './job.js';
import { createMediaPool, type MediaPool, type MediaPoolOptions } from './pool.js';
import type * as faulty from './testing/faulty-jobs.js';
import type * as plain from './testing/plain-jobs.js';

const PLAIN = './testing/plain-jobs.js';
const lookAround = mediaJob<typeof plain.lookAround>(import.meta.url, PLAIN, 'lookAround');
const join = mediaJob<typeof plain.join>(import.meta.url, PLAIN, 'join');
const echo = mediaJob<typeof plain.echo>(import.meta.url, PLAIN, 'echo');
const wait = mediaJob<typeof faulty.wait>(import.meta.url, './testing/faulty-jobs.js', 'wait');

let folder: string;
let root: string;
let still: string;
let clip: string;
let pool: MediaPool;

function makePool(options: MediaPoolOptions = {}): MediaPool {
  return createMediaPool({ rootFolder: root, size: 1, ...options });
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
  root = path.join(folder, 'temporary');
  mkdirSync(root);
  still = path.join(folder, 'my still.jpg');
  clip = path.join(folder, 'clip.mp4');
  writeFileSync(still, 'a still');
  pool = makePool();
});

afterEach(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

describe('a job', () => {
  it('is answered with what its body returned, typed arrays and big integers included', async () => {
    const input = { text: 'ä', bytes: new Uint8Array([1, 2]), big: 7n, nothing: undefined };
    expect((await pool.run(echo, input)).input).toEqual(input);
  });

  it('sees an empty environment, no arguments, and its own empty private folder', async () => {
    const seen = await pool.run(lookAround, undefined);
    expect(seen.environment).toEqual([]);
    expect(seen.argv).toEqual([]);
    expect(seen.entries).toEqual([]);
    expect(seen.folderMode).toBe(0o700);
    expect(seen.folder.startsWith(root)).toBe(true);
    expect(seen.cwd.startsWith(root)).toBe(true);
    expect(seen.cwd).not.toBe(seen.folder);
  });

  it('sees its input under a random name without the extension', async () => {
    const first = await pool.run(lookAround, undefined, { files: { still } });
    const second = await pool.run(lookAround, undefined, { files: { still } });
    expect(first.stagedName).toMatch(/^[0-9a-f]{16}$/);
    expect(second.stagedName).not.toBe(first.stagedName);
    expect(second.folder).not.toBe(first.folder);
  });

  it('leaves nothing below the folder for temporary files but its pool', async () => {
    const seen = await pool.run(lookAround, undefined, { files: { still } });
    expect(existsSync(seen.folder)).toBe(false);
    await pool.close();
    expect(readdirSync(root)).toEqual([]);
  });

  it('reports its progress in order', async () => {
    const onProgress = vi.fn();
    await pool.run(join, '!', { files: { still }, outputs: { clip }, onProgress });
    expect(onProgress.mock.calls).toEqual([[0.5], [1]]);
  });

  it('ends when its listener throws, with what it threw', async () => {
    const onProgress = (): void => {
      throw new RangeError('listener');
    };
    await expect(pool.run(join, '!', { files: { still }, outputs: { clip }, onProgress })).rejects.toThrow('listener');
    expect(existsSync(clip)).toBe(false);
    expect((await pool.run(echo, 1)).input).toBe(1);
  });
});

describe('an output', () => {
  it('is moved into place, replacing what stood there', async () => {
    writeFileSync(clip, 'an older clip');
    expect(await pool.run(join, ', moved', { files: { still }, outputs: { clip } })).toBe(14);
    expect(readFileSync(clip, 'utf8')).toBe('a still, moved');
    expect(readdirSync(folder).sort()).toEqual(['clip.mp4', 'my still.jpg', 'temporary']);
  });

  it('goes through a link to the file behind it', async () => {
    const behind = path.join(folder, 'behind.mp4');
    writeFileSync(behind, 'old');
    symlinkSync(behind, clip);
    await pool.run(join, '', { files: { still }, outputs: { clip } });
    expect(readFileSync(behind, 'utf8')).toBe('a still');
  });

  it.skipIf(!existsSync('/dev/shm'))('is moved to another disk', async () => {
    const elsewhere = mkdtempSync('/dev/shm/firstframe-test-');
    try {
      await pool.run(join, '', { files: { still }, outputs: { clip: path.join(elsewhere, 'clip.mp4') } });
      expect(readdirSync(elsewhere)).toEqual(['clip.mp4']);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  it('is looked at before the job: a missing folder is refused while no process was started', async () => {
    const lost = path.join(folder, 'no', 'clip.mp4');
    const error: unknown = await pool
      .run(join, '', { files: { still }, outputs: { clip: lost } })
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'bad_output' });
    expect((error as AppError).message).toContain(`the folder ${path.join(folder, 'no')} does not exist`);
    expect(readdirSync(root)).toEqual([]);
  });

  it('cannot share its place with another', async () => {
    const outputs = { clip, other: path.join(folder, '.', 'clip.mp4') };
    await expect(pool.run(join, '', { files: { still }, outputs })).rejects.toMatchObject({ code: 'bad_output' });
  });

  it('cannot be an input: the job is not run, and the still is as it was', async () => {
    const onProgress = vi.fn();
    const done = pool.run(join, '!', { files: { still }, outputs: { clip: still }, onProgress });
    await expect(done).rejects.toMatchObject({ code: 'bad_output', todo: 'Give the output another name.' });
    expect(onProgress).not.toHaveBeenCalled();
    expect(readFileSync(still, 'utf8')).toBe('a still');
  });

  it('that the job did not write is an internal error', async () => {
    const job = mediaJob<typeof plain.writeNothing>(import.meta.url, PLAIN, 'writeNothing');
    const error: unknown = await pool.run(job, undefined as never, { outputs: { clip } }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(MediaError);
    expect(error).toMatchObject({ reason: 'internal', file: clip });
  });
});

describe('a pool', () => {
  it('runs jobs in the order in which they were asked for, one after the other in the same process', async () => {
    const order: number[] = [];
    const answers = await Promise.all(
      [0, 1, 2, 3].map(async (n) => {
        // The first ones have more to check: that must not let the later ones pass.
        const files = Object.fromEntries(Array.from({ length: 8 - 2 * n }, (_, i) => [`still${i}`, still]));
        const answer = await pool.run(echo, n, { files });
        order.push(n);
        return answer;
      }),
    );
    expect(order).toEqual([0, 1, 2, 3]);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
  });

  it('works on as many jobs at once as it has processes', async () => {
    const two = makePool({ size: 2 });
    try {
      const stop = new AbortController();
      const pids: unknown[] = [];
      const both = [0, 1].map((_) =>
        two.run(wait, undefined, {
          signal: stop.signal,
          onProgress: (pid) => {
            // Neither ends before the other has begun.
            if (pids.push(pid) === 2) stop.abort();
          },
        }),
      );
      const ends = await Promise.allSettled(both);
      expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(new Set(pids).size).toBe(2);
    } finally {
      await two.close();
    }
  });

  it('lets a process go after its jobs are used up', async () => {
    await pool.close();
    pool = makePool({ maxJobsPerProcess: 2 });
    const pids = [];
    for (let n = 0; n < 4; n += 1) pids.push((await pool.run(echo, n)).pid);
    expect(pids[0]).toBe(pids[1]);
    expect(pids[2]).toBe(pids[3]);
    expect(pids[1]).not.toBe(pids[2]);
  });

  it('lets a process go that holds much after its job', async () => {
    await pool.close();
    pool = makePool({ maxIdleBytes: 1024 ** 2 });
    expect((await pool.run(echo, 0)).pid).not.toBe((await pool.run(echo, 1)).pid);
  });

  it('lets a process go that has no job for a while', async () => {
    await pool.close();
    pool = makePool({ idleMs: 20 });
    const { pid } = await pool.run(echo, 0);
    await vi.waitUntil(() => !isAlive(pid), { timeout: 10_000 });
    expect((await pool.run(echo, 1)).pid).not.toBe(pid);
  });

  it('uses the process that was warmed', async () => {
    pool.warm(echo);
    const [name] = readdirSync(root);
    expect(name).toMatch(/^firstframe-media-/);
    await pool.run(echo, 0);
    expect(readdirSync(root)).toEqual([name]);
  });

  it('makes its folder again when a cleaner has removed it', async () => {
    await pool.run(echo, 0);
    rmSync(path.join(root, readdirSync(root)[0]!), { recursive: true });
    expect(await pool.run(join, '', { files: { still }, outputs: { clip } })).toBe(7);
  });

  it.for<[string, number]>([
    ['its own folder', 1],
    ['the note of who owns it', 2],
    ['the folder of a process', 3],
  ])('says that the disk is full where there is no room for %s, and leaves nothing', async ([_what, inodes], test) => {
    const disk = path.join(folder, 'disk');
    mkdirSync(disk);
    try {
      // The root of the disk is one of them.
      execFileSync('mount', ['-t', 'tmpfs', '-o', `nr_inodes=${inodes}`, 'none', disk], { stdio: 'ignore' });
    } catch {
      return test.skip('this user may not mount a disk');
    }
    try {
      const full = makePool({ rootFolder: disk });
      const message = `${disk}: no room left on the disk`;
      await expect(full.run(echo, 1)).rejects.toMatchObject({ code: 'bad_output', message });
      await full.close();
      expect(readdirSync(disk)).toEqual([]);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  it('ends jobs under way and jobs in line when it is closed, and takes no more', async () => {
    const begun = withResolvers();
    const first = pool.run(wait, undefined, { onProgress: begun.resolve });
    const second = pool.run(echo, 1);
    const ends = Promise.allSettled([first, second]);
    await begun.promise;
    await pool.close();
    for (const end of await ends) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'aborted' } });
    await expect(pool.run(echo, 2)).rejects.toMatchObject({ code: 'aborted' });
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('the process that owns a pool', () => {
  const poolUrl = builtUrl(new URL('./pool.js', import.meta.url)).href;

  it('has neither decoder mapped, and ends although a media process lives', async () => {
    const script = `
      import { createMediaPool } from ${JSON.stringify(poolUrl)};
      const pool = createMediaPool({ rootFolder: ${JSON.stringify(root)} });
      await pool.run(${JSON.stringify(echo)}, 1);
      pool.warm();
      console.log(JSON.stringify(process.report.getReport().sharedObjects));`;
    const mapped = await runScript(script);
    expect(mapped).toContain('libc');
    expect(mapped).not.toMatch(/sharp|vips|node-av/);
    expect(readdirSync(root)).toEqual([]);
  });

  it('takes its media processes with it when it is killed, and the next pool removes what it left', async () => {
    const script = `
      import { createMediaPool } from ${JSON.stringify(poolUrl)};
      const pool = createMediaPool({ rootFolder: ${JSON.stringify(root)}, size: 1 });
      await pool.run(${JSON.stringify(wait)}, undefined, { onProgress: (pid) => {
        console.log(pid);
        process.kill(process.pid, 'SIGKILL');
      } });`;
    const pid = Number(await runScript(script));
    expect(pid).toBeGreaterThan(1);
    await vi.waitUntil(() => !isAlive(pid), { timeout: 10_000 });
    expect(readdirSync(root)).toHaveLength(1);
    await pool.close();
    await makePool().close();
    expect(readdirSync(root)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')(
    'has its hung media processes killed by the next pool when it was killed',
    async () => {
      const hang = mediaJob<typeof faulty.hang>(import.meta.url, './testing/faulty-jobs.js', 'hang');
      const script = `
      import { createMediaPool } from ${JSON.stringify(poolUrl)};
      const pool = createMediaPool({ rootFolder: ${JSON.stringify(root)}, size: 1 });
      await pool.run(${JSON.stringify(hang)}, undefined, { outputs: { clip: ${JSON.stringify(clip)} }, onProgress: (pid) => {
        console.log(pid);
        process.kill(process.pid, 'SIGKILL');
      } });`;
      const pid = Number(await runScript(script));
      try {
        expect(isAlive(pid)).toBe(true);
        await makePool().close();
        await vi.waitUntil(() => !isAlive(pid), { timeout: 10_000 });
        expect(existsSync(clip)).toBe(false);
      } finally {
        if (isAlive(pid)) process.kill(pid, 'SIGKILL');
      }
    },
  );
});

/** Promise.withResolvers came with Node 22. */
function withResolvers(): { promise: Promise<unknown>; resolve: (value: unknown) => void } {
  let resolve: (value: unknown) => void = () => undefined;
  const promise = new Promise<unknown>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that has ended and was not yet waited for is dead, too.
    const stat = process.platform === 'linux' ? readFileSync(`/proc/${pid}/stat`, 'latin1') : '';
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

async function runScript(script: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (await text(child.stdout)).trim();
}
