/**
 * Memory of a process and everything it started, from /proc: proportional set sizes, in which a page that several
 * processes share counts once; resident set sizes where those cannot be read.
 */
import { readdirSync, readFileSync } from 'node:fs';

const EVERY_MS = 50;
const BYTES_PER_KB = 1024;

/**
 * What was seen of a process tree.
 * @typedef {object} MemoryPeak
 * @property {number} peakBytes of all processes together, at the worst moment
 * @property {number} samples
 * @property {number} processes most at one time
 */

/**
 * Looks at a process tree 20 times a second until stopped.
 * @param {number} rootPid
 * @returns {{ stop(): MemoryPeak }}
 */
export function watchMemory(rootPid) {
  const seen = { peakBytes: 0, samples: 0, processes: 0 };
  const look = () => {
    const pids = treeOf(rootPid);
    const bytes = pids.reduce((sum, pid) => sum + residentBytes(pid), 0);
    seen.peakBytes = Math.max(seen.peakBytes, bytes);
    seen.processes = Math.max(seen.processes, pids.length);
    seen.samples++;
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return seen;
    },
  };
}

/**
 * A process and its descendants, those that are still there.
 * @param {number} rootPid
 * @returns {number[]}
 */
export function treeOf(rootPid) {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const parent = Number.isInteger(pid) ? parentOf(pid) : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = [rootPid];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** @param {number} pid */
function parentOf(pid) {
  // The name in brackets may hold spaces and brackets itself; the state and the parent follow the last of them.
  const [, parent] = readIfThere(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  return parent === undefined ? undefined : Number(parent);
}

/**
 * 0 for a process that has gone.
 * @param {number} pid
 */
export function residentBytes(pid) {
  const pss = /^Pss:\s+(\d+) kB/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`));
  const rss = pss ?? /^VmRSS:\s+(\d+) kB/m.exec(readIfThere(`/proc/${pid}/status`));
  return rss === null ? 0 : Number(rss[1]) * BYTES_PER_KB;
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
