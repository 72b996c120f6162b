import type { VendorReply } from '../calling/call-vendor.js';
import type { FoundJob } from '../provider.js';
import type { ArkRegion } from './ark-models.js';
import { ARK_LIST_REACH_MS, arkPages } from './list-ark-tasks.js';
import type { ArkTask } from './read-ark-replies.js';

/** 5,000 tasks of a week: past that a person looks. */
const PAGES_MAX = 10;
/** Our clock and Ark's may differ, and a request can lie in a proxy: what was made in this time may be ours. */
const BEFORE_MS = 300_000;
const AFTER_MS = 900_000;

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
 * the list was read whole, none of the model is from around the time and none of any time has the mark, and the time in which one could
 * still turn up is over.
 * @throws ProviderError when a page could not be had
 */
export async function findArkTask(
  sought: SoughtTask,
  askPage: (query: string) => Promise<VendorReply>,
): Promise<FoundJob> {
  const tasks = new Map<string, ArkTask>();
  let isComplete = false;
  let pages = 0;
  for await (const page of arkPages(sought.region, askPage)) {
    pages += 1;
    for (const task of page.tasks) tasks.set(task.id, task);
    isComplete = page.isLast;
    if (isComplete || pages === PAGES_MAX) break;
  }
  const near = [...tasks.values()].filter((task) => isNear(task, sought));
  const [marked, ...others] = near.filter((task) => task.execution_expires_after === sought.expirySec);
  if (marked !== undefined && others.length === 0) return { kind: 'found', handle: marked.id };
  if (near.length > 0) return { kind: 'unsure', candidates: near.map(({ id }) => id) };
  // Of another time, by a clock of ours that was wrong when it was sent.
  const elsewhen = [...tasks.values()].filter((task) => task.execution_expires_after === sought.expirySec);
  if (elsewhen.length > 0) return { kind: 'unsure', candidates: elsewhen.map(({ id }) => id) };
  const isSettled = sought.nowMs > sought.sentAtMs + AFTER_MS && sought.nowMs < sought.sentAtMs + ARK_LIST_REACH_MS;
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
