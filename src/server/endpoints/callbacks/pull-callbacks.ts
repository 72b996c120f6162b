import { z } from 'zod';
import { inboxPageSchema } from '../../../contract/callback.js';
import { pullInbox } from '../../../delivery/pull-inbox.js';
import { inboxTopic } from '../../../store/operations/deliveries.js';
import { endpoint } from '../../endpoint.js';
import { refuseRequest } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import type { ServerRoom } from '../../server-deps.js';

/** The longest that a question is held open, in seconds; proxies end what is silent for longer than a minute. */
const WAIT_MAX_SEC = 30;

/** Hints may be lost: the store is asked this often while a question is held open. */
const ASK_MS = 5000;

/** `GET /v1/callbacks/inbox`: for a receiver that cannot be reached. */
export const pullCallbacksEndpoint = endpoint({
  method: 'GET',
  path: '/v1/callbacks/inbox',
  scope: 'read',
  summary: 'Callbacks to be fetched: each with the headers it would be sent with now',
  query: z.object({
    after: z
      .string()
      .max(40)
      .optional()
      .describe('The cursor of the last one dealt with; `end`: only what comes from now on'),
    limit: z
      .string()
      .regex(/^[0-9]{1,3}$/)
      .transform(Number)
      .optional()
      .describe('1 to 100, which is the default'),
    wait: z
      .string()
      .regex(/^[0-9]{1,4}$/)
      .transform(Number)
      .optional()
      .describe(`Seconds to wait for one when there is none; ${WAIT_MAX_SEC} at most`),
  }),
  reply: inboxPageSchema,
  async handle({ room, identity: { accountId }, query: { after, limit, wait = 0 }, request }) {
    const { secrets, tasks } = room;
    const deps = { store: tasks.store, secrets, nowMs: tasks.nowMs };
    const untilMs = tasks.monotonicMs() + Math.min(wait, WAIT_MAX_SEC) * 1000;
    for (;;) {
      const news = watchFor(room, accountId, request.signal);
      try {
        const page = await pullInbox(deps, accountId, { after, limit });
        if (page === undefined) return refuseRequest(`\`after\` is no cursor; use one that was answered`);
        const leftMs = untilMs - tasks.monotonicMs();
        const isOver = leftMs <= 0 || room.draining.aborted || request.signal.aborted;
        if (page.items.length > 0 || after === 'end' || isOver) return answer(page);
        await news.wait(Math.min(leftMs, ASK_MS));
      } finally {
        news.stop();
      }
    }
  },
});

/** Listens from before the question, so that what comes while it is asked is not missed. */
function watchFor({ hub, draining }: ServerRoom, accountId: string, left: AbortSignal) {
  let ring = (): void => undefined;
  const rung = new Promise<void>((resolve) => (ring = resolve));
  const stop = hub.watch(inboxTopic(accountId), ring);
  for (const end of [left, draining]) end.addEventListener('abort', ring);
  return {
    async wait(ms: number): Promise<void> {
      const timer = setTimeout(ring, ms);
      await rung;
      clearTimeout(timer);
    },
    stop(): void {
      stop();
      for (const end of [left, draining]) end.removeEventListener('abort', ring);
    },
  };
}
