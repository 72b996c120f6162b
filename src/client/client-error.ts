import { z } from 'zod';
import { findingSchema } from '../contract/finding.js';

/** Something that is wrong with a request, as a refusal tells it. */
export type RefusedFinding = z.infer<typeof findingSchema>;

/** What {@link ClientError} carries beside its message. */
export interface ClientErrorFacts {
  /** HTTP status; 0: no answer came. */
  readonly status: number;
  readonly code: string;
  readonly retryAfterSec?: number;
  readonly requestId?: string;
  readonly findings?: readonly RefusedFinding[];
  readonly cause?: unknown;
}

/**
 * The one error that leaves the client, but for an abort, which rejects with the signal's own reason.
 *
 * `code` is for programs: the server's `error_code` (`INVALID_REQUEST`, `IDEMPOTENCY_KEY_MISMATCH`…), or else one of ours:
 *
 * - `NETWORK`: no answer came; `status` is 0. A read, and a create with its key, were tried again before this was thrown.
 * - `BAD_REPLY`: an answer that is not the API's: usually something else listens at that address.
 * - `TIMEOUT`: {@link WaitOptions.timeoutMs} passed; the task goes on, and may be waited for again.
 * - `HTTP_404` and its like: a refusal without a code.
 */
export class ClientError extends Error {
  readonly status: number;
  readonly code: string;
  /** Seconds after which the server asks to be tried again; 429 and 503 mean that nothing was created. */
  readonly retryAfterSec: number | undefined;
  readonly requestId: string | undefined;
  /** What is wrong with the stills, the prompt or the settings, each with its repair; empty for any other refusal. */
  readonly findings: readonly RefusedFinding[];

  constructor(message: string, facts: ClientErrorFacts) {
    super(message, facts.cause === undefined ? {} : { cause: facts.cause });
    this.name = 'ClientError';
    this.status = facts.status;
    this.code = facts.code;
    this.retryAfterSec = facts.retryAfterSec;
    this.requestId = facts.requestId;
    this.findings = facts.findings ?? [];
  }
}

const text = z.string().min(1).optional().catch(undefined);
/** Both envelopes: HiAPI's own, and the one of its gateway, which has everything under `error`. */
const refusalSchema = z.object({
  message: text,
  error_code: text,
  error: z.object({ message: text, code: text, request_id: text }).optional().catch(undefined),
  findings: z.array(findingSchema).catch([]),
});

/** What a refusal says, whichever envelope it came in. `nowMs` is for a Retry-After that is a date. */
export function readRefusal(response: Response, body: string, nowMs: number): ClientError {
  const { status } = response;
  const { message, error_code: code, error, findings } = refusalSchema.catch({ findings: [] }).parse(jsonOf(body));
  const retryAfterSec = readRetryAfter(response.headers.get('retry-after'), nowMs);
  const requestId = error?.request_id ?? response.headers.get('x-request-id') ?? undefined;
  return new ClientError(message ?? error?.message ?? `the server answered ${status} and said no more`, {
    status,
    code: code ?? error?.code ?? `HTTP_${status}`,
    ...(retryAfterSec === undefined ? {} : { retryAfterSec }),
    ...(requestId === undefined ? {} : { requestId }),
    findings,
  });
}

/** Seconds, from either form of the header (RFC 9110, 10.2.3); undefined for none, or for what is neither. */
export function readRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? undefined : Math.max(0, Math.ceil((atMs - nowMs) / 1000));
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
