import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identify, ownerState, readOwner, type Owner } from './owner.js';
import { createPoolFolder, OWNER_FILE, POOL_FOLDER_PREFIX } from './pool-folder.js';
import { sweepPoolFolders } from './sweep.js';

const HOUR_MS = 3600 * 1000;

let root: string;
let nowMs: number;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
  nowMs = Date.now();
});

afterEach(() => rmSync(root, { recursive: true }));

/** A pool's folder with this owner (none: undefined), last used so long ago. */
function leave(name: string, owner: Owner | undefined, ageMs: number): string {
  const folder = path.join(root, `${POOL_FOLDER_PREFIX}${name}`);
  mkdirSync(path.join(folder, 'job'), { recursive: true });
  writeFileSync(path.join(folder, 'job', 'still'), 'private');
  if (owner !== undefined) writeFileSync(path.join(folder, OWNER_FILE), JSON.stringify(owner));
  const time = new Date(nowMs - ageMs);
  utimesSync(folder, time, time);
  return folder;
}

async function survives(owner: Owner | undefined, ageMs: number): Promise<boolean> {
  const folder = leave('x', owner, ageMs);
  await sweepPoolFolders(root, nowMs);
  return existsSync(folder);
}

describe('sweepPoolFolders', () => {
  it('leaves the folder of a living pool, however old', async () => {
    const { path: folder } = createPoolFolder(root, () => 'process');
    const longAgo = new Date(nowMs - 1000 * HOUR_MS);
    utimesSync(folder, longAgo, longAgo);
    await sweepPoolFolders(root, nowMs);
    expect(existsSync(folder)).toBe(true);
  });

  it.skipIf(process.platform !== 'linux')('removes the folder of a dead process', async () => {
    // Its number was used again: by this very process, which began at another time.
    expect(await survives({ ...identify(process.pid), startedAt: '1' }, 0)).toBe(false);
  });

  it.skipIf(process.platform !== 'linux')('removes a folder from before the machine was started', async () => {
    expect(await survives({ ...identify(process.pid), bootId: 'another' }, 0)).toBe(false);
  });

  it('leaves the folder of another container or machine for a day', async () => {
    for (const owner of [
      { ...identify(process.pid), pidSpace: 'pid:[1]', pid: 999_999 },
      { ...identify(process.pid), host: 'elsewhere', pid: 999_999 },
    ]) {
      expect(await survives(owner, 23 * HOUR_MS)).toBe(true);
      expect(await survives(owner, 25 * HOUR_MS)).toBe(false);
    }
  });

  it('leaves a folder that is just being made', async () => {
    expect(await survives(undefined, 1000)).toBe(true);
    expect(await survives(undefined, 2 * HOUR_MS)).toBe(false);
  });

  it('touches nothing else: other folders, files, and links with the name of a pool', async () => {
    const other = path.join(root, 'other');
    mkdirSync(other);
    symlinkSync(other, path.join(root, `${POOL_FOLDER_PREFIX}link`));
    writeFileSync(path.join(root, `${POOL_FOLDER_PREFIX}file`), '');
    await sweepPoolFolders(root, nowMs + 1000 * HOUR_MS);
    expect(existsSync(other)).toBe(true);
    expect(existsSync(path.join(root, `${POOL_FOLDER_PREFIX}link`))).toBe(true);
    expect(existsSync(path.join(root, `${POOL_FOLDER_PREFIX}file`))).toBe(true);
  });

  it('is content with a folder that is not there', async () => {
    await expect(sweepPoolFolders(path.join(root, 'nowhere'), nowMs)).resolves.toBeUndefined();
  });
});

describe('an owner', () => {
  it('is alive while its process is', () => {
    expect(ownerState(identify(process.pid))).toBe('alive');
    expect(ownerState({ ...identify(process.pid), pid: 2 ** 22 + 1, startedAt: '' })).toBe('dead');
  });

  it('is read as it was written, and nothing else is', () => {
    const owner = identify(process.pid);
    expect(readOwner(JSON.stringify(owner))).toEqual(owner);
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"pid":1}',
      JSON.stringify({ ...owner, pid: -1 }),
      JSON.stringify({ ...owner, host: 1 }),
    ]) {
      expect(readOwner(text)).toBeUndefined();
    }
  });
});
