import { lstat, readdir, readFile, readlink, rm } from 'node:fs/promises';
import path from 'node:path';
import { ownerState, readOwner } from './owner.js';
import { OWNER_FILE, POOL_FOLDER_PREFIX } from './pool-folder.js';

/**
 * A folder whose owner cannot be looked up is left alone for this long after its last job. No job runs for a day, and
 * a pool that finds its folder gone makes another.
 */
const UNKNOWN_OWNER_MS = 24 * 3600 * 1000;

/** A folder without an owner file is being made at this moment, or its maker died in between. */
const OWNERLESS_MS = 3600 * 1000;

/**
 * Removes what pools of dead parents left below `root`: their folders (with callers' stills in them), and their media
 * processes where one hung so that it did not notice. Folders of living parents, of other users and of other
 * containers that share the folder are not touched. Never throws: a folder that cannot be removed is left.
 */
export async function sweepPoolFolders(root: string, nowMs: number): Promise<void> {
  const names = await readdir(root).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(POOL_FOLDER_PREFIX)) continue;
    const folder = path.join(root, name);
    if (!(await isLeftOver(folder, nowMs))) continue;
    await killProcessesIn(folder);
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isLeftOver(folder: string, nowMs: number): Promise<boolean> {
  const facts = await lstat(folder).catch(() => undefined);
  if (facts === undefined || !facts.isDirectory() || facts.uid !== (process.getuid?.() ?? facts.uid)) return false;
  const owner = readOwner(await readFile(path.join(folder, OWNER_FILE), 'utf8').catch(() => ''));
  const ageMs = nowMs - facts.mtimeMs;
  if (owner === undefined) return ageMs > OWNERLESS_MS;
  const state = ownerState(owner);
  return state === 'dead' || (state === 'unknown' && ageMs > UNKNOWN_OWNER_MS);
}

/**
 * A media process ends when its parent does, unless it is stuck inside a decoder. It works in a folder with a random
 * name of the pool's, so whatever works there is one, whoever's number it has by now. Linux only.
 */
async function killProcessesIn(folder: string): Promise<void> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    if (!cwd.startsWith(`${folder}${path.sep}`)) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }
}
