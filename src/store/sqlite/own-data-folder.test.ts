import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ownDataFolder } from './own-data-folder.js';

const OWNER = path.resolve(import.meta.dirname, '../../../dist/store/testing/own-folder-process.js');

let folder: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'firstframe-owner-')), 'data');
  children = [];
});

afterEach(async () => {
  for (const child of children) await end(child);
  rmSync(path.dirname(folder), { recursive: true, force: true });
});

/** Another process that tries to own the folder, and what it says of it. */
async function startOther(): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const child = spawn(process.execPath, [OWNER, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: said.toString().trim() };
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

it('is given to one at a time, also within a process', () => {
  const mine = ownDataFolder(folder);
  expect(mine?.folder).toBe(folder);
  expect(ownDataFolder(folder)).toBeUndefined();
  expect(ownDataFolder(folder)).toBeUndefined();
  mine?.release();
  mine?.release();
  const again = ownDataFolder(folder);
  expect(again).toBeDefined();
  again?.release();
});

it('creates the folder and the lock for their owner alone', () => {
  ownDataFolder(folder)?.release();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(folder, 'owner.db')).mode & 0o777).toBe(0o600);
});

it('keeps other processes out, after failed tries of this one too, until it is released', async () => {
  const mine = ownDataFolder(folder);
  expect(ownDataFolder(folder)).toBeUndefined();
  expect((await startOther()).said).toBe('taken');
  mine?.release();
  expect((await startOther()).said).toBe('owned');
  expect(ownDataFolder(folder)).toBeUndefined();
});

it('says what to do where there can be no folder', () => {
  expect(() => ownDataFolder('/dev/null/data')).toThrow(/cannot be owned.*name another folder/);
});

it('goes when its process is killed', async () => {
  const { child, said } = await startOther();
  expect(said).toBe('owned');
  expect(ownDataFolder(folder)).toBeUndefined();
  await end(child, 'SIGKILL');
  const mine = ownDataFolder(folder);
  expect(mine).toBeDefined();
  mine?.release();
});
