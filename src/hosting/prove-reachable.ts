import type { BlobStore } from '../blobs/blobs.js';
import type { GuardedFetch, GuardedRequest, GuardedResponse } from '../net/guarded-fetch.js';
import { NetError } from '../net/net-error.js';
import type { HostWork, StillToHost } from './way.js';

/** What a proof takes. */
export interface ProofWork extends Pick<HostWork, 'blobs' | 'fetch' | 'hooks' | 'isStopped'> {
  /** Whether the URL may be at an address that is not public. */
  readonly isTrusted: boolean;
  /** Whether HEAD is asked as well; absent: it is. */
  readonly isHeadAsked?: boolean;
}

/** Whether a URL of ours works from outside; `why` is a clause. */
export type Proof =
  { readonly kind: 'reachable' } | { readonly kind: 'unreachable'; readonly why: string; readonly passes: boolean };

/** As Runway fetches: HEAD, then GET, 10 s each, no redirects (docs.dev.runwayml.com, assets/inputs; read 2026-11-22). */
const CALL_MS = 10_000;

/** Bytes that are compared: what is behind another server's login page begins differently. */
const COMPARED_BYTES = 64;

/**
 * Fetches a still by its URL as a vendor would, the addresses judged as those of strangers: what cannot be fetched here would come back
 * as a failure of the vendor's, after it is paid. It is the still itself when status, type, length and first bytes are.
 *
 * @throws BlobError; and what `hooks` stopped it with
 */
export async function proveReachable(url: string, still: StillToHost, work: ProofWork): Promise<Proof> {
  const beginning = await readBeginning(still, work.blobs);
  const common = {
    maxRedirects: 0,
    totalTimeoutMs: CALL_MS,
    trustedOrigins: work.isTrusted ? [url] : [],
    signal: work.hooks.signal,
    beforeSend: work.hooks.beforeSend,
  };
  const { isHeadAsked = true } = work;
  return (
    (isHeadAsked
      ? await call(url, { ...common, method: 'HEAD', maxBytes: 0 }, work, (head) => faultOf(head, still))
      : undefined) ??
    (await call(url, { ...common, maxBytes: still.sizeBytes }, work, async (got) => {
      return (
        faultOf(got, still) ??
        ((await beginsWith(got, beginning)) ? undefined : unreachable('it answers with other bytes than ours'))
      );
    })) ?? { kind: 'reachable' }
  );
}

type Fault = Extract<Proof, { kind: 'unreachable' }>;

async function call(
  url: string,
  request: GuardedRequest,
  work: { readonly fetch: GuardedFetch; readonly isStopped: () => boolean },
  judge: (response: GuardedResponse) => Promise<Fault | undefined> | Fault | undefined,
): Promise<Fault | undefined> {
  let response: GuardedResponse | undefined;
  try {
    response = await work.fetch(url, request);
    return await judge(response);
  } catch (error) {
    if (work.isStopped() || !(error instanceof NetError)) throw error;
    return unreachable(inClause(error), error.retryable);
  } finally {
    response?.discard();
  }
}

function faultOf({ status, headers }: GuardedResponse, still: StillToHost): Fault | undefined {
  if (status >= 300 && status < 400) return unreachable(`it redirects (${status}), and vendors do not follow`);
  if (status !== 200) return unreachable(`it answers ${status}`, status >= 500 || status === 429 || status === 408);
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== still.mediaType) {
    // Said by whatever is there instead of us: only what a type may be made of.
    const said = type.replace(/[^\w/.+-]/g, '').slice(0, 50);
    return unreachable(`it answers with ${said === '' ? 'no type' : said} in place of ${still.mediaType}`);
  }
  const length = headers.get('content-length');
  if (length === String(still.sizeBytes)) return undefined;
  return unreachable(
    `it names ${length === null ? 'no Content-Length' : `another Content-Length than ${still.sizeBytes}`}`,
  );
}

async function beginsWith(response: GuardedResponse, beginning: Uint8Array): Promise<boolean> {
  const chunks: Uint8Array[] = [];
  let got = 0;
  for await (const chunk of response.body) {
    chunks.push(chunk);
    got += chunk.byteLength;
    if (got >= beginning.byteLength) break;
  }
  return Buffer.concat(chunks).subarray(0, beginning.byteLength).equals(beginning);
}

async function readBeginning({ blobKey, sizeBytes }: StillToHost, blobs: BlobStore): Promise<Uint8Array> {
  const { bytes } = await blobs.open(blobKey, { start: 0, end: Math.min(sizeBytes, COMPARED_BYTES) - 1 });
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function unreachable(why: string, passes = false): Fault {
  return { kind: 'unreachable', why, passes };
}

/** What the call ended with, without what to do: the variable says that. */
function inClause({ message, reason }: NetError): string {
  const said = message.replace(/^The /, 'the ').replace(/\.$/, '');
  return reason === 'refused_address' ? `${said}, which no vendor reaches` : said;
}
