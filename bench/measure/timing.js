/** Runs commands and says how long they took. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { watchMemory } from './memory.js';

/**
 * A command, whole: program and arguments.
 * @typedef {readonly [program: string, ...args: string[]]} Command
 */

/**
 * One run of a command.
 * @typedef {object} Run
 * @property {number} wallSec from start to exit
 * @property {number | undefined} cpuSec user and system time of it and its children; undefined where /proc is missing
 * @property {string} stdout
 */

/** Ticks a second of /proc's times; 100 on every Linux that Node runs on. */
const TICKS_PER_SEC = 100;

/**
 * Runs a command to its end.
 * @param {Command} command
 * @param {(pid: number) => void} [onStart]
 * @returns {Promise<Run>}
 * @throws Error with what it said on stderr when it fails
 */
export async function runCommand([program, ...args], onStart) {
  const cpuBefore = childrenCpuSec();
  const startedMs = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid !== undefined) onStart?.(child.pid);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (/** @type {Buffer} */ chunk) => (stdout += chunk.toString()));
  child.stderr.on('data', (/** @type {Buffer} */ chunk) => (stderr += chunk.toString()));
  /** @type {number | null} */
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const wallSec = (performance.now() - startedMs) / 1000;
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${code}:\n${stderr}`);
  const cpuAfter = childrenCpuSec();
  const cpuSec = cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore;
  return { wallSec, cpuSec, stdout };
}

/**
 * Runs a command and watches the memory of all its processes together.
 * @param {Command} command
 */
export async function runWatched(command) {
  /** @type {ReturnType<typeof watchMemory> | undefined} */
  let watch;
  await runCommand(command, (pid) => (watch = watchMemory(pid)));
  if (watch === undefined) throw new Error(`${command.join(' ')} had no process to watch.`);
  return watch.stop();
}

/**
 * Runs commands in turn, A B A B…, so that whatever else the machine does meets all of them alike.
 * @param {Readonly<Record<string, Command>>} commands
 * @param {number} times
 * @returns {Promise<Record<string, Run[]>>}
 */
export async function runInTurn(commands, times) {
  const entries = Object.entries(commands).map(([name, command]) => ({
    name,
    command,
    runs: /** @type {Run[]} */ ([]),
  }));
  for (let round = 0; round < times; round++) {
    for (const { command, runs } of entries) runs.push(await runCommand(command));
  }
  return Object.fromEntries(entries.map(({ name, runs }) => [name, runs]));
}

/**
 * The middle value, or the mean of the middle two.
 * @param {readonly number[]} values at least one
 */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}

/** CPU seconds of all children of this process that have ended and been waited for, with theirs. */
function childrenCpuSec() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SEC;
  } catch {
    return undefined;
  }
}
