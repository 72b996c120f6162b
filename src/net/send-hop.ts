import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Client, type Dispatcher } from 'undici';
import { readWithin } from './answer-body.js';
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
  let headersCame = (): void => undefined;
  const client = new Client(hop.target.origin, {
    connect: (_target, done) => {
      connect(sending)
        .then(
          (socket) => {
            headersCame = limits.within(
              request.headersTimeoutMs ?? 30_000,
              'did not begin an answer',
              'Try again, or look at what that server is waiting for.',
            );
            done(null, socket);
          },
          (error: unknown) => done(error as Error, null),
        )
        .catch((error: unknown) =>
          limits.fail(explainFailure(error, { origin: hop.target.origin, sent: limits.sent })),
        );
    },
    // The call has limits of its own, on a clock that a test can hold.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const close = (): void => void client.destroy().catch(() => undefined);
  try {
    const answered = await client.request({
      path: hop.target.url.pathname + hop.target.url.search,
      method: request.method ?? 'GET',
      headers: hop.headers,
      body: bodyToSend(request.body),
      signal: limits.signal,
      reset: true,
    });
    // Nobody may be reading when the connection is let go of.
    answered.body.on('error', () => undefined);
    return toAnswer(sending, answered, close);
  } catch (error) {
    close();
    throw error;
  } finally {
    headersCame();
  }
}

async function connect(sending: Sending): Promise<Socket> {
  const { hop, request, limits, options } = sending;
  const connected = limits.within(
    request.connectTimeoutMs ?? 10_000,
    'took no connection',
    'Check the host and the port, and that a firewall lets us through.',
  );
  const socket = await openSocket({
    target: hop.target,
    allowed: sending.allowed,
    resolve: sending.resolve,
    limits,
    certificateAuthorities: options.certificateAuthorities,
  }).finally(connected);
  try {
    limits.check();
    lookOnceMore(sending);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  limits.sent = true;
  return socket;
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

function bodyToSend(body: GuardedRequest['body']): string | Uint8Array | Readable | null {
  if (body === undefined) return null;
  return typeof body === 'string' || body instanceof Uint8Array ? body : Readable.from(body, { objectMode: false });
}

function toAnswer(sending: Sending, answered: Dispatcher.ResponseData, close: () => void): HopAnswer {
  const { hop, request, limits, clock } = sending;
  const { origin, url } = hop.target;
  const headers = toHeaders(answered.headers);
  const status = answered.statusCode;
  const encoding = request.method === 'HEAD' ? undefined : (headers.get('content-encoding') ?? undefined);
  const take = (): GuardedResponse => {
    const body = readWithin(
      {
        raw: answered.body as AsyncIterable<Uint8Array>,
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

function toHeaders(fields: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) headers.append(name, one);
  }
  return headers;
}
