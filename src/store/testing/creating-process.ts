// A process that creates tasks in the SQLite file it is given, many at once and without end, and writes the id of each task whose create
// has resolved: what it wrote, the file must hold, whenever it is killed.
import { writeSync } from 'node:fs';
import { openSqliteStore } from '../sqlite/sqlite-store.js';
import { makeNewTask } from './make-new-task.js';

const AT_ONCE = 32;

const store = await openSqliteStore({ path: process.argv[2] ?? '' });

async function createForEver(): Promise<never> {
  for (;;) {
    const task = makeNewTask();
    await store.createTask(task);
    writeSync(1, `${task.id}\n`);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, createForEver));
