import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/**
 * Resident memory of a process, in bytes; undefined when it cannot be told (the process is gone, or this is
 * Windows, where no memory limit is kept).
 *
 * On Linux VmRSS of /proc/<pid>/status, which is in KiB whatever the size of a page (statm counts pages, and a page
 * is 4, 16 or 64 KiB by machine: proc_pid_status(5)). Elsewhere `ps`.
 */
export async function readResidentBytes(pid: number): Promise<number | undefined> {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
    return kibToBytes(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]);
  }
  if (process.platform === 'win32') return undefined;
  return await new Promise((resolve) => {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (_error, output) => resolve(kibToBytes(output.trim())));
  });
}

/** What watches a process; stopping it twice is harmless. */
export interface MemoryWatch {
  stop(): void;
}

/** 10 Hz where looking is a file read; a `ps` is a process of its own. */
const LOOK_EVERY_MS = process.platform === 'linux' ? 100 : 500;

/**
 * Watches a process and says, once, when it holds more than it may. Between two looks a process can take some 200 MB
 * more than the limit; the watch protects the machine, not a budget to the byte.
 */
export function watchMemory(pid: number, maxBytes: number, onOver: (residentBytes: number) => void): MemoryWatch {
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void readResidentBytes(pid).then((bytes) => {
      looking = false;
      if (stopped || bytes === undefined || bytes <= maxBytes) return;
      stop();
      onOver(bytes);
    });
  }, LOOK_EVERY_MS).unref();
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    clearInterval(timer);
  };
  return { stop };
}

function kibToBytes(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  return Number(text) * 1024;
}
