import type { InboxPage } from '../contract/callback.js';
import { readInbox, readInboxEnd } from '../store/operations/inbox.js';
import type { Store } from '../store/store.js';
import { signCallback } from './sign-callback.js';
import type { WebhookSecrets } from './webhook-secrets.js';

/** What {@link pullInbox} needs. */
export interface InboxDeps {
  readonly store: Store;
  readonly secrets: Pick<WebhookSecrets, 'liveOf'>;
  readonly nowMs: () => number;
}

/** Where to go on, and how far. */
export interface InboxRequest {
  /** A cursor that was answered before; `end`: nothing of what is there already; absent: from the first one on. */
  readonly after?: string | undefined;
  /** 1 to 100, which is the default. */
  readonly limit?: number | undefined;
}

const LIMIT_MAX = 100;

/**
 * What an account was owed, for a receiver that cannot be reached: each with the headers it would be sent with now. Asking changes
 * nothing. `undefined`: `after` is no cursor of ours. Whoever would wait for more is told by `inboxTopic`.
 * @throws StoreError SealError
 */
export async function pullInbox(
  { store, secrets, nowMs }: InboxDeps,
  accountId: string,
  { after = '0', limit = LIMIT_MAX }: InboxRequest = {},
): Promise<InboxPage | undefined> {
  if (after === 'end') return { items: [], cursor: String(await store.run(() => readInboxEnd(accountId))) };
  if (!/^\d{1,15}$/.test(after)) return undefined;
  const most = Math.min(Math.max(1, Math.floor(limit)), LIMIT_MAX);
  const found = await store.run(() => readInbox(accountId, Number(after), most));
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
