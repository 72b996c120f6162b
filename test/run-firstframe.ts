import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildOnce } from '../bin/build-once.js';

const root = path.resolve(import.meta.dirname, '..');
const launcher = path.join(root, 'bin/firstframe.js');

// What is launched is what the sources say; a launch that first had to build would say so, between what tests look for.
const failure = buildOnce(root);
if (failure !== undefined) throw new Error(`${failure.message} ${failure.todo}`);

/** How a real `firstframe` ended, and what it said. */
export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A real `firstframe` under way. */
export interface Launch {
  readonly child: ChildProcess;
  /** Settles when it has ended and said all it had to say. */
  readonly ending: Promise<Ending>;
}

/** How the real program is launched. */
export interface LaunchOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly user?: Pick<SpawnOptions, 'uid' | 'gid'>;
  /** In a process group of its own, as a terminal starts it: a signal to `-child.pid` reaches all its processes. */
  readonly ownGroup?: boolean;
}

/** Somebody who may read this checkout and nothing private: Debian's `nobody`. */
const NOBODY = { uid: 65_534, gid: 65_534 };

/**
 * As whom to launch so that permissions bind: this user, or `nobody` where this is root, whom none bind. `undefined`: this is root, and
 * `nobody` cannot read the checkout.
 */
export function boundUser(): Pick<SpawnOptions, 'uid' | 'gid'> | undefined {
  if (process.getuid?.() !== 0) return {};
  const reads = `require('node:fs').readFileSync(${JSON.stringify(launcher)})`;
  return spawnSync(process.execPath, ['-e', reads], { ...NOBODY, cwd: '/' }).status === 0 ? NOBODY : undefined;
}

/**
 * Launches the real program in a folder. Its environment holds what is given here and nothing else, but for a data folder that is
 * empty and goes with it where none is given; by default scratch files go where they do for everybody.
 */
export function launchFirstframe(
  args: readonly string[],
  cwd: string,
  { environment = {}, user = {}, ownGroup = false }: LaunchOptions = {},
): Launch {
  const data = environment['FIRSTFRAME_DATA'] === undefined ? makeDataFolder() : undefined;
  const child = spawn(process.execPath, [launcher, ...args], {
    ...user,
    cwd,
    env: data === undefined ? environment : { ...environment, FIRSTFRAME_DATA: data },
    detached: ownGroup,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ending = new Promise<Ending>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (data !== undefined) rmSync(data, { recursive: true, force: true });
      resolve({ code, stdout, stderr });
    });
  });
  return { child, ending };
}

/** A data folder for whoever the launch is. */
function makeDataFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'firstframe-data-'));
  chmodSync(folder, 0o777);
  return folder;
}
