import { z } from 'zod';
import { endpoint } from '../../endpoint.js';
import { plainJson } from '../../replies/reply.js';

/** `GET /healthz`: the process lives. Nothing else is asked: a store that is away is no reason to be killed. */
export const healthEndpoint = endpoint({
  method: 'GET',
  path: '/healthz',
  scope: 'open',
  summary: 'Whether the process lives',
  reply: z.object({ status: z.literal('ok'), version: z.string() }),
  handle: ({ room }) => plainJson({ status: 'ok', version: room.version }, { 'cache-control': 'no-store' }),
});
