import type { VendorReply } from '../calling/call-vendor.js';
import { type FoundJob, ProviderError } from '../provider.js';
import { type OpenedReply, openReply, readPage } from './read-hiapi-replies.js';
import { whyUnanswered } from './to-failure.js';

/** The largest page that HiAPI gives; a larger size is answered with ten. */
const PAGE_SIZE = 100;
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
  for (let page = 1; page <= PAGES_MAX && !isComplete; page += 1) {
    const reply = await askPage(`?page=${page}&size=${PAGE_SIZE}`);
    const { total, tasks } = pageOf(openReply(reply), reply.retryAfterMs);
    for (const { taskId, model, created } of tasks) {
      // Without a time or a model it may be any.
      if (created !== undefined && (created < fromMs || created > toMs)) continue;
      if (model === undefined || isSameModel(model, sought.model)) candidates.add(taskId);
    }
    const oldestMs = Math.min(...tasks.map(({ created }) => created ?? Number.POSITIVE_INFINITY));
    isComplete = oldestMs < fromMs || page * PAGE_SIZE >= total;
    if (!isComplete && tasks.length === 0) break;
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

function pageOf(reply: OpenedReply, retryAfterMs: number | undefined): NonNullable<ReturnType<typeof readPage>> {
  const page = reply.status === 200 ? readPage(reply.data) : undefined;
  if (page !== undefined) return page;
  const message = `HiAPI answered ${reply.status} to its list of tasks. ${whyUnanswered(reply.status)}`;
  throw new ProviderError('hiapi', message, { retryable: true, retryAfterMs });
}
