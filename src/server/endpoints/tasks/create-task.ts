import { hash } from 'node:crypto';
import { z } from 'zod';
import { createTaskSchema, IDEMPOTENCY_KEY_MAX_BYTES } from '../../../contract/create-task.js';
import type { AcceptOutcome, AcceptRefusal } from '../../../tasks/accept-outcome.js';
import { acceptTask } from '../../../tasks/accept-task.js';
import { endpoint } from '../../endpoint.js';
import { knownErrorCode, type Refused, refuse, refuseRequest } from '../../replies/refusal.js';
import { answer, type Reply } from '../../replies/reply.js';
import { DEFAULT_ACCOUNT } from '../../identity.js';
import type { ServerRoom } from '../../server-deps.js';

/** Seconds until a create that is under way has ended, as a rule. */
const IN_FLIGHT_RETRY_SEC = 1;

/** Seconds after which a server that is stopping, or full, may be asked again. */
const BUSY_RETRY_SEC = 5;

/** `POST /v1/tasks`, as HiAPI's. */
export const createTaskEndpoint = endpoint({
  method: 'POST',
  path: '/v1/tasks',
  scope: 'create',
  summary: 'Ask for a clip',
  headers: {
    'Idempotency-Key': 'Up to 255 bytes. The same key and body within 24 h are the same task, made once',
    traceparent: 'The trace that the task is part of, as W3C writes it, where the server takes traces',
  },
  body: createTaskSchema,
  reply: z.object({ taskId: z.string() }),
  refusals: [402, 409, 413, 415, 422],
  async handle({ room, identity, request, body, rawBody }) {
    const startedAtMs = room.tasks.nowMs();
    const idempotencyKey = request.headers.get('idempotency-key') ?? undefined;
    const refused = checkKey(idempotencyKey);
    if (refused !== undefined) return refused;
    const { accountId, keyId: id, tasksInFlight } = identity;
    const ask = {
      accountId,
      key: tasksInFlight === undefined ? { id } : { id, inFlightMax: tasksInFlight },
      body,
      bodyHash: hash('sha256', rawBody),
      isOperator: accountId === DEFAULT_ACCOUNT && identity.scopes.has('admin'),
      checkReadiness: () => checkReadiness(room),
    };
    if (idempotencyKey === undefined) return traced(await acceptTask(room.tasks, ask));
    const slot = `${accountId}\n${idempotencyKey}`;
    if (room.keysInFlight.has(slot)) return inFlight();
    room.keysInFlight.add(slot);
    try {
      return await traced(await acceptTask(room.tasks, { ...ask, idempotencyKey }));
    } finally {
      room.keysInFlight.delete(slot);
    }

    async function traced(outcome: AcceptOutcome): Promise<Reply> {
      if (outcome.kind === 'created') {
        const traceParent = request.headers.get('traceparent');
        await room.tracing?.noteCreate({ taskId: outcome.taskId, traceParent, startedAtMs });
      }
      return told(outcome);
    }
  },
});

/** A header arrives as one character a byte, so its length is what HiAPI counts: bytes of UTF-8. */
function checkKey(key: string | undefined): Refused | undefined {
  if (key === undefined) return undefined;
  if (key === '') return refuseRequest('the Idempotency-Key is empty; send one, or leave the header out');
  if (key.length <= IDEMPOTENCY_KEY_MAX_BYTES) return undefined;
  return refuseRequest(
    `the Idempotency-Key has ${key.length} bytes, more than ${IDEMPOTENCY_KEY_MAX_BYTES}; send a shorter one`,
  );
}

/** What must be so before anything is made: afterwards nobody may be told to try again. */
async function checkReadiness(room: ServerRoom): Promise<AcceptRefusal | undefined> {
  const later = { kind: 'refused', status: 503, retryAfterSec: BUSY_RETRY_SEC } as const;
  if (room.draining.aborted) {
    return { ...later, message: 'this server is stopping and takes no new tasks; try again when it is back' };
  }
  if (await room.space.hasRoom()) return undefined;
  const message = 'there is no room for the clips that are under way and one more; free some, then try again';
  return { ...later, errorCode: 'STORAGE_UNAVAILABLE', message };
}

function inFlight(): Refused {
  return refuse(409, 'the first request with this Idempotency-Key is under way; send the same again in a moment', {
    errorCode: 'IDEMPOTENCY_KEY_PROCESSING',
    retryAfterSec: IN_FLIGHT_RETRY_SEC,
  });
}

function told(outcome: AcceptOutcome): Reply {
  switch (outcome.kind) {
    case 'created':
      return answer({ taskId: outcome.taskId });
    case 'replayed':
      return answer({ taskId: outcome.taskId }, { 'idempotent-replay': 'true' });
    case 'refused': {
      const { status, message, retryAfterSec, findings } = outcome;
      const errorCode = knownErrorCode(outcome.errorCode);
      return refuse(status, message, {
        ...(errorCode === undefined ? {} : { errorCode }),
        ...(retryAfterSec === undefined ? {} : { retryAfterSec }),
        ...(findings === undefined ? {} : { findings }),
      });
    }
  }
}
