import { env } from 'node:process';
import { handleCallback } from 'firstframe/client';
import { openReceivedTasks } from '../../../received-tasks.js';

/**
 * A route handler of Next.js (`app/callbacks/route.ts`): `POST /callbacks`. On a host that freezes a function after its answer, give
 * `waitUntil` what `after` of `next/server` is.
 *
 * `FIRSTFRAME_WEBHOOK_SECRET`: the secret that the server signs with. `RECEIVED_FOLDER`: where tasks are written down.
 */
export async function POST(request: Request): Promise<Response> {
  const tasks = await openReceivedTasks(env['RECEIVED_FOLDER'] ?? 'received');
  const secret = env['FIRSTFRAME_WEBHOOK_SECRET'];
  return await handleCallback(request, {
    secrets: secret === undefined ? [] : [secret],
    persist: tasks.persist,
    // Here the clip would be fetched and kept: its URL expires.
    work: (task) => tasks.finish(task.taskId),
    onError: (error) => console.error('a callback could not be worked on', error),
  });
}
