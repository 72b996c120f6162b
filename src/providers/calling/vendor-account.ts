import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedFetch } from '../../net/guarded-fetch.js';

/** Who is called, as people are told of it. */
export interface Vendor {
  /** The provider's id. */
  readonly provider: string;
  /** Its name in a sentence. */
  readonly name: string;
  /** The environment variable of its key, and that of its base URL. */
  readonly keyVariable: string;
  readonly urlVariable: string;
  /** Where a key is had; goes on from “set it to one”: `from its console`. */
  readonly keyFrom: string;
  /** What every path begins with. The base URL may end with it or not; empty where it always does. */
  readonly apiPath: '' | `/${string}`;
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a vendor is reached with. */
export interface VendorDeps {
  /** The operator's own: trusted by its origin, also where an output lies there. */
  readonly baseUrl: string;
  /** Empty where none is set: every order is refused then, with what to do. */
  readonly apiKey: string;
  readonly fetch: GuardedFetch;
  readonly nowMs: () => number;
  /** Waits before a download that broke off goes on; rejects when `signal` stops it. Default: a timer. */
  readonly wait?: (delayMs: number, signal: AbortSignal) => Promise<unknown>;
}

/** Whose account is called, and where. */
export interface VendorAccount extends Required<VendorDeps> {
  readonly vendor: Vendor;
}

/** Reads what an operator has set: spaces around it, a last slash and the API's own path make no difference. */
export function createVendorAccount(vendor: Vendor, deps: VendorDeps): VendorAccount {
  const { fetch, nowMs, wait = waitByTimer } = deps;
  const bare = deps.baseUrl.trim().replace(/\/+$/, '');
  const { apiPath } = vendor;
  const root = apiPath !== '' && bare.endsWith(apiPath) ? bare.slice(0, -apiPath.length).replace(/\/+$/, '') : bare;
  return { vendor, baseUrl: root + apiPath, apiKey: deps.apiKey.trim(), fetch, nowMs, wait };
}

function waitByTimer(delayMs: number, signal: AbortSignal): Promise<unknown> {
  return sleep(delayMs, undefined, { signal });
}
