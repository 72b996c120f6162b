import type { InboxPage } from '../contract/callback.js';
import { type NetClock, systemNetClock } from '../net/net-clock.js';
import { inboxTopic } from '../store/operations/deliveries.js';
import { readInbox, readInboxEnd } from '../store/operations/inbox.js';
import type { Store } from '../store/store.js';
import { signCallback } from './sign-callback.js';
import type { WebhookSecrets } from './webhook-secrets.js';

/** What {@link pullInbox} needs. */
export interface InboxDeps {
  readonly store: Store;
  readonly secrets: Pick<WebhookSecrets, 'liveOf'>;
  readonly nowMs: () => number;
  /** Default: the machine's. */
  readonly clock?: NetClock;
}

/** Where to go on, how far, and how patiently. */
export interface InboxRequest {
  /** A cursor that was answered before; `end`: nothing of what is there already; absent: from the first one on. */
  readonly after?: string | undefined;
  /** 1 to 100, which is the default. */
  readonly limit?: number | undefined;
  /** When there is nothing, the answer waits this long for something, 30 s at most. Default: 0. */
  readonly waitMs?: number | undefined;
  /** Ends the waiting, with an empty page. */
  readonly signal?: AbortSignal | undefined;
}

const LIMIT_MAX = 100;

/** Proxies give up on a silent answer after 60 s, some after 30. */
const WAIT_MAX_MS = 30_000;

/**
 * What an account was owed, for a receiver that cannot be reached: each with the headers it would be sent with now. Asking changes
 * nothing. `undefined`: `after` is no cursor of ours.
 * @throws StoreError SealError
 */
export async function pullInbox(
  deps: InboxDeps,
  accountId: string,
  { after = '0', limit = LIMIT_MAX, waitMs = 0, signal }: InboxRequest = {},
): Promise<InboxPage | undefined> {
  if (after === 'end') return { items: [], cursor: String(await deps.store.run(() => readInboxEnd(accountId))) };
  if (!/^\d{1,15}$/.test(after)) return undefined;
  const most = Math.min(Math.max(1, Math.floor(limit)), LIMIT_MAX);
  const read = (): Promise<InboxPage> => readPage(deps, accountId, after, most);
  if (waitMs <= 0) return await read();
  // Listening begins before reading, or what comes in between would be waited for in vain.
  const news = awaitNews(deps, accountId, waitMs, signal);
  try {
    const page = await read();
    if (page.items.length > 0) return page;
    await news.came;
    return signal?.aborted === true ? page : await read();
  } finally {
    news.forget();
  }
}

async function readPage(
  { store, secrets, nowMs }: InboxDeps,
  accountId: string,
  after: string,
  limit: number,
): Promise<InboxPage> {
  const found = await store.run(() => readInbox(accountId, Number(after), limit));
  const live = found.length === 0 ? [] : await secrets.liveOf(accountId);
  const atSec = Math.floor(nowMs() / 1000);
  const items = found.map(({ id, taskId, seq, body }) => ({
    id,
    taskId,
    cursor: String(seq),
    headers: { ...signCallback({ secrets: live, id, body, atSec }) },
    body,
  }));
  return { items, cursor: items.at(-1)?.cursor ?? after };
}

function awaitNews(
  { store, clock = systemNetClock }: InboxDeps,
  accountId: string,
  waitMs: number,
  signal: AbortSignal | undefined,
): { readonly came: Promise<void>; readonly forget: () => void } {
  let tell = (): void => undefined;
  const came = new Promise<void>((resolve) => (tell = resolve));
  const forgetWake = store.onWake((topic) => {
    if (topic === inboxTopic(accountId)) tell();
  });
  const forgetTimer = clock.after(Math.min(waitMs, WAIT_MAX_MS), tell);
  signal?.addEventListener('abort', tell, { once: true });
  if (signal?.aborted === true) tell();
  const forget = (): void => {
    forgetWake();
    forgetTimer();
    signal?.removeEventListener('abort', tell);
  };
  return { came, forget };
}
