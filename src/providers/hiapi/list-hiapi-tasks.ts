import type { VendorReply } from '../calling/call-vendor.js';
import { catalogueNameOf } from '../calling/catalogue-name.js';
import { type ListedJob, ProviderError } from '../provider.js';
import { type HiapiTask, type OpenedReply, openReply, readOutputs, readPage } from './read-hiapi-replies.js';
import { whyUnanswered } from './to-failure.js';

/** The largest page that HiAPI gives; a larger size is answered with ten. */
const PAGE_SIZE = 100;

/** One page of the list, newest first. */
export interface HiapiPage {
  readonly tasks: readonly HiapiTask[];
  /** Whether the list ends here; not so for one that is empty before its end. */
  readonly isLast: boolean;
}

/** The account's list, page by page, each asked for when it is wanted. @throws ProviderError when a page could not be had */
export async function* hiapiPages(
  askPage: (query: string) => Promise<VendorReply>,
): AsyncGenerator<HiapiPage, void, undefined> {
  for (let page = 1; ; page += 1) {
    const reply = await askPage(`?page=${page}&size=${PAGE_SIZE}`);
    const { total, tasks } = pageOf(openReply(reply), reply.retryAfterMs);
    const isLast = page * PAGE_SIZE >= total;
    yield { tasks, isLast };
    if (isLast || tasks.length === 0) return;
  }
}

/** The account's clips since a time: HiAPI keeps them all. It tells neither prompts nor prices. @throws ProviderError */
export async function* listHiapiJobs(
  sinceMs: number,
  askPage: (query: string) => Promise<VendorReply>,
): AsyncGenerator<ListedJob, void, undefined> {
  for await (const { tasks } of hiapiPages(askPage)) {
    for (const task of tasks) if (task.created === undefined || task.created >= sinceMs) yield toListedJob(task);
    // Newest first: past the first page that is older as a whole, all is older.
    if (tasks.every(({ created }) => created !== undefined && created < sinceMs)) return;
  }
}

function toListedJob(task: HiapiTask): ListedJob {
  const { taskId: handle, created: createdAtMs, status } = task;
  const [name, ownRoute] = task.model?.split('@') ?? [];
  const vendorRoute = task.route ?? ownRoute;
  return {
    handle,
    ...(name === undefined ? {} : { model: catalogueNameOf('hiapi', name) ?? name }),
    ...(vendorRoute === undefined || vendorRoute === '' || vendorRoute === 'default' ? {} : { vendorRoute }),
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
    ...(status === 'success'
      ? { status: 'succeeded', outputs: readOutputs(task) ?? [] }
      : { status: status === 'fail' ? 'failed' : 'running' }),
  };
}

function pageOf(reply: OpenedReply, retryAfterMs: number | undefined): NonNullable<ReturnType<typeof readPage>> {
  const page = reply.status === 200 ? readPage(reply.data) : undefined;
  if (page !== undefined) return page;
  const message = `HiAPI answered ${reply.status} to its list of tasks. ${whyUnanswered(reply.status)}`;
  throw new ProviderError('hiapi', message, { retryable: true, retryAfterMs });
}
