import { createClient, type Client } from '../src/client/client.js';
import type { Task } from '../src/contract/task.js';
import { untilFound } from '../src/store/testing/until-found.js';
import { openSystem, type System, type SystemConfig } from '../src/system.js';

/** A whole installation in this process, and its owner's client. */
export interface Installation {
  readonly system: System;
  readonly client: Client;
  /** What went wrong behind the scenes. */
  readonly troubles: unknown[];
  /** Waits for a task's end, or for what `isIt` says of it; asked by its owner, or by whom it belongs to. */
  readonly until: (taskId: string, isIt?: (task: Task) => boolean, by?: Client) => Promise<Task>;
  /** Ends it; a second time does nothing. */
  readonly stop: () => Promise<void>;
}

/** Opens an installation and lets it work. `stop` is to be called. */
export async function openInstallation(config: SystemConfig): Promise<Installation> {
  const troubles: unknown[] = [];
  const system = await openSystem({ ...config, onTrouble: (error) => troubles.push(error) });
  system.start();
  const client = createClient({
    baseUrl: config.baseUrl,
    fetch: (url, init) => Promise.resolve(system.app.fetchAsOwner(new Request(url, init))),
  });
  let stopping: Promise<void> | undefined;
  return {
    ...{ system, client, troubles },
    until: (taskId, isIt = () => false, by = client) =>
      untilFound(system.store, async () => {
        const task = await by.get(taskId);
        return isIt(task) || task.completed > 0 ? task : undefined;
      }),
    stop: () => (stopping ??= system.stop()),
  };
}
