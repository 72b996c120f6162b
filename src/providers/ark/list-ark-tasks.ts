import type { VendorReply } from '../calling/call-vendor.js';
import { catalogueNameOf } from '../calling/catalogue-name.js';
import { type ListedJob, ProviderError } from '../provider.js';
import type { ArkRegion } from './ark-models.js';
import { type ArkTask, factsOf, readOutputs, readPage } from './read-ark-replies.js';
import { whyUnanswered } from './to-failure.js';

/** The largest page that Ark gives, and the last one that it knows. */
const PAGE_SIZE = 500;
const PAGES_MAX = 500;

/** Ark lists seven days; the oldest of them are leaving it while we read. */
export const ARK_LIST_REACH_MS = 6.5 * 24 * 3_600_000;

/** One page of the list. */
export interface ArkPage {
  readonly tasks: readonly ArkTask[];
  /** Whether the whole list has been read by now; not so for one that ends before its own total. */
  readonly isLast: boolean;
}

/** The account's list, page by page, each asked for when it is wanted. @throws ProviderError when a page could not be had */
export async function* arkPages(
  region: ArkRegion,
  askPage: (query: string) => Promise<VendorReply>,
): AsyncGenerator<ArkPage, void, undefined> {
  const seen = new Set<string>();
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const reply = await askPage(`?page_num=${page}&page_size=${PAGE_SIZE}`);
    const { total, tasks } = pageOf(reply, region);
    for (const { id } of tasks) seen.add(id);
    // Ark may give smaller pages than were asked for.
    const isLast = seen.size >= total;
    yield { tasks, isLast };
    if (isLast || tasks.length === 0) return;
  }
}

/** The account's clips since a time, of the last week. Tasks of the cheaper `flex` tier, which are listed apart, are not asked for. */
export async function* listArkJobs(
  { sinceMs, region }: { readonly sinceMs: number; readonly region: ArkRegion },
  askPage: (query: string) => Promise<VendorReply>,
): AsyncGenerator<ListedJob, void, undefined> {
  for await (const { tasks } of arkPages(region, askPage)) {
    for (const task of tasks) {
      if (task.created_at === undefined || task.created_at * 1000 >= sinceMs) yield toListedJob(task, region);
    }
  }
}

function toListedJob(task: ArkTask, region: ArkRegion): ListedJob {
  const { id: handle, model, status, created_at: createdSec } = task;
  const cloud = region === 'volcengine' ? 'cn' : undefined;
  const isFailed = status === 'failed' || status === 'expired' || status === 'cancelled';
  return {
    handle,
    ...(model === undefined ? {} : { model: catalogueNameOf('ark', model, cloud) ?? model }),
    ...(createdSec === undefined ? {} : { createdAtMs: createdSec * 1000 }),
    ...(status === 'succeeded'
      ? { status, outputs: readOutputs(task) ?? [], facts: factsOf(task) }
      : { status: isFailed ? 'failed' : 'running' }),
  };
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
