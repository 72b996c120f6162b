import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import path from 'node:path';
import { type CallbackTask } from 'firstframe/client';

/** Tasks written down as files: `<taskId>.json`, and `<taskId>.done` beside it when the work is done. */
export interface ReceivedTasks {
  /** Writes a task down, on the disk when it resolves; `duplicate` when it is there already, at work or done. */
  readonly persist: (task: CallbackTask) => Promise<'new' | 'duplicate'>;
  /** The work on it is done. */
  readonly finish: (taskId: string) => Promise<void>;
  /** What an earlier process was told of and did not finish: work on these first. */
  readonly listUnfinished: () => Promise<readonly CallbackTask[]>;
}

/** Keeps them in a folder. A table with a unique `task_id` does the same for many processes. */
export async function openReceivedTasks(folder: string): Promise<ReceivedTasks> {
  await mkdir(folder, { recursive: true });
  return {
    persist: async (task) => {
      const file = pathOf(folder, task.taskId, '.json');
      const draft = path.join(folder, `${randomUUID()}.draft`);
      await writeSynced(draft, JSON.stringify(task));
      try {
        // A link takes a name that is free and no other: of two callbacks at once, one is new. Whole, for the draft is.
        await link(draft, file);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return 'duplicate';
        throw error;
      } finally {
        await unlink(draft);
      }
      await syncFolder(folder);
      return 'new';
    },
    finish: (taskId) => writeSynced(pathOf(folder, taskId, '.done'), ''),
    listUnfinished: async () => {
      const names = await readdir(folder);
      const open = names.filter((name) => name.endsWith('.json') && !names.includes(name.replace(/json$/, 'done')));
      const texts = await Promise.all(open.map((name) => readFile(path.join(folder, name), 'utf8')));
      return texts.map((text) => JSON.parse(text) as CallbackTask);
    },
  };
}

/** The id comes from a signed body; a path is still nothing to build from what somebody else wrote. */
function pathOf(folder: string, taskId: string, ending: string): string {
  if (!/^[\w-]{1,200}$/.test(taskId)) throw new Error('the task id is not one');
  return path.join(folder, taskId + ending);
}

async function writeSynced(file: string, text: string): Promise<void> {
  const opened = await open(file, 'w', 0o600);
  try {
    await opened.writeFile(text);
    await opened.sync();
  } finally {
    await opened.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const opened = await open(folder, 'r');
  await opened.sync().finally(() => opened.close());
}
