import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

const launcher = path.resolve(import.meta.dirname, '../bin/firstframe.js');

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

/**
 * Launches the real program in a folder. Its environment holds what is given here and nothing else; by default
 * scratch files go where they do for everybody.
 */
export function launchFirstframe(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Launch {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ending = new Promise<Ending>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ending };
}
