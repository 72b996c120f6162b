import { z } from 'zod';
import { envelopeOf, failureEnvelopeSchema } from '../contract/envelope.js';
import type { Endpoint, EndpointFacts } from './endpoint.js';
import type { RefusalStatus } from './replies/refusal.js';

type Json = Readonly<Record<string, unknown>>;

/** What each status of a refusal means, in a few words. */
const MEANINGS: Readonly<Record<RefusalStatus, string>> = {
  400: 'Something in it cannot be honoured; `message` says what',
  401: 'The key is missing, unknown or revoked',
  402: 'The budget does not allow it; nothing was made',
  403: 'The key lacks the scope, or the URL is forged',
  404: 'It is not there, or is not yours',
  405: 'The path knows other methods',
  408: 'The body took too long',
  409: 'The first request is under way, or it is in use',
  410: 'It has expired or was deleted',
  413: 'Too large',
  415: 'The body is of another type',
  416: 'The range lies outside',
  421: 'The host is not one of this server',
  422: 'The Idempotency-Key came with another body before',
  429: 'Too many; nothing was made. Retry-After says when to come again',
  500: 'A fault on our side',
  503: 'Not now; nothing was made. Retry-After says when to come again',
};

/** Describes endpoints as OpenAPI 3.1, from the very schemas that requests are held to. */
export function describeApi(endpoints: readonly Endpoint[], version: string): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { facts } of endpoints) {
    if (facts.hidden === true) continue;
    paths[facts.path] = { ...paths[facts.path], [facts.method.toLowerCase()]: describe(facts) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Firstframe', version, description: "HiAPI's task API in front of every image-to-video model." },
    paths,
    components: {
      schemas: { Failure: toSchema(failureEnvelopeSchema, 'output') },
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function describe(facts: EndpointFacts): Json {
  const { scope, summary, body, params, query, headers = {} } = facts;
  const parameters = [
    ...describeFields(params, 'path'),
    ...describeFields(query, 'query'),
    ...Object.entries(headers).map(([name, description]) => ({
      in: 'header',
      name,
      description,
      required: false,
      schema: { type: 'string' },
    })),
  ];
  return {
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: describeBody(body) } }),
    responses: { 200: describeReply(facts), ...describeRefusals(facts) },
    ...(scope === 'open' ? {} : { security: [{ key: [] }], 'x-scope': scope }),
  };
}

function describeBody(body: z.ZodType | 'bytes'): Json {
  if (body === 'bytes') return { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  return { 'application/json': { schema: toSchema(body, 'input') } };
}

function describeReply({ reply, scope }: EndpointFacts): Json {
  if (typeof reply === 'string') return { description: 'As asked', content: { [reply]: {} } };
  // What anybody may ask is answered as monitors and other programs expect it, without the envelope.
  const schema = toSchema(scope === 'open' ? reply : envelopeOf(reply), 'output');
  return { description: 'success', content: { 'application/json': { schema } } };
}

function describeRefusals({ scope, params, query, body, refusals = [] }: EndpointFacts): Json {
  const reads = [params, query, body].some((part) => part !== undefined);
  const statuses = new Set<RefusalStatus>([
    ...(reads ? ([400] as const) : []),
    ...(scope === 'open' ? [] : ([401, 403, 429] as const)),
    ...refusals,
    500,
    503,
  ]);
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } };
  const entries = [...statuses]
    .sort((a, b) => a - b)
    .map((status) => [status, { description: MEANINGS[status], content }]);
  return Object.fromEntries(entries) as Json;
}

const objectSchema = z.object({
  properties: z.record(z.string(), z.looseObject({ description: z.string().optional() })).default({}),
  required: z.array(z.string()).default([]),
});

function describeFields(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const { properties, required } = objectSchema.parse(toSchema(schema, 'input'));
  return Object.entries(properties).map(([name, { description, ...field }]) => ({
    in: place,
    name,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: field,
  }));
}

/** A schema of JSON Schema 2020-12, which is OpenAPI 3.1's. */
function toSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io }) as Record<string, unknown>;
  return rest;
}
