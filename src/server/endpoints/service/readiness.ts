import { z } from 'zod';
import { type Operation, sql } from '../../../store/statement.js';
import { endpoint } from '../../endpoint.js';
import { plainJson } from '../../replies/reply.js';
import type { ServerRoom } from '../../server-deps.js';

/** A store that answers later than this does not answer. */
const ANSWER_MS = 2000;

const readinessSchema = z.object({
  status: z.enum(['ready', 'not_ready']),
  reasons: z.array(z.enum(['draining', 'store', 'room'])),
});

/** `GET /readyz`: whether new work may come. What is wrong is told by one word each, for it needs no key. */
export const readinessEndpoint = endpoint({
  method: 'GET',
  path: '/readyz',
  scope: 'open',
  summary: 'Whether new tasks are taken; 503 where not',
  reply: readinessSchema,
  async handle({ room }) {
    const reasons = await findReasons(room);
    const body: z.infer<typeof readinessSchema> = { status: reasons.length === 0 ? 'ready' : 'not_ready', reasons };
    const response = plainJson(body, { 'cache-control': 'no-store' });
    return reasons.length === 0 ? response : new Response(response.body, { status: 503, headers: response.headers });
  },
});

async function findReasons({ draining, tasks, space }: ServerRoom): Promise<('draining' | 'store' | 'room')[]> {
  if (draining.aborted) return ['draining'];
  const answers = await within(
    ANSWER_MS,
    tasks.store.run(ping).then(() => true),
  );
  if (!answers) return ['store'];
  const hasRoom = await within(ANSWER_MS, space.hasRoom());
  return hasRoom ? [] : ['room'];
}

function* ping(): Operation<void> {
  yield sql`SELECT 1 AS one`;
}

/** What it answers; `false` when it fails or takes too long. */
async function within(ms: number, asked: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([asked.catch(() => false), late]);
  } finally {
    clearTimeout(timer);
  }
}
