import type { VendorCallback } from '../../providers/provider.js';
import { noteHeard } from '../../store/operations/heard.js';
import type { TaskDeps } from '../task-deps.js';
import type { HookUrls } from './hook-urls.js';
import { readAttempt } from '../../store/operations/attempts.js';
import { inAccount } from '../accounts/in-account.js';
import { providerOf } from '../provider-of.js';

/** What hearing takes. */
export interface HearDeps extends Pick<TaskDeps, 'store' | 'providers' | 'accounts' | 'own'> {
  /** `undefined`: this installation gives no such URLs out. */
  readonly hookUrls?: HookUrls | undefined;
}

/** What became of a callback. `orphan`: of an order that counts as not made, or was given up, though its vendor names a render. */
export type Heard =
  'heard' | 'unknown' | 'forged' | { readonly kind: 'orphan'; readonly handle: string; readonly taskId: string };

/**
 * Takes a vendor's callback, at the URL that was made for one attempt. Signed or not, it is a reason to ask the vendor and nothing more:
 * the task falls due now. It is in the store when this resolves, and may come twice, late, early and out of order.
 *
 * `unknown`: not a URL of ours, or of an attempt that is not there. `forged`: the URL is, and what came to it is not the vendor's. Of
 * both nothing is written.
 * @throws StoreError: the vendor is to call again
 */
export async function hearCallback(
  deps: HearDeps,
  providerId: string,
  token: string,
  callback: VendorCallback,
): Promise<Heard> {
  const { store, hookUrls } = deps;
  const attemptId = hookUrls?.attemptOf(providerId, token);
  const attempt = attemptId === undefined ? undefined : await store.run(() => readAttempt(attemptId));
  if (attempt?.provider !== providerId) return 'unknown';
  // What it is signed with is the account's, and of the key that the render was sent under.
  const provider = providerOf(await inAccount(deps, attempt.accountId), attempt);
  if (provider?.hear === undefined) return 'unknown';
  const heard = await provider.hear(callback);
  if (heard === undefined) return 'forged';
  const { handle, isSigned } = heard;
  const isKnown = await store.run(() => noteHeard({ attemptId: attempt.id, provider: providerId, handle, isSigned }));
  if (!isKnown) return 'unknown';
  if (attempt.endedAtMs === undefined || attempt.handle !== undefined) return 'heard';
  return { kind: 'orphan', handle, taskId: attempt.taskId };
}
