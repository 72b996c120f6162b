import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { identify } from './owner.js';

/** The one folder of a pool: below it are the folders of its processes and of its jobs, all private (0700). */
export interface PoolFolder {
  readonly path: string;
  /** Makes an empty folder for a process to run in. */
  makeProcessFolder(): string;
  remove(): Promise<void>;
  /** For a parent that is exiting and can wait for nothing. */
  removeNow(): void;
}

/** Every pool's folder starts with this; what follows is random. */
export const POOL_FOLDER_PREFIX = 'firstframe-media-';

/** In a pool's folder: who made it, so that a later pool can tell whether it is still in use. */
export const OWNER_FILE = 'owner.json';

/**
 * Makes a pool's folder below `root` and writes down its owner; throws what the system says, and then leaves none.
 * Synchronous: a warm-up must not wait a turn.
 */
export function createPoolFolder(root: string, randomName: () => string): PoolFolder {
  const folder = mkdtempSync(path.join(root, POOL_FOLDER_PREFIX));
  try {
    writeFileSync(path.join(folder, OWNER_FILE), JSON.stringify(identify(process.pid)), { mode: 0o600 });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    path: folder,
    makeProcessFolder() {
      const made = path.join(folder, randomName());
      mkdirSync(made, { mode: 0o700 });
      return made;
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
    removeNow: () => rmSync(folder, { recursive: true, force: true }),
  };
}
