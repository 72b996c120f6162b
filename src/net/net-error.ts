/**
 * Why a call to a URL from outside ended without an answer, or with half of one.
 *
 * - `refused_url`: not http or https, credentials in it, a port of another service, or not a URL.
 * - `refused_address`: the name stands for an address that is not public and was not allowed.
 * - `dns`: the name could not be resolved.
 * - `connect`: nothing listens there, or it hung up before the request.
 * - `tls`: the certificate or the handshake is not in order.
 * - `timeout`: one of the call's limits on time passed.
 * - `closed`: the connection ended before the whole answer was there.
 * - `too_large`: more bytes than `maxBytes`, announced, received or unpacked.
 * - `redirect`: too many hops, one from https to http, or one to nowhere.
 * - `protocol`: what was said is not HTTP as it can be taken here.
 * - `aborted`: the caller stopped it.
 */
export type NetFailure =
  | 'refused_url'
  | 'refused_address'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'closed'
  | 'too_large'
  | 'redirect'
  | 'protocol'
  | 'aborted';

/** What {@link NetError} carries beside its message. */
export interface NetErrorFacts {
  readonly reason: NetFailure;
  /** Whether the same call may go through later. */
  readonly retryable: boolean;
  /** Whether any byte of a request may have left; `false` is proof that no server has seen one. */
  readonly sent: boolean;
  /** What to do next, as a full sentence. */
  readonly todo: string;
  /** Scheme, host and port that were called; never a path or a query, which may hold a secret. */
  readonly origin?: string | undefined;
  /** The address that was refused; for logs, not for the caller, whom it would tell about the network inside. */
  readonly address?: string | undefined;
  /** The error underneath; never one that holds bytes of the answer. */
  readonly cause?: unknown;
}

/** The error of every guarded call. Its message names the origin only, and never what the other side said. */
export class NetError extends Error {
  readonly reason: NetFailure;
  readonly retryable: boolean;
  readonly sent: boolean;
  readonly todo: string;
  readonly origin: string | undefined;
  readonly address: string | undefined;

  constructor(message: string, facts: NetErrorFacts) {
    super(message, facts.cause === undefined ? {} : { cause: facts.cause });
    this.name = 'NetError';
    this.reason = facts.reason;
    this.retryable = facts.retryable;
    this.sent = facts.sent;
    this.todo = facts.todo;
    this.origin = facts.origin;
    this.address = facts.address;
  }
}
