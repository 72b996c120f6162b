import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTask } from '../operations/read-tasks.js';
import { type Operation, sql } from '../statement.js';
import type { Store } from '../store.js';
import { makeNewTask } from '../testing/make-new-task.js';
import { openSqliteStore } from './sqlite-store.js';

const CREATING = path.resolve(import.meta.dirname, '../../../dist/store/testing/creating-process.js');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-durable-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each([1, 40, 333, 1500])('holds every acknowledged create after kill -9 at the %sth', async (killAt) => {
  const file = path.join(folder, 'firstframe.db');
  const child = spawn(process.execPath, [CREATING, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.split('\n').length > killAt) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  // The last line may be torn: its create was done, but not told.
  const ids = said.split('\n').slice(0, -1);
  expect(ids.length).toBeGreaterThanOrEqual(killAt);
  const store = await openSqliteStore({ path: file });
  const known = await store.run(function* (): Operation<readonly unknown[]> {
    const rows = yield sql`
      SELECT tasks.id FROM tasks JOIN events ON events.task_id = tasks.id AND events.seq = 1 ORDER BY tasks.id`;
    return rows.map((row) => row['id']);
  });
  await store.close();
  const lost = ids.filter((id) => !new Set(known).has(id));
  expect(lost).toEqual([]);
});

const room = mountRoom();

describe.skipIf(room === undefined)(
  `a full disk${room === undefined ? ' (skipped: no tmpfs can be mounted)' : ''}`,
  () => {
    let mounted: string;
    let store: Store;

    beforeEach(async () => {
      mounted = path.join(folder, 'small');
      mkdirSync(mounted);
      mount(mounted);
      store = await openSqliteStore({ path: path.join(mounted, 'firstframe.db') });
    });

    afterEach(async () => {
      await store.close();
      // The connection's files stay open until this process ends (libsql), so the mount is detached, and goes then.
      execFileSync('umount', ['-l', mounted]);
    });

    it('answers `full`, keeps what is there, and takes new work as soon as there is room', async () => {
      const filler = path.join(mounted, 'filler');
      const first = makeNewTask();
      await store.createTask(first);
      execFileSync('sh', ['-c', `dd if=/dev/zero of="${filler}" bs=64k 2>/dev/null || true`]);
      const reasons = new Set<unknown>();
      for (let round = 0; round < 20; round += 1) {
        const tasks = Array.from({ length: 8 }, () =>
          makeNewTask({ input: JSON.stringify({ prompt: 'x'.repeat(9000) }) }),
        );
        for (const ending of await Promise.allSettled(tasks.map((task) => store.createTask(task)))) {
          if (ending.status === 'rejected') reasons.add((ending.reason as { reason?: unknown }).reason);
        }
      }
      expect([...reasons]).toEqual(['full']);
      expect(await store.run(() => readTask(first.accountId, first.id))).toMatchObject({ id: first.id });
      rmSync(filler);
      const later = makeNewTask();
      expect(await store.createTask(later)).toMatchObject({ kind: 'created' });
      expect(await store.run(() => readTask(later.accountId, later.id))).toMatchObject({ id: later.id });
    });
  },
);

/** Whether a small file system can be had here: it takes root, and Linux. */
function mountRoom(): true | undefined {
  const probe = mkdtempSync(path.join(tmpdir(), 'firstframe-mount-'));
  try {
    mount(probe);
    execFileSync('umount', [probe], { stdio: 'ignore' });
    return true;
  } catch {
    return undefined;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

function mount(target: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', target], { stdio: 'ignore' });
}
