import type { VendorReply } from '../calling/call-vendor.js';
import { type ArkTask, readTask } from './read-ark-replies.js';

/** What a cancel comes to; see Provider. */
export type CancelOutcome = 'confirmed' | 'too_late' | 'uncertain';

/** Asks Ark about the task, or to delete it. */
export type AskAboutTask = (method: 'GET' | 'DELETE') => Promise<VendorReply>;

/**
 * Cancels what is queued; what runs cannot be. It is asked for first and after, because the same DELETE takes an ended task off the
 * record, a paid clip's URL with it, and answers alike.
 */
export async function cancelArkTask(ask: AskAboutTask): Promise<CancelOutcome> {
  const before = await statusOf(ask);
  if (before !== 'queued') return before === undefined ? 'uncertain' : outcomeOf(before);
  await ask('DELETE');
  // Refused because it has begun, cancelled, or gone because it ended in between: only asking tells.
  const after = await statusOf(ask);
  return after === undefined || after === 'queued' ? 'uncertain' : outcomeOf(after);
}

async function statusOf(ask: AskAboutTask): Promise<ArkTask['status'] | undefined> {
  const { status, json } = await ask('GET');
  return status === 200 ? readTask(json)?.status : undefined;
}

/** What has failed or expired is not billed: as good as cancelled. */
function outcomeOf(status: string): CancelOutcome {
  if (status === 'cancelled' || status === 'failed' || status === 'expired') return 'confirmed';
  return status === 'running' || status === 'succeeded' ? 'too_late' : 'uncertain';
}
