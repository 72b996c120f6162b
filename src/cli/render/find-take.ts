import path from 'node:path';
import type { Client } from '../../client/client.js';
import { ClientError } from '../../client/client-error.js';
import { hasEnded } from '../../client/task-reply.js';
import type { Task } from '../../contract/task.js';
import type { StillFile } from '../../stills/still-file.js';
import { referenceOf, type TakeRequest, toNewTask } from './take-request.js';

/** A task for a request, and how it was come by. */
export interface Take {
  readonly taskId: string;
  /** `made` now; `found` unfinished, from a run before; `stored`: finished, and its clip is still there. */
  readonly how: 'made' | 'found' | 'stored';
}

/** Takes of one request that are looked through, newest first. */
const LOOKED_THROUGH = 20;

/** Others who make the same request at the same moment; each time, one of them gets through. */
const RACES_MAX = 10;

/**
 * Finds the task that this request already has, or makes one. Of two runs of the same command at once, one makes it and both get it:
 * the idempotency key counts the takes that there are, so the second create is refused and its run looks again.
 * @throws ClientError
 */
export async function findTake(
  client: Client,
  request: TakeRequest,
  { again, nowMs, signal }: { readonly again: boolean; readonly nowMs: number; readonly signal: AbortSignal },
): Promise<Take> {
  const reference = referenceOf(request);
  let assetIds: readonly string[] | undefined;
  for (let races = 0; ; races += 1) {
    const { tasks, total } = await client.list({ reference, size: LOOKED_THROUGH, signal });
    // A server that knows no references lists everything.
    const own = tasks.filter((task) => task.reference === reference);
    const found = again ? undefined : usable(own, nowMs);
    if (found !== undefined) return { taskId: found.taskId, how: hasEnded(found) ? 'stored' : 'found' };
    assetIds ??= await uploadAll(client, request.stills, signal);
    const idempotencyKey = total === 0 ? (request.key ?? reference) : `${request.key ?? reference}:${total}`;
    try {
      const { taskId } = await client.create(toNewTask(request, assetIds), { idempotencyKey, signal });
      return { taskId, how: 'made' };
    } catch (error) {
      if (!isTaken(error) || races >= RACES_MAX || (request.key !== undefined && total === 0 && races > 0)) throw error;
    }
  }
}

/** The newest that is under way, else the newest whose clip can still be had. */
function usable(tasks: readonly Task[], nowMs: number): Task | undefined {
  return tasks.find((task) => !hasEnded(task)) ?? tasks.find((task) => clipOf(task, nowMs) !== undefined);
}

/** The clip of a task that succeeded, as long as it can be had: of a published one the server's own copy, for its bucket may be closed to us. */
export function clipOf({ status, output = [] }: Task, nowMs: number): { readonly url: string } | undefined {
  if (status !== 'success') return undefined;
  const clips = output.filter(({ type }) => type === 'video').flatMap(({ copy, ...clip }) => [copy ?? [], clip].flat());
  return clips.find(({ expireAt }) => expireAt * 1000 > nowMs);
}

async function uploadAll(
  client: Client,
  stills: readonly StillFile[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  return Promise.all(stills.map((still) => uploadOne(client, still, signal)));
}

/** Once more when the connection broke, as when the folder's owner went: an upload that is there twice costs nothing and goes by itself. */
async function uploadOne(client: Client, still: StillFile, signal: AbortSignal): Promise<string> {
  const options = { name: path.basename(still.path), signal };
  const sent = await client.upload(still.read, options).catch((error: unknown) => {
    if (error instanceof ClientError && error.code === 'NETWORK') return client.upload(still.read, options);
    throw error;
  });
  return sent.id;
}

function isTaken(error: unknown): boolean {
  return error instanceof ClientError && error.code === 'IDEMPOTENCY_KEY_MISMATCH';
}
