import { ClientError } from '../../client/client-error.js';
import { hasEnded } from '../../client/task-reply.js';
import type { Client } from '../../client/client.js';
import type { Task } from '../../contract/task.js';
import type { CliDeps } from '../cli-deps.js';
import { withLine } from '../line/line.js';
import { jsonLines } from '../table.js';

/** Whoever works on the task hears of it at once; a provider elsewhere may take this long to say what became of it. */
const ANSWER_MS = 15_000;

/**
 * Cancels a task and waits for the answer, for as long as one may take.
 * @throws ClientError
 */
export async function cancelTask(
  id: string,
  asJson: boolean,
  { openLine, signal, stdout, stderr }: CliDeps,
): Promise<void> {
  const task = await withLine(openLine, { works: true }, async ({ client }) => {
    const asked = await client.cancel(id, { signal });
    return hasEnded(asked) ? asked : await answerOf(client, asked, signal);
  });
  if (asJson) stdout.write(jsonLines(task));
  stderr.write(`${task.taskId}: ${wordsOf(task)}\n`);
}

async function answerOf(client: Client, asked: Task, signal: AbortSignal): Promise<Task> {
  try {
    return await client.wait(asked.taskId, { timeoutMs: ANSWER_MS, signal });
  } catch (error) {
    if (error instanceof ClientError && error.code === 'TIMEOUT') return await client.get(asked.taskId, { signal });
    throw error;
  }
}

function wordsOf({ status, cancel, failure }: Task): string {
  switch (cancel) {
    case 'confirmed':
      return failure?.charged === 'no' ? 'cancelled, and nothing is charged' : 'cancelled';
    case 'uncertain':
      return 'cancelled here; whether it is charged cannot be known';
    case 'too_late':
      return 'too late to cancel: there is a clip, or one is billed';
    case 'requested':
      return 'cancelling; firstframe tasks wait has the answer';
    case undefined:
      return `it has ended before: ${status}`;
  }
}
