import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, MediaError } from '../../contract/errors.js';
import { mediaJob } from '../job.js';
import { createMediaPool, type MediaPool } from '../pool.js';
import { MediaProcess } from './media-process.js';
import type * as faulty from '../testing/faulty-jobs.js';
import type * as plain from '../testing/plain-jobs.js';

const FAULTY = '../testing/faulty-jobs.js';
const crash = mediaJob<typeof faulty.crash>(import.meta.url, FAULTY, 'crash');
const leave = mediaJob<typeof faulty.leave>(import.meta.url, FAULTY, 'leave');
const hang = mediaJob<typeof faulty.hang>(import.meta.url, FAULTY, 'hang');
const hogMemory = mediaJob<typeof faulty.hogMemory>(import.meta.url, FAULTY, 'hogMemory');
const fail = mediaJob<typeof faulty.fail>(import.meta.url, FAULTY, 'fail');
const failLater = mediaJob<typeof faulty.failLater>(import.meta.url, FAULTY, 'failLater');
const wait = mediaJob<typeof faulty.wait>(import.meta.url, FAULTY, 'wait');
const PLAIN = '../testing/plain-jobs.js';
const echo = mediaJob<typeof plain.echo>(import.meta.url, PLAIN, 'echo');
const answerFunction = mediaJob<typeof plain.answerFunction>(import.meta.url, PLAIN, 'answerFunction');
const reportFunction = mediaJob<typeof plain.reportFunction>(import.meta.url, PLAIN, 'reportFunction');

const MIB = 1024 ** 2;

let folder: string;
let root: string;
let still: string;
let clip: string;
let pool: MediaPool;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
  root = mkdtempSync(path.join(folder, 'temporary-'));
  still = path.join(folder, 'my still.jpg');
  clip = path.join(folder, 'clip.mp4');
  writeFileSync(still, 'a still');
  pool = createMediaPool({ size: 1, rootFolder: root, maxResidentBytes: 400 * MIB });
});

afterEach(async () => {
  // Whatever happened: the pool answers, and leaves nothing behind.
  expect((await pool.run(echo, 'still there')).input).toBe('still there');
  await pool.close();
  expect(readdirSync(root)).toEqual([]);
  rmSync(folder, { recursive: true });
});

/** The error a job ends with. */
async function errorOf(job: Promise<unknown>): Promise<MediaError> {
  const error: unknown = await job.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  return error as MediaError;
}

describe('a job that crashes', () => {
  it('ends as a MediaError that names the file and the step, with its last words as the cause', async () => {
    const error = await errorOf(pool.run(crash, undefined, { files: { still } }));
    expect(error).toBeInstanceOf(MediaError);
    expect(error).toMatchObject({ code: 'media_failed', reason: 'crashed', file: still, step: 'decode' });
    expect(error.message).toBe(`${still}: the media process died (signal SIGABRT) while at "decode"`);
    expect(error.todo).toMatch(/^[A-Z].*\.$/);
    expect(String(error.cause)).toContain('crash');
  });

  it('ends the same when it exits, even with code 0', async () => {
    const error = await errorOf(pool.run(leave, 0, {}));
    expect(error).toMatchObject({ reason: 'crashed', step: 'leave' });
    expect(error.message).toContain('exit code 0');
    expect(error.cause).toMatchObject({ message: 'last words' });
  });

  it('takes no other job with it', async () => {
    const jobs = [crash, echo, crash, echo].map((job) => pool.run(job, undefined as never, { files: { still } }));
    const ends = await Promise.allSettled(jobs);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
  });

  it('after its end takes its process with it, and the next job at most', async () => {
    await pool.run(failLater, undefined);
    const next = await Promise.allSettled([pool.run(echo, 1)]);
    if (next[0].status === 'rejected') expect(next[0].reason).toMatchObject({ reason: 'crashed' });
  });
});

describe('a media process', () => {
  it.skipIf(process.platform === 'win32')('outlives the signals that a terminal sends to the whole group', async () => {
    const { pid } = await pool.run(echo, 1);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
    expect((await pool.run(echo, 2)).pid).toBe(pid);
  });
});

describe('a job that hangs', () => {
  beforeEach(async () => {
    // On a busy machine starting a process may take longer than the limit.
    await pool.run(echo, 0);
  });

  it('is killed at its time limit, and leaves no half output', async () => {
    const error = await errorOf(pool.run(hang, undefined, { outputs: { clip }, timeoutMs: 1000 }));
    expect(error).toMatchObject({ reason: 'timeout', step: 'decode', file: clip });
    expect(error.message).toBe(`${clip}: no answer after 1 s, stopped while at "decode"`);
    expect(existsSync(clip)).toBe(false);
  });

  it('does not use up the time of the job behind it', async () => {
    const first = errorOf(pool.run(hang, undefined, { outputs: { clip }, timeoutMs: 1000 }));
    const second = await pool.run(echo, 1, { timeoutMs: 10_000 });
    expect((await first).reason).toBe('timeout');
    expect(second.input).toBe(1);
  });
});

describe('a job that is aborted', () => {
  it('while it hangs is killed, and leaves no half output', async () => {
    const stop = new AbortController();
    const run = pool.run(hang, undefined, { outputs: { clip }, signal: stop.signal, onProgress: () => stop.abort() });
    const error = await errorOf(run);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'aborted', message: `${clip}: stopped by the caller while at "decode"` });
    expect(readdirSync(folder).sort()).toEqual(['my still.jpg', path.basename(root)]);
  });

  it('before it began is never run', async () => {
    const run = pool.run(echo, 1, { signal: AbortSignal.abort(), files: { still } });
    expect(await errorOf(run)).toMatchObject({
      code: 'aborted',
      message: `${still}: stopped by the caller before it began`,
    });
    expect(readdirSync(root)).toEqual([]);
  });

  it('while it is in line leaves the line, and the others go on', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const running = errorOf(pool.run(wait, undefined, { signal: first.signal, onProgress: () => second.abort() }));
    const inLine = errorOf(pool.run(echo, 2, { signal: second.signal }));
    const behind = pool.run(echo, 3);
    expect(await inLine).toMatchObject({ code: 'aborted' });
    first.abort();
    expect(await running).toMatchObject({ code: 'aborted' });
    expect((await behind).input).toBe(3);
  });
});

describe.skipIf(process.platform === 'win32')('a job that takes memory', () => {
  it.each(['heap', 'outside'] as const)('is killed at the limit: %s', async (where) => {
    const error = await errorOf(pool.run(hogMemory, { where }, { files: { still }, timeoutMs: 30_000 }));
    expect(error).toMatchObject({ reason: 'limit', step: 'decode', file: still });
    expect(error.message).toMatch(/: [4-9]\d\d MiB of memory used, 400 MiB allowed, stopped while at "decode"$/);
  });
});

describe('a job that throws', () => {
  const throwing = (as: Parameters<typeof faulty.fail>[0]['as']): Promise<MediaError> =>
    errorOf(pool.run(fail, { as }, { files: { still } }));

  it('a MediaError has it arrive as one, with its fields, and the file named as the caller named it', async () => {
    const error = await throwing('media');
    expect(error).toBeInstanceOf(MediaError);
    expect(error).toMatchObject({
      message: `${still}: 101 megapixels, 100 allowed`,
      reason: 'limit',
      step: 'measure',
      file: still,
      field: '--first',
      todo: `Make ${still} smaller.`,
    });
    expect(error.cause).toMatchObject({ stack: expect.stringContaining(`inside ${still}`) as string });
  });

  it('an AppError has it arrive as one', async () => {
    const error = await throwing('app');
    expect(error).toBeInstanceOf(AppError);
    expect(error).not.toBeInstanceOf(MediaError);
    expect(error).toMatchObject({
      code: 'bad_input',
      message: `${still}: not an image`,
      todo: 'Use a JPEG.',
      field: 'still',
    });
  });

  it("a library's error is unreadable", async () => {
    expect(await throwing('error')).toMatchObject({
      reason: 'unreadable',
      step: 'inspect',
      file: still,
      message: `${still}: inspect failed: premature end of data`,
    });
  });

  it.each(['bug', 'string'] as const)('a %s is internal', async (as) => {
    expect(await throwing(as)).toMatchObject({ reason: 'internal', step: 'inspect', file: still });
  });

  it('for want of room on the disk names the folder for temporary files', async () => {
    expect(await throwing('full')).toMatchObject({ code: 'bad_output', message: `${root}: no room left on the disk` });
  });

  it.each([
    ['answers', answerFunction],
    ['reports', reportFunction],
  ])('because it %s what cannot be cloned is internal', async (_, job) => {
    expect(await errorOf(pool.run(job, undefined as never))).toMatchObject({ reason: 'internal' });
  });

  it('because it does not exist is internal', async () => {
    expect(await errorOf(pool.run({ ...echo, export: 'nothing' }, 1))).toMatchObject({
      reason: 'internal',
      step: 'start',
    });
    expect(await errorOf(pool.run({ ...echo, module: `${echo.module}x` }, 1))).toMatchObject({ reason: 'internal' });
  });
});

describe('a process that cannot be started', () => {
  it('says why, and is gone', async () => {
    const media = new MediaProcess(path.join(root, 'no', 'such', 'folder'));
    const request = { type: 'run', module: echo.module, export: echo.export, input: 1 } as const;
    const end = await media.run({ ...request, folder: root, files: {}, outputs: {} }, () => undefined);
    expect(end).toMatchObject({ type: 'gone', cause: { code: 'ENOENT' } });
    expect(media.alive).toBe(false);
    await media.stop();
  });

  it('for want of a folder for temporary files names that folder', async () => {
    const lost = createMediaPool({ rootFolder: path.join(folder, 'nowhere') });
    lost.warm();
    const error = await errorOf(lost.run(echo, 1));
    expect(error).toMatchObject({ reason: 'internal', todo: 'Set TMPDIR to a folder that you may write to.' });
    expect(error.message).toContain(path.join(folder, 'nowhere'));
    await lost.close();
  });
});
