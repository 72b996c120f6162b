import { request as httpRequest, validateHeaderName, validateHeaderValue } from 'node:http';
import type { Socket } from 'node:net';
import { readWithin } from './answer-body.js';
import { callHttp, type HttpAnswer } from './call-http.js';
import type { CallLimits } from './call-limits.js';
import { explainFailure } from './explain-failure.js';
import type { GuardedFetchOptions, GuardedRequest, GuardedResponse } from './guarded-fetch.js';
import type { AllowedAddresses } from './judge-address.js';
import type { NetClock } from './net-clock.js';
import { NetError } from './net-error.js';
import type { Hop } from './next-hop.js';
import { openSocket } from './open-socket.js';
import type { ResolveHost } from './resolve-host.js';

/** One hop of a call, and what it shares with the others. */
export interface Sending {
  readonly hop: Hop;
  readonly request: GuardedRequest;
  readonly allowed: AllowedAddresses;
  readonly resolve: ResolveHost;
  readonly limits: CallLimits;
  readonly clock: NetClock;
  readonly options: GuardedFetchOptions;
}

/** What one hop was answered. */
export interface HopAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Lets go of the connection; the call goes on. */
  readonly close: () => void;
  /** Makes this the answer of the call. */
  readonly take: () => GuardedResponse;
}

/** Sends one request over a connection of its own, and answers when the headers are there. */
export async function sendHop(sending: Sending): Promise<HopAnswer> {
  const { hop, request, limits } = sending;
  const { url } = hop.target;
  const headers = { host: url.host, ...hop.headers, connection: 'close' };
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  const socket = await connect(sending);
  let headersCame = (): void => undefined;
  try {
    const answered = await callHttp({
      // TLS, where there is any, is in the socket already.
      request: httpRequest,
      options: {
        createConnection: () => socket,
        path: url.pathname + url.search,
        method: request.method ?? 'GET',
      },
      ...{ headers, body: request.body, signal: limits.signal },
      beforeSend: () => {
        limits.check();
        lookOnceMore(sending);
        limits.sent = true;
        headersCame = limits.within(
          request.headersTimeoutMs ?? 30_000,
          'did not begin an answer',
          'Try again, or look at what that server is waiting for.',
        );
      },
    });
    return toAnswer(sending, answered);
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    headersCame();
  }
}

async function connect({ hop, request, allowed, resolve, limits, options }: Sending): Promise<Socket> {
  const connected = limits.within(
    request.connectTimeoutMs ?? 10_000,
    'took no connection',
    'Check the host and the port, and that a firewall lets us through.',
  );
  const { certificateAuthorities } = options;
  return await openSocket({ target: hop.target, allowed, resolve, limits, certificateAuthorities }).finally(connected);
}

function lookOnceMore({ hop, request, limits }: Sending): void {
  try {
    request.beforeSend?.();
  } catch (error) {
    throw new NetError(`The call to ${hop.target.origin} was stopped before it was sent`, {
      reason: 'aborted',
      retryable: false,
      sent: limits.sent,
      origin: hop.target.origin,
      todo: 'Nothing needs to be done.',
      cause: error,
    });
  }
}

function toAnswer(sending: Sending, answered: HttpAnswer): HopAnswer {
  const { hop, request, limits, clock } = sending;
  const { origin, url } = hop.target;
  const { status, headers } = answered;
  const close = (): void => answered.close();
  const encoding = request.method === 'HEAD' ? undefined : (headers.get('content-encoding') ?? undefined);
  const take = (): GuardedResponse => {
    const body = readWithin(
      {
        raw: answered.body,
        encoding,
        announcedBytes: request.method === 'HEAD' ? undefined : (headers.get('content-length') ?? undefined),
        origin,
        limits,
        clock,
        explain: (error) => explainFailure(error, { origin, sent: true }),
        close,
      },
      {
        maxBytes: request.maxBytes,
        stallTimeoutMs: request.stallTimeoutMs ?? 15_000,
        stallBytes: request.stallBytes ?? 1_024,
      },
    );
    const discard = (): void => {
      limits.end();
      close();
    };
    return { status, headers, url: url.href, body, discard };
  };
  return { status, headers, close, take };
}
