import { type Refused, toFailureEnvelope } from './refusal.js';

/** What was asked for, before it is put in HiAPI's envelope. */
export interface Answered {
  readonly kind: 'answered';
  readonly data: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How an endpoint ends: an answer, a refusal, or a response of its own form (a file, a stream, a metrics page). */
export type Reply = Answered | Refused | Response;

/** Answers with `data` in the envelope of success. */
export function answer(data: unknown, headers?: Readonly<Record<string, string>>): Answered {
  return headers === undefined ? { kind: 'answered', data } : { kind: 'answered', data, headers };
}

/** Answers with JSON outside the envelope. */
export function plainJson(value: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(value), { headers: { 'content-type': JSON_TYPE, ...headers } });
}

/** Writes a reply as HTTP; every one carries its request's id. */
export function toResponse(reply: Reply, requestId: string): Response {
  if (reply instanceof Response) {
    reply.headers.set('x-request-id', requestId);
    return reply;
  }
  if (reply.kind === 'answered') {
    // Nobody may keep what was told to a key.
    const headers = { 'content-type': JSON_TYPE, 'cache-control': 'no-store', 'x-request-id': requestId };
    const body = JSON.stringify({ code: 200, message: 'success', data: reply.data });
    return new Response(body, { headers: reply.headers === undefined ? headers : { ...headers, ...reply.headers } });
  }
  const { refusal } = reply;
  return new Response(JSON.stringify(toFailureEnvelope(refusal, requestId)), {
    status: refusal.status,
    headers: {
      'content-type': JSON_TYPE,
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...(refusal.retryAfterSec === undefined ? {} : { 'retry-after': String(refusal.retryAfterSec) }),
      ...refusal.headers,
    },
  });
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Answers with text outside the envelope. */
export function plainText(text: string, contentType: string): Response {
  return new Response(text, { headers: { 'content-type': contentType, 'cache-control': 'no-store' } });
}
