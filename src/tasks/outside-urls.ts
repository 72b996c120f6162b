import type { VendorKey, VendorKeys } from '../contract/vendor-keys.js';
import { isPrivateHost } from '../net/is-private-host.js';
import { createHookUrls } from './hooks/hook-urls.js';
import { createStillUrls } from './still-urls.js';
import type { TaskDeps } from './task-deps.js';

/** Where this server is, and whom it is to be reached by. */
export interface OutsideOptions {
  /** FIRSTFRAME_PUBLIC_URL, while a server listens there; absent: nobody outside reaches it. */
  readonly publicUrl: string | undefined;
  readonly vendorKeys: VendorKeys;
  /** Derives a key for a purpose. */
  readonly keyFor: (purpose: string) => Uint8Array;
  readonly nowMs: () => number;
}

/** Where vendors fetch stills and call back to, if they can. */
export function outsideUrls({
  publicUrl: baseUrl,
  vendorKeys,
  keyFor,
  nowMs,
}: OutsideOptions): Pick<TaskDeps, 'stillUrls' | 'hookUrls'> {
  if (baseUrl === undefined) return { stillUrls: undefined, hookUrls: undefined };
  // A gateway of one's own network comes to private addresses; a vendor on the internet never does, so then ours has to be public.
  const isTrusted = Object.values(vendorKeys).every((key: VendorKey) => isPrivateHost(key.baseUrl));
  return {
    stillUrls: createStillUrls({ baseUrl, key: keyFor('stills'), nowMs, isTrusted }),
    hookUrls: createHookUrls({ baseUrl, key: keyFor('hooks') }),
  };
}
