import type { z } from 'zod';
import type { VendorReply } from '../calling/call-vendor.js';
import { catalogueNameOf } from '../calling/catalogue-name.js';
import { type ListedJob, ProviderError } from '../provider.js';
import { pageSchema } from './replies.js';

/** Asks for something below `/api/v1`; throws ProviderError. */
export type AskDashscope = (path: string) => Promise<VendorReply>;

const PAGE_SIZE = 100;

/** The vendor keeps what has ended for 24 h, and the oldest of it is going while we read. */
export const DASHSCOPE_LIST_REACH_MS = 23.5 * 3_600_000;

/** A page of the list as it came. */
export interface DashscopePage {
  readonly reply: VendorReply;
  /** `undefined`: it could not be read, and the list ends with it. */
  readonly page: { readonly tasks: z.infer<typeof pageSchema>['data']; readonly isLast: boolean } | undefined;
}

/** The account's list, page by page, each asked for when it is wanted; of the last 24 hours, unless `query` names a span. */
export async function* dashscopePages(
  ask: AskDashscope,
  query: Readonly<Record<string, string>> = {},
): AsyncGenerator<DashscopePage, void, undefined> {
  for (let page = 1; ; page += 1) {
    const asked = new URLSearchParams({ ...query, page_no: String(page), page_size: String(PAGE_SIZE) });
    const reply = await ask(`/tasks?${asked.toString()}`);
    const parsed = reply.status === 200 ? pageSchema.safeParse(reply.json) : undefined;
    if (parsed?.success !== true) {
      yield { reply, page: undefined };
      return;
    }
    const { data: tasks, total_page: pages, total } = parsed.data;
    const isLast = pages === undefined ? total === undefined || page * PAGE_SIZE >= total : page >= pages;
    yield { reply, page: { tasks, isLast } };
    if (isLast || tasks.length === 0) return;
  }
}

/**
 * The account's clips since a time, of the last 24 hours. The list names neither outputs nor prompts; `poll` does. Jobs of other kinds, such
 * as pictures, are not told of.
 * @throws ProviderError when a page could not be had
 */
export async function* listDashscopeJobs(
  { sinceMs, region }: { readonly sinceMs: number; readonly region?: string },
  ask: AskDashscope,
): AsyncGenerator<ListedJob, void, undefined> {
  for await (const { page, reply } of dashscopePages(ask)) {
    if (page === undefined) {
      const message = `DashScope answered ${reply.status} to its list of tasks, and it could not be read`;
      throw new ProviderError('dashscope', message, { retryable: true, retryAfterMs: reply.retryAfterMs });
    }
    for (const task of page.tasks) {
      const job = toListedJob(task, region);
      if (job !== undefined && (job.createdAtMs === undefined || job.createdAtMs >= sinceMs)) yield job;
    }
  }
}

/** `undefined`: it makes no clip. */
function toListedJob(
  task: z.infer<typeof pageSchema>['data'][number],
  region: string | undefined,
): ListedJob | undefined {
  const { task_id: handle, model_name: name, gmt_create: createdAtMs, status, user_api_unique_key: service } = task;
  const model = name === undefined ? undefined : catalogueNameOf('dashscope', name, region);
  if (model === undefined && service?.includes('video') !== true) return undefined;
  return {
    handle,
    ...(name === undefined ? {} : { model: model ?? name }),
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
    status: STATUS[status?.toUpperCase() ?? ''] ?? 'running',
  };
}

const STATUS: Readonly<Record<string, ListedJob['status']>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELED: 'failed',
  CANCELLED: 'failed',
  UNKNOWN: 'failed',
};
