import type { VendorReply } from '../calling/call-vendor.js';
import { type FoundJob, ProviderError } from '../provider.js';
import type { ArkRegion } from './ark-models.js';
import { type ArkTask, readPage } from './read-ark-replies.js';
import { whyUnanswered } from './to-failure.js';

/** The largest page that Ark gives. */
const PAGE_SIZE = 500;
/** 5,000 tasks of a week: past that a person looks. */
const PAGES_MAX = 10;
/** Our clock and Ark's may differ, and a request can lie in a proxy: what was made in this time may be ours. */
const BEFORE_MS = 300_000;
const AFTER_MS = 900_000;
/** Ark lists seven days; the oldest of them are leaving it while we read. */
const HISTORY_MS = 6.5 * 24 * 3_600_000;

/** A model by its own name. */
const OWN_NAME = /^(dreamina|doubao)-/;

/** What is looked for. */
export interface SoughtTask {
  /** Ark's own id of the model. */
  readonly modelId: string;
  /** The mark that it was sent with; see expirySecOf. */
  readonly expirySec: number;
  readonly sentAtMs: number;
  readonly nowMs: number;
  readonly region: ArkRegion;
}

/**
 * Looks through the account's tasks. `found`: the one that was made around the time with the mark that only this attempt has. `absent`:
 * the list was read whole, none of the model is from around the time, and the time in which one could still turn up is over.
 * @throws ProviderError when a page could not be had
 */
export async function findArkTask(
  sought: SoughtTask,
  askPage: (query: string) => Promise<VendorReply>,
): Promise<FoundJob> {
  const tasks = new Map<string, ArkTask>();
  let isComplete = false;
  for (let page = 1; page <= PAGES_MAX && !isComplete; page += 1) {
    const reply = await askPage(`?page_num=${page}&page_size=${PAGE_SIZE}`);
    const read = pageOf(reply, sought.region);
    for (const task of read.tasks) tasks.set(task.id, task);
    // Ark may give smaller pages than were asked for.
    isComplete = tasks.size >= read.total;
    if (read.tasks.length === 0) break;
  }
  const near = [...tasks.values()].filter((task) => isNear(task, sought));
  const [marked, ...others] = near.filter((task) => task.execution_expires_after === sought.expirySec);
  if (marked !== undefined && others.length === 0) return { kind: 'found', handle: marked.id };
  if (near.length > 0) return { kind: 'unsure', candidates: near.map(({ id }) => id) };
  const isSettled = sought.nowMs > sought.sentAtMs + AFTER_MS && sought.nowMs < sought.sentAtMs + HISTORY_MS;
  return isComplete && isSettled ? { kind: 'absent' } : { kind: 'unsure' };
}

/** Whether a task may be the one: what it does not say speaks for it, and so does a name that may stand for any model (`ep-…`). */
function isNear({ model, created_at: createdSec }: ArkTask, { modelId, sentAtMs }: SoughtTask): boolean {
  const saysModel = model !== undefined && OWN_NAME.test(model) && OWN_NAME.test(modelId);
  if (saysModel && model !== modelId) return false;
  if (createdSec === undefined) return true;
  const createdMs = createdSec * 1000;
  return createdMs >= sentAtMs - BEFORE_MS && createdMs <= sentAtMs + AFTER_MS;
}

function pageOf(
  { status, json, retryAfterMs }: VendorReply,
  region: ArkRegion,
): NonNullable<ReturnType<typeof readPage>> {
  const page = status === 200 ? readPage(json) : undefined;
  if (page !== undefined) return page;
  const message = `Ark answered ${status} to its list of tasks. ${whyUnanswered(status, region)}`;
  throw new ProviderError('ark', message, { retryable: true, retryAfterMs });
}
