import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import type { ApiKeyScope } from '../contract/api-key.js';
import type { Identity } from './identity.js';
import { explainIssues } from './reading/explain-issues.js';
import { parseJson } from './reading/parse-json.js';
import { readBody } from './reading/read-body.js';
import { type RefusalStatus, type Refused, refuse, refuseRequest } from './replies/refusal.js';
import type { Reply } from './replies/reply.js';
import type { ServerRoom } from './server-deps.js';

/** Who may ask: whose key has the scope, anybody, or the owner of the data folder alone: by its socket, never over a network. */
export type EndpointScope = ApiKeyScope | 'open' | 'owner';

/** A request on its way to an endpoint, before any of it is read. */
export interface RawCall {
  readonly room: ServerRoom;
  /** `undefined` where anybody may ask. */
  readonly identity: Identity | undefined;
  readonly request: Request;
  /** Node's own request, where there is one. */
  readonly incoming: IncomingMessage | undefined;
  readonly requestId: string;
  readonly params: Readonly<Record<string, string>>;
}

/** A request that has been read. */
export interface Call<Params, Query, Body> extends Omit<RawCall, 'identity' | 'params'> {
  readonly identity: Identity;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The body's very bytes; empty where there is none to be read. */
  readonly rawBody: Uint8Array;
}

/** What is said of an endpoint in one place: it is held to it, and its documentation is made of it. */
export interface EndpointFacts {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{name}` for what is read by `params`. */
  readonly path: string;
  readonly scope: EndpointScope;
  readonly summary: string;
  /** JSON: read, parsed and held to a schema. `bytes`: the endpoint reads it itself. */
  readonly body?: z.ZodType | 'bytes';
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  /** Headers that change what is done, with what they do. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The schema of `data`, or the media type of an answer that has a form of its own. */
  readonly reply: z.ZodType | string;
  /** What it refuses with beside 400 (where it reads anything), 401, 403, 429, 500 and 503. */
  readonly refusals?: readonly RefusalStatus[];
  /** Whether its path means something to nobody but a browser or a monitor, and it is left out of the documentation. */
  readonly hidden?: boolean;
}

/** An endpoint, ready to be asked. */
export interface Endpoint {
  readonly facts: EndpointFacts;
  answer(call: RawCall): Promise<Reply>;
}

/** An endpoint as it is written: its facts, and what it does with a request that fits them. */
export interface EndpointSpec<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
> extends EndpointFacts {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body | 'bytes';
  readonly handle: (call: Call<z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<Reply> | Reply;
}

/** Makes an endpoint: what does not fit its schemas is refused with 400 before `handle` is called. */
export function endpoint<
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(spec: EndpointSpec<Params, Query, Body>): Endpoint {
  const { body: bodySchema } = spec;
  const handle = spec.handle as (call: Call<unknown, unknown, unknown>) => Promise<Reply> | Reply;

  async function answerRead(call: RawCall): Promise<Reply> {
    const params = read(spec.params, call.params);
    // An id that cannot be one is an unknown one.
    if (params.kind === 'refused' || findNul(params.value) !== undefined) {
      return refuse(404, 'there is nothing under this path: an id in it is not written as one of ours is');
    }
    const query = spec.query === undefined ? NOTHING : read(spec.query, queryOf(call.request));
    if (query.kind === 'refused') return query;
    const nul = findNul(query.value);
    if (nul !== undefined)
      return refuseRequest(`\`${nul}\` has the character U+0000, which no text needs; leave it out`);
    const { room, request, incoming, requestId, identity = NOBODY } = call;
    const ready = { room, request, incoming, requestId, identity, params: params.value, query: query.value };
    if (bodySchema === undefined || bodySchema === 'bytes') {
      return handle({ ...ready, body: undefined, rawBody: NO_BYTES });
    }
    const refused = checkContentType(request);
    if (refused !== undefined) return refused;
    const raw = await readBody(call, room.budget);
    if (raw.kind === 'refused') return raw;
    try {
      const json = parseJson(raw.bytes);
      if (json.kind === 'refused') return json;
      const body = read(bodySchema, json.value);
      if (body.kind === 'refused') return body;
      return await handle({ ...ready, body: body.value, rawBody: raw.bytes });
    } finally {
      raw.release();
    }
  }

  return { facts: spec, answer: answerRead };
}

const NO_BYTES = new Uint8Array(0);
const NOTHING = { kind: 'read', value: undefined } as const;

/** Who asks where anybody may: nobody's account, and nothing may be done in its name. */
const NOBODY: Identity = {
  accountId: '',
  keyId: '',
  scopes: new Set(),
  requestsPerMinute: undefined,
  tasksInFlight: undefined,
};

function read(
  schema: z.ZodType | undefined,
  value: unknown,
): { readonly kind: 'read'; readonly value: unknown } | Refused {
  if (schema === undefined) return NOTHING;
  const parsed = schema.safeParse(value);
  return parsed.success ? { kind: 'read', value: parsed.data } : refuseRequest(explainIssues(parsed.error));
}

/** The name of a field with U+0000 in it, which Postgres cannot keep, nor look for. Bodies are held to the same by `parseJson`. */
function findNul(fields: unknown): string | undefined {
  const found = Object.entries(fields ?? {}).find(([, value]) => typeof value === 'string' && value.includes('\0'));
  return found?.[0];
}

/** The query as fields; of a name that comes twice, the first. */
function queryOf({ url }: Request): Readonly<Record<string, string>> {
  const start = url.indexOf('?');
  if (start === -1) return {};
  const fields: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (!Object.hasOwn(fields, name)) fields[name] = value;
  }
  return fields;
}

/** No type at all is taken for JSON, as HiAPI does; another one is refused. */
function checkContentType({ headers }: Request): Refused | undefined {
  const type = headers.get('content-type');
  if (type === null || type === 'application/json' || /^application\/json *(;|$)/i.test(type)) return undefined;
  return refuse(415, 'the Content-Type is not application/json; send JSON, and say so', {
    errorCode: 'INVALID_REQUEST',
  });
}
