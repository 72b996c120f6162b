import type { VendorReply } from '../calling/call-vendor.js';
import type { FoundJob } from '../provider.js';
import { hiapiPages } from './list-hiapi-tasks.js';

/** 2,000 tasks since the order was sent: past that a person looks. */
const PAGES_MAX = 20;
/** Our clock and HiAPI's may differ, and a request can lie in a proxy: what was made in this time may be ours. */
const BEFORE_MS = 300_000;
const AFTER_MS = 900_000;

/** What is looked for. */
export interface SoughtTask {
  readonly model: string;
  readonly sentAtMs: number;
  readonly nowMs: number;
}

/**
 * Looks through the list, newest first, for tasks of the model from around the time. `absent` when the list was read back past that time,
 * has none, and the time in which one could still turn up is over. Never `found`: a task shows neither its input nor its key, so that one
 * of the same model and minute may be another caller's, and taking it would hand them each other's clip.
 * @throws ProviderError when a page could not be had
 */
export async function findHiapiTask(
  sought: SoughtTask,
  askPage: (query: string) => Promise<VendorReply>,
): Promise<FoundJob> {
  const fromMs = sought.sentAtMs - BEFORE_MS;
  const toMs = sought.sentAtMs + AFTER_MS;
  const candidates = new Set<string>();
  let isComplete = false;
  let pages = 0;
  for await (const { tasks, isLast } of hiapiPages(askPage)) {
    pages += 1;
    for (const { taskId, model, created } of tasks) {
      // Without a time or a model it may be any.
      if (created !== undefined && (created < fromMs || created > toMs)) continue;
      if (model === undefined || isSameModel(model, sought.model)) candidates.add(taskId);
    }
    const oldestMs = Math.min(...tasks.map(({ created }) => created ?? Number.POSITIVE_INFINITY));
    isComplete = oldestMs < fromMs || isLast;
    if (isComplete || pages === PAGES_MAX) break;
  }
  if (candidates.size > 0) return { kind: 'unsure', candidates: [...candidates] };
  return isComplete && sought.nowMs > toMs ? { kind: 'absent' } : { kind: 'unsure' };
}

/** Whether two names mean one model, on whatever route: `seedance-2-0` = `seedance-2.0` = `seedance-2.0@pro`, `wan2.7-i2v` as of old. */
export function isSameModel(one: string, other: string): boolean {
  return plainName(one) === plainName(other);
}

function plainName(model: string): string {
  const plain = model.replace(/@.*$/, '').replaceAll('.', '-').toLowerCase();
  return plain === 'wan2-7-i2v' ? 'wan2-7-video/image-to-video' : plain;
}
