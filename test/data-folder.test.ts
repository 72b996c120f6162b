import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Launch, launchFirstframe } from './run-firstframe.js';

const still = path.resolve(import.meta.dirname, '../examples/bottle-front.jpg');
const SHORT = ['--duration', '1', '--resolution', '480p'];
const LONG = ['--duration', '15', '--resolution', '720p'];
const ADMIN_KEY = '0123456789abcdef0123456789abcdef';

let folder: string;
let data: string;
const launches: Launch[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-own-'));
  data = path.join(folder, 'data');
});
afterEach(async () => {
  for (const { child } of launches.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Launch {
  const launch = launchFirstframe(args, folder, { environment: { FIRSTFRAME_DATA: data, ...environment } });
  launches.push(launch);
  return launch;
}

const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  start(args, environment).ending;

const render = (...args: readonly string[]): readonly string[] => ['render', still, '-p', 'Slow push in', ...args];

/** The first task that the folder's owner tells of, once it is in a state. */
async function taskIn(status: string): Promise<string> {
  for (;;) {
    const { stdout } = await run(['tasks', 'list', '--json']);
    const { tasks } = JSON.parse(stdout) as { tasks: { taskId: string; status: string }[] };
    const found = tasks.find((task) => task.status === status);
    if (found !== undefined) return found.taskId;
  }
}

/** Settles when a file is there. */
function appears(file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, { recursive: true }, look);
    look();
    function look(): void {
      if (!existsSync(file)) return;
      watcher.close();
      resolve();
    }
  });
}

/** Settles with the first thing a launch says that matches. */
function says({ child }: Launch, words: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const match = words.exec(said);
      if (match !== null) resolve(match);
    });
  });
}

describe('a data folder', () => {
  it('keeps what was made: the same render again is answered from it', async () => {
    const first = await run(render(...SHORT, '--json', '-o', 'a.mp4'));
    const again = await run(render(...SHORT, '--json', '-o', 'b.mp4'));
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('it was made before') as string });
    expect(readFileSync(path.join(folder, 'b.mp4'))).toEqual(readFileSync(path.join(folder, 'a.mp4')));
    const reports = [first, again].map(({ stdout }) => JSON.parse(stdout) as Record<string, unknown>);
    expect({ ...reports[1], outputPath: '' }).toEqual({ ...reports[0], outputPath: '' });
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(data, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(data)).not.toContain('owner.sock');
  });

  it('goes on with a render that was interrupted', async () => {
    // Long enough that it is nowhere near its end when it has been seen under way, on a busy machine too.
    const first = start(render('--duration', '15', '--resolution', '1080p', '-o', 'a.mp4'));
    await appears(path.join(data, 'owner.sock'));
    const id = await taskIn('handling');
    first.child.kill('SIGINT');
    expect((await first.ending).stderr).toContain(`firstframe tasks wait ${id}`);
    const cancelled = await run(['tasks', 'cancel', id]);
    expect(cancelled).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing is charged') as string });
    expect(await run(['tasks', 'wait', id])).toMatchObject({ code: 1 });
    const short = start(render(...SHORT, '-o', 'b.mp4'));
    await appears(path.join(data, 'owner.sock'));
    short.child.kill('SIGINT');
    await short.ending;
    expect(await run(render(...SHORT, '-o', 'b.mp4'))).toMatchObject({ code: 0 });
    expect(existsSync(path.join(folder, 'b.mp4'))).toBe(true);
  });

  it('is worked on by one process; another talks to it, takes over when it is killed, and loses nothing', async () => {
    const owner = start(render(...LONG, '-o', 'a.mp4'));
    await appears(path.join(data, 'owner.sock'));
    const id = await taskIn('handling');
    const waiter = start(['tasks', 'wait', id, '--json']);
    // By the time that another command has come and gone, the first one waits.
    await run(['tasks', 'show', id]);
    await run(['models']);
    owner.child.kill('SIGKILL');
    const { code, stdout } = await waiter.ending;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ taskId: id, status: 'success' });
  });

  it('whose path is too long for a socket is reached by a shorter one, which goes with its owner', async () => {
    data = path.join(folder, 'd'.repeat(100));
    const temporary = mkdtempSync(path.join(tmpdir(), 'firstframe-t-'));
    const environment = { TMPDIR: temporary };
    const owner = start(render(...LONG, '-o', 'a.mp4'), environment);
    await appears(path.join(data, 'socket-path'));
    const socket = readFileSync(path.join(data, 'socket-path'), 'utf8').trim();
    expect(statSync(path.dirname(socket)).mode & 0o777).toBe(0o700);
    expect(await run(['tasks', 'list'], environment)).toMatchObject({ code: 0 });
    owner.child.kill('SIGINT');
    await owner.ending;
    expect(readdirSync(temporary)).toEqual([]);
    rmSync(temporary, { recursive: true });
  });
});

describe('firstframe serve', () => {
  it('does not start without a key that anybody knows', async () => {
    expect(await run(['serve', '--port', '0'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no API key yet.*\n.*FIRSTFRAME_ADMIN_KEY/) as string,
    });
  });

  it('runs renders for others as they are run here, and ends in order', async () => {
    const server = start(['serve', '--port', '0'], { FIRSTFRAME_ADMIN_KEY: ADMIN_KEY });
    const [, url = ''] = await says(server, /listening on (\S+),/);
    const remote = { FIRSTFRAME_URL: url, FIRSTFRAME_API_KEY: ADMIN_KEY, FIRSTFRAME_DATA: path.join(folder, 'none') };
    const there = await run(render(...SHORT, '--json', '-o', 'there.mp4'), remote);
    expect(there).toMatchObject({ code: 0 });
    // The folder's own commands go by its socket, and need no key.
    const here = await run(render(...SHORT, '--json', '-o', 'here.mp4'));
    expect(here).toMatchObject({ code: 0, stderr: expect.stringContaining('it was made before') as string });
    expect(readFileSync(path.join(folder, 'here.mp4'))).toEqual(readFileSync(path.join(folder, 'there.mp4')));
    expect(existsSync(path.join(folder, 'none'))).toBe(false);
    expect(await run(['tasks', 'list'], { ...remote, FIRSTFRAME_API_KEY: 'sk-ff-wrong' })).toMatchObject({ code: 2 });
    const key = await run(['keys', 'create', '--name', 'shop', '--scope', 'read'], remote);
    expect(await run(['models', '--json'], { ...remote, FIRSTFRAME_API_KEY: key.stdout.trim() })).toMatchObject({
      code: 0,
    });
    expect(await run(['serve', '--port', '0'])).toMatchObject({ code: 2 });
    server.child.kill('SIGTERM');
    expect((await server.ending).code).toBe(0);
  });
});

describe('the environment', () => {
  it.each([
    [{ FIRSTFRAME_DATABASE_URL: 'postgres://localhost/x' }, /FIRSTFRAME_SECRET_KEY is missing/],
    [
      { FIRSTFRAME_DATABASE_URL: 'mysql://user:hunter2@localhost/x' },
      /FIRSTFRAME_DATABASE_URL is not a URL of its kind/,
    ],
    [{ FIRSTFRAME_URL: 'localhost:8787' }, /FIRSTFRAME_URL is not a URL/],
    [{ FIRSTFRAME_SECRET_KEY: 'short' }, /FIRSTFRAME_SECRET_KEY has 5 characters/],
  ])('that cannot be meant is refused: %j', async (environment, words) => {
    const { code, stdout, stderr } = await run(['tasks', 'list'], environment);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain('hunter2');
  });
});
