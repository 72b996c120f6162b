import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type Context, Hono } from 'hono';
import { createSpaceGuard } from '../tasks/storage/space-guard.js';
import { apiPathOf } from './api-path.js';
import type { Endpoint, RawCall } from './endpoint.js';
import { allEndpoints } from './endpoints/all-endpoints.js';
import { type Identity, OWNER } from './identity.js';
import { createKeyring } from './keys/keyring.js';
import { createRateLimit } from './keys/rate-limit.js';
import { createMetrics } from './metrics.js';
import { createBodyBudget } from './reading/body-budget.js';
import { createHostCheck } from './reading/check-host.js';
import { refusalOfError } from './replies/refusal-of-error.js';
import { type Refused, refuse } from './replies/refusal.js';
import { type Reply, toResponse } from './replies/reply.js';
import type { ServerDeps, ServerRoom } from './server-deps.js';
import { createTopicHub } from './topic-hub.js';

/** The API. */
export interface App {
  /** Answers a request. Without `env` it is anybody's: it needs a key where one is asked for. Never rejects. */
  fetch(request: Request, env?: RequestOrigin): Promise<Response>;
  /** {@link fetch} for who runs in this process: the admin of the account `default`. */
  fetchAsOwner(request: Request): Promise<Response>;
  /** Takes no new tasks from now on and ends streams; everything else is answered. */
  drain(): void;
}

/** Marks a request that came over the owner's socket, or from this process. A symbol: nothing that is sent can be one. */
export const FROM_OWNER = Symbol('from the owner');

/** Where a request came from, as its listener knows it. */
export interface RequestOrigin {
  readonly [FROM_OWNER]?: true;
  /** Node's own request: its body is read fastest. */
  readonly incoming?: IncomingMessage;
}

/** Large bodies that are read at once: each takes about five times its size. With 24 MiB, 32 callers of 8 MB each came to 311 MB. */
const BUDGET_BYTES = 16 * 1024 ** 2;

/** Makes the API. It is ready at once; whatever it needs of the store it asks when it is asked. */
export function createApp(deps: ServerDeps): App {
  const { tasks, baseUrl, hosts = [] } = deps;
  const { store, blobs, monotonicMs } = tasks;
  const draining = new AbortController();
  // Every stream and every held question listens to it.
  setMaxListeners(0, draining.signal);
  const { adminKey, clipBytes, reserveBytes } = deps;
  const room: ServerRoom = {
    ...deps,
    keyring: createKeyring({ store, monotonicMs, ...(adminKey === undefined ? {} : { adminKey }) }),
    rateLimit: createRateLimit(monotonicMs),
    budget: createBodyBudget(BUDGET_BYTES),
    space: createSpaceGuard({
      ...{ store, blobs, monotonicMs },
      ...(clipBytes === undefined ? {} : { clipBytes }),
      ...(reserveBytes === undefined ? {} : { reserveBytes }),
    }),
    isOurHost: createHostCheck([new URL(baseUrl).hostname, ...hosts]),
    metrics: deps.metrics ?? createMetrics(deps.version),
    hub: createTopicHub(store),
    keysInFlight: new Set(),
    draining: draining.signal,
  };
  const hono = route(room, allEndpoints());
  const ownerEnv: RequestOrigin = { [FROM_OWNER]: true };
  return {
    fetch: async (request, env = {}) => hono.fetch(request, env),
    fetchAsOwner: async (request) => hono.fetch(request, ownerEnv),
    drain: () => draining.abort(),
  };
}

type AppContext = Context<{ Bindings: RequestOrigin }>;

function route(room: ServerRoom, endpoints: readonly Endpoint[]): Hono<{ Bindings: RequestOrigin }> {
  const hono = new Hono<{ Bindings: RequestOrigin }>({ getPath: (request) => apiPathOf(request.url) });
  const newRequestId = createRequestIds();
  for (const served of endpoints) {
    const { method, path } = served.facts;
    hono.on(method, path.replace(/\{(\w+)\}/g, ':$1'), (c) => answer(room, served, c, newRequestId()));
  }
  hono.notFound((c) => {
    const known = METHODS.filter((method) => hono.router.match(method, c.req.path)[0].length > 0);
    return toResponse(refuseUnknown(known), newRequestId());
  });
  // What an endpoint throws is caught where its id is known; this is for the routing itself.
  hono.onError((error) => {
    const requestId = newRequestId();
    room.onTrouble?.(error, requestId);
    return toResponse(refusalOfError(error).refused, requestId);
  });
  return hono;
}

/** Of a path without a name in it. */
const NO_PARAMS: RawCall['params'] = {};

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

/** Of a path that nothing is served under, or nothing by this method. Asked only then: a route more would cost every request. */
function refuseUnknown(known: readonly string[]): Refused {
  if (known.length === 0) return refuse(404, 'there is nothing under this path; GET /openapi.json lists what there is');
  const allow = known.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  return refuse(405, `this path knows ${allow}`, { headers: { allow } });
}

async function answer(room: ServerRoom, served: Endpoint, c: AppContext, requestId: string): Promise<Response> {
  const startedMs = room.tasks.monotonicMs();
  let response: Response;
  try {
    response = toResponse(await admit(room, served, c, requestId), requestId);
  } catch (error) {
    const { refused, isFault } = refusalOfError(error);
    if (isFault) room.onTrouble?.(error, requestId);
    response = toResponse(refused, requestId);
  }
  const { method, path } = served.facts;
  room.metrics.countRequest(`${method} ${path}`, response.status, room.tasks.monotonicMs() - startedMs);
  return response;
}

/** Lets a request through to its endpoint: sent to us, by somebody we know, not too often, who may do this. */
async function admit(room: ServerRoom, served: Endpoint, c: AppContext, requestId: string): Promise<Reply> {
  const { raw: request } = c.req;
  const isOwner = c.env[FROM_OWNER] === true;
  if (!isOwner && !room.isOurHost(hostOf(request))) {
    return refuse(421, 'this server does not go by that host name; FIRSTFRAME_PUBLIC_URL says by which it goes');
  }
  const { scope } = served.facts;
  if (scope === 'owner' && !isOwner) return refuseUnknown([]);
  const call = {
    room,
    request,
    incoming: c.env.incoming,
    requestId,
    params: served.facts.path.includes('{') ? c.req.param() : NO_PARAMS,
  };
  if (scope === 'open') return served.answer({ ...call, identity: undefined });
  const identity = isOwner ? OWNER : await room.keyring.check(request.headers.get('authorization'));
  if (identity === undefined) {
    const message = 'the key is missing, unknown or revoked; send Authorization: Bearer sk-ff-…';
    return refuse(401, message, { headers: { 'www-authenticate': 'Bearer' } });
  }
  return enter(served, { ...call, identity }, identity);
}

async function enter(served: Endpoint, call: RawCall, identity: Identity): Promise<Reply> {
  const { requestsPerMinute, keyId, scopes } = identity;
  // Counted before anything is looked at: a flood of refused requests is a flood.
  const waitSec = requestsPerMinute === undefined ? 0 : call.room.rateLimit.take(keyId, requestsPerMinute);
  if (waitSec > 0) {
    const message = `this key may make ${requestsPerMinute ?? 0} requests a minute; come again in ${waitSec} s`;
    return refuse(429, message, { retryAfterSec: waitSec });
  }
  const { scope } = served.facts;
  if (scope !== 'open' && scope !== 'owner' && !scopes.has(scope)) {
    return refuse(403, `this key lacks the scope ${scope}; use another, or make one with POST /v1/keys`);
  }
  return served.answer(call);
}

/** The host that a request was sent to: its header, or, of one that never was on a wire, its URL's. */
function hostOf(request: Request): string {
  return request.headers.get('host') ?? new URL(request.url).host;
}

/** Ids that tell requests of this process and of others apart: for logs and for whoever asks about one. */
function createRequestIds(): () => string {
  const process = randomBytes(6).toString('base64url');
  let count = 0;
  return () => `req-${process}-${(count += 1).toString(36)}`;
}
