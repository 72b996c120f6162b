import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Launch, launchFirstframe } from './run-firstframe.js';

const still = path.resolve(import.meta.dirname, '../examples/bottle-front.jpg');
const ADMIN_KEY = '0123456789abcdef0123456789abcdef';

let folder: string;
const launches: Launch[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-backup-'));
});
afterEach(async () => {
  for (const { child } of launches) child.kill('SIGKILL');
  await Promise.all(launches.splice(0).map(({ ending }) => ending));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function start(data: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Launch {
  const launch = launchFirstframe(args, folder, {
    environment: { FIRSTFRAME_DATA: path.join(folder, data), ...environment },
  });
  launches.push(launch);
  return launch;
}

const run = (data: string, ...args: string[]) => start(data, args).ending;

/** Tasks of a data folder, newest first, with their states. */
async function tasksOf(data: string): Promise<readonly (readonly [id: string, status: string])[]> {
  const { stdout } = await run(data, 'tasks', 'list', '--json');
  const { tasks } = JSON.parse(stdout) as { tasks: { taskId: string; status: string }[] };
  return tasks.map(({ taskId, status }) => [taskId, status] as const);
}

/** Settles once the server says where it listens. */
function listens({ child }: Launch): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, url] = /listening on (\S+),/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
}

describe('firstframe backup', () => {
  it('copies a folder that nobody is at, and the copy is one', async () => {
    const made = await run(
      'data',
      'render',
      still,
      '-p',
      'Push in',
      '--duration',
      '1',
      '--resolution',
      '480p',
      '-o',
      'a.mp4',
    );
    expect(made).toMatchObject({ code: 0 });
    const { code, stdout } = await run('data', 'backup', '-o', 'copy');
    expect([code, stdout]).toEqual([0, `${path.join(folder, 'copy')}\n`]);
    expect(readdirSync(path.join(folder, 'copy')).sort()).toEqual(['blobs', 'firstframe.db', 'secret.key']);
    rmSync(path.join(folder, 'data'), { recursive: true });
    renameSync(path.join(folder, 'copy'), path.join(folder, 'data'));
    const [task] = await tasksOf('data');
    expect(task?.[1]).toBe('success');
    expect(await run('data', 'tasks', 'wait', task?.[0] ?? '', '-o', 'b.mp4')).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(folder, 'b.mp4'))).toEqual(readFileSync(path.join(folder, 'a.mp4')));
    expect(await run('data', 'backup', '-o', 'data')).toMatchObject({ code: 2, stdout: '' });
    expect(readdirSync(folder).sort()).toEqual(['a.mp4', 'b.mp4', 'data']);
  });

  it('copies a folder that a server is at: what is done is in the copy, what is under way goes on in both', async () => {
    const server = start('data', ['serve', '--port', '0'], { FIRSTFRAME_ADMIN_KEY: ADMIN_KEY });
    const url = await listens(server);
    await run('data', 'render', still, '-p', 'Push in', '--duration', '1', '--resolution', '480p', '-o', 'a.mp4');
    const long = start('data', [
      'render',
      still,
      '-p',
      'Pan left',
      '--duration',
      '12',
      '--resolution',
      '480p',
      '-o',
      'c.mp4',
    ]);
    let tasks = await tasksOf('data');
    while (tasks[0]?.[1] !== 'handling') tasks = await tasksOf('data');
    const [underWay = '', done = ''] = tasks.map(([id]) => id);
    const backup = await run('data', 'backup', '-o', 'copy', '--json');
    expect(JSON.parse(backup.stdout)).toMatchObject({ database: 'copied', secretKey: 'copied', missing: 0 });

    const asked = await fetch(`${url}/owner/backup`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ folder: path.join(folder, 'stolen') }),
    });
    expect([asked.status, existsSync(path.join(folder, 'stolen'))]).toEqual([404, false]);

    expect(await tasksOf('copy')).toEqual([
      [underWay, expect.stringMatching(/queued|handling/)],
      [done, 'success'],
    ]);
    expect(await run('copy', 'tasks', 'wait', done, '-o', 'b.mp4')).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(folder, 'b.mp4'))).toEqual(readFileSync(path.join(folder, 'a.mp4')));
    const there = run('copy', 'tasks', 'wait', underWay, '-o', 'd.mp4');
    expect(await long.ending).toMatchObject({ code: 0 });
    expect(await there).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(folder, 'd.mp4'))).toEqual(readFileSync(path.join(folder, 'c.mp4')));
  });
});
