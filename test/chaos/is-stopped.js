import { readFileSync } from 'node:fs';

/**
 * Whether a process is stopped, by a signal, this moment. Linux alone tells.
 * @param {number | undefined} pid
 */
export function isStopped(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') T ');
  } catch {
    return false;
  }
}
