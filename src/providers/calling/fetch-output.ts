import type { GuardedResponse } from '../../net/guarded-fetch.js';
import { ProviderError, type ProviderHooks } from '../provider.js';
import { askForRest, readOutputVersion, readRest } from './output-version.js';
import { readRetryAfter } from './read-retry-after.js';
import { unanswered } from './unanswered.js';
import type { VendorAccount } from './vendor-account.js';

/** Above what any model makes. */
const OUTPUT_MAX_BYTES = 2 * 1024 ** 3;

/** A clip on a slow line; one that stalls ends much sooner. */
const OUTPUT_TIMEOUT_MS = 30 * 60_000;

/** How a URL that has died is answered. */
const DEAD: readonly number[] = [401, 403, 404, 410];

/** What is waited before each try to go on that follows one without a byte; after the last it is given up. */
const WAITS_MS: readonly number[] = [250, 500, 1_000, 2_000, 4_000];

/** Who wants to be left alone for longer is: the task waits then, not the stream. */
const LONGEST_WAIT_MS = 4_000;

/** Which output, and what to do when its URL has died. */
export interface SoughtOutput {
  readonly url: string;
  /** Asks for another URL of the same output; `undefined`: the vendor has it no more. Absent: a dead URL is the end of it. */
  readonly renew?: () => Promise<string | undefined>;
}

/** Asks for the output, or a part of it, by whichever URL lives. Any status but a dead one's is an answer. */
type AskOutput = (headers?: Readonly<Record<string, string>>) => Promise<GuardedResponse>;

/**
 * Fetches an output: one stream, which goes on by itself where a connection breaks off, as long as it is still the same output. The key does
 * not go along: the URL is signed, and its host may be another.
 * @throws ProviderError, `retryable` where a later try may give it yet, `isDead` where its URL never will again; so do the bytes
 */
export async function fetchOutput(
  account: VendorAccount,
  sought: SoughtOutput,
  hooks: ProviderHooks,
): Promise<AsyncIterable<Uint8Array>> {
  const ask = asking(account, sought, hooks);
  const response = await ask();
  const isPage = response.headers.get('content-type')?.startsWith('text/html') === true;
  if (response.status === 200 && !isPage) return readOn(account, response, ask, hooks.signal);
  throw otherAnswer(account, response, isPage ? 'a web page' : `status ${response.status}`);
}

function asking(account: VendorAccount, sought: SoughtOutput, hooks: ProviderHooks): AskOutput {
  const { vendor, baseUrl, fetch } = account;
  const { signal, beforeSend } = hooks;
  let { url } = sought;
  const get: AskOutput = async (headers = {}) => {
    try {
      return await fetch(url, {
        ...{ headers, signal, beforeSend, trustedOrigins: [baseUrl], maxRedirects: 5 },
        ...{ maxBytes: OUTPUT_MAX_BYTES, totalTimeoutMs: OUTPUT_TIMEOUT_MS },
      });
    } catch (error) {
      throw unanswered(vendor, error, `The output of ${vendor.name} could not be opened`, signal);
    }
  };
  return async (headers) => {
    const first = await get(headers);
    if (!DEAD.includes(first.status)) return first;
    first.discard();
    const fresh = await sought.renew?.();
    if (fresh === undefined) {
      const message = `The output of ${vendor.name} is gone (${first.status}): its URL has expired, or it was deleted there.`;
      throw new ProviderError(vendor.provider, message, { retryable: false, isDead: true });
    }
    url = fresh;
    // One that is dead although it was made this moment is the store's trouble, not the output's end.
    return get(headers);
  };
}

async function* readOn(
  account: VendorAccount,
  first: GuardedResponse,
  ask: AskOutput,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { vendor, wait } = account;
  const version = readOutputVersion(first.headers);
  const mostBytes = version.totalBytes ?? OUTPUT_MAX_BYTES;
  let rest: AsyncIterable<Uint8Array> | undefined = first.body;
  let doneBytes = 0;
  let tries = 0;
  for (;;) {
    let why: unknown;
    try {
      rest ??= await openRest();
      for await (const chunk of rest) {
        doneBytes += chunk.byteLength;
        if (doneBytes > mostBytes) throw otherOutput();
        tries = 0;
        yield chunk;
      }
      // A server may send less of a rest than was asked for.
      if (version.totalBytes === undefined || doneBytes === version.totalBytes) return;
      why = failed(account, 'broke off', {});
    } catch (error) {
      why = unanswered(vendor, error, `The output of ${vendor.name} broke off`, signal);
    }
    rest = undefined;
    const waitMs = waitBefore(why, WAITS_MS[tries]);
    if (waitMs === undefined || !version.isResumable || signal.aborted) throw why;
    tries += 1;
    await wait(waitMs, signal).catch(() => {
      throw why;
    });
  }

  async function openRest(): Promise<AsyncIterable<Uint8Array>> {
    const response = await ask(askForRest(version, doneBytes));
    const rest = readRest(response, version, doneBytes);
    if (rest !== undefined) return rest;
    const { status } = response;
    if (![200, 206, 416].includes(status)) throw otherAnswer(account, response, `status ${status}`);
    response.discard();
    throw otherOutput();
  }

  /** From its beginning it may be had yet, but not on from here. */
  function otherOutput(): ProviderError {
    tries = WAITS_MS.length;
    return failed(account, 'is not the same any more, half way through', {});
  }
}

/** How long to wait before going on; `undefined`: it is no use, or more than a stream should wait. */
function waitBefore(why: unknown, usualMs: number | undefined): number | undefined {
  if (usualMs === undefined || !(why instanceof ProviderError) || !why.retryable) return undefined;
  const waitMs = Math.max(usualMs, why.retryAfterMs ?? 0);
  return waitMs <= LONGEST_WAIT_MS ? waitMs : undefined;
}

function otherAnswer(account: VendorAccount, response: GuardedResponse, what: string): ProviderError {
  response.discard();
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), account.nowMs());
  return failed(account, `was answered with ${what}`, { retryAfterMs });
}

function failed(
  { vendor }: VendorAccount,
  what: string,
  facts: { readonly retryAfterMs?: number | undefined },
): ProviderError {
  return new ProviderError(vendor.provider, `The output of ${vendor.name} ${what}`, { retryable: true, ...facts });
}
