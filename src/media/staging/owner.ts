import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { errnoOf } from './errno.js';

/**
 * Who holds a folder. A pid alone says little: it is used again after the process has ended, it means another process
 * in another container, and all of them begin anew after a restart of the machine.
 */
export interface Owner {
  readonly pid: number;
  /** When the process started, in ticks since the machine did; empty where the system does not say (not Linux). */
  readonly startedAt: string;
  readonly host: string;
  /** Of the run of the machine's kernel; empty as above. */
  readonly bootId: string;
  /** The pid namespace (a container has its own) that `pid` counts in; empty as above. */
  readonly pidSpace: string;
}

/** Writes down a process of this machine as an owner. */
export function identify(pid: number): Owner {
  return {
    pid,
    startedAt: startOf(pid) ?? '',
    host: hostname(),
    bootId: read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()) ?? '',
    pidSpace: read(() => readlinkSync('/proc/self/ns/pid')) ?? '',
  };
}

/** Whether an owner is still there: `unknown` when it lives where we cannot look (another container or machine). */
export function ownerState(owner: Owner): 'alive' | 'dead' | 'unknown' {
  const here = identify(process.pid);
  if (owner.host !== here.host) return 'unknown';
  // The machine was started anew: everything of its former run is over.
  if (owner.bootId !== here.bootId) return 'dead';
  if (owner.pidSpace !== here.pidSpace) return 'unknown';
  if (owner.startedAt !== '') return startOf(owner.pid) === owner.startedAt ? 'alive' : 'dead';
  try {
    process.kill(owner.pid, 0);
    // Or another process with its number: without a start time the two cannot be told apart.
    return 'alive';
  } catch (error) {
    return errnoOf(error) === 'ESRCH' ? 'dead' : 'alive';
  }
}

/** Reads what `identify` gave, as JSON; undefined for anything else. */
export function readOwner(text: string): Owner | undefined {
  const value: unknown = read(() => JSON.parse(text) as unknown);
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('pid' in value && 'startedAt' in value && 'host' in value && 'bootId' in value && 'pidSpace' in value)) {
    return undefined;
  }
  const { pid, startedAt, host, bootId, pidSpace } = value;
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0) return undefined;
  if (typeof startedAt !== 'string' || typeof host !== 'string') return undefined;
  if (typeof bootId !== 'string' || typeof pidSpace !== 'string') return undefined;
  return { pid, startedAt, host, bootId, pidSpace };
}

/**
 * Field 22 of /proc/<pid>/stat (proc_pid_stat(5)); undefined for a process that is gone, or has ended and was not yet
 * waited for (state Z, field 3). Counted after the command's name, which may hold spaces and brackets.
 */
function startOf(pid: number): string | undefined {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields?.[0] === 'Z' ? undefined : fields?.[19];
}

function read<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
