import { ERROR_CODES, type FailureEnvelope, MONEY_ERROR_CODES, type WireErrorCode } from '../../contract/envelope.js';
import type { Finding } from '../../contract/finding.js';

/** The statuses of a refusal. 429 and 503 promise that nothing was made: clients send the same again. */
export type RefusalStatus =
  400 | 401 | 402 | 403 | 404 | 405 | 408 | 409 | 410 | 413 | 415 | 416 | 421 | 422 | 429 | 500 | 503;

/** Why a request was not done, before it is written as both envelopes. */
export interface Refusal {
  readonly status: RefusalStatus;
  /** What is wrong, with the figure, and what to do about it. */
  readonly message: string;
  readonly errorCode?: WireErrorCode;
  readonly retryAfterSec?: number;
  readonly findings?: readonly Finding[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that was not done: see {@link Refusal}. */
export interface Refused {
  readonly kind: 'refused';
  readonly refusal: Refusal;
}

/** Refuses with a status and a sentence. */
export function refuse(
  status: RefusalStatus,
  message: string,
  facts: Omit<Refusal, 'status' | 'message'> = {},
): Refused {
  return { kind: 'refused', refusal: { status, message, ...facts } };
}

/** Refuses a body, a field or a header as it was sent; the same again will be refused again. */
export function refuseRequest(message: string, findings?: readonly Finding[]): Refused {
  return refuse(400, message, { errorCode: 'INVALID_REQUEST', ...(findings === undefined ? {} : { findings }) });
}

/** The word and the kind of each status in the envelope of HiAPI's gateway. */
const GATEWAY_WORDS: Readonly<Record<RefusalStatus, readonly [code: string, type: string]>> = {
  400: ['invalid_request', 'invalid_request_error'],
  401: ['invalid_api_key', 'authentication_error'],
  402: ['insufficient_balance', 'billing_error'],
  403: ['permission_denied', 'permission_error'],
  404: ['not_found', 'invalid_request_error'],
  405: ['method_not_allowed', 'invalid_request_error'],
  408: ['request_timeout', 'invalid_request_error'],
  409: ['conflict', 'invalid_request_error'],
  410: ['gone', 'invalid_request_error'],
  413: ['body_too_large', 'invalid_request_error'],
  415: ['unsupported_media_type', 'invalid_request_error'],
  416: ['range_not_satisfiable', 'invalid_request_error'],
  421: ['host_not_allowed', 'invalid_request_error'],
  422: ['unprocessable', 'invalid_request_error'],
  429: ['rate_limit_exceeded', 'rate_limit_error'],
  500: ['internal_error', 'api_error'],
  503: ['service_unavailable', 'api_error'],
};

/** Writes both envelopes in one object. */
export function toFailureEnvelope(refusal: Refusal, requestId: string): FailureEnvelope {
  const { status, message, errorCode, findings } = refusal;
  const [word, type] = GATEWAY_WORDS[status];
  return {
    code: status,
    message,
    data: null,
    ...(errorCode === undefined ? {} : { error_code: errorCode }),
    error: { code: errorCode?.toLowerCase() ?? word, message, type, request_id: requestId },
    ...(findings === undefined || findings.length === 0 ? {} : { findings: [...findings] }),
  };
}

/** A word of {@link ERROR_CODES} or of {@link MONEY_ERROR_CODES}, or nothing for any other. */
export function knownErrorCode(code: string | undefined): WireErrorCode | undefined {
  return [...ERROR_CODES, ...MONEY_ERROR_CODES].find((known) => known === code);
}
