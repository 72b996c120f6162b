import type { Provider } from '../provider.js';
import type { RunwayTask } from './replies.js';

/** The two calls a cancel is made of; both throw ProviderError. */
export interface CancelCalls {
  /** undefined: there is no such task. */
  readonly look: () => Promise<RunwayTask | undefined>;
  /** Whether the vendor did it. */
  readonly end: () => Promise<boolean>;
}

const QUEUED: readonly string[] = ['PENDING', 'THROTTLED'];
const ENDED: readonly string[] = ['SUCCEEDED', 'FAILED'];

/**
 * Cancels a task. The same call deletes one that has ended, and its clip with it, so the task is looked at before; what came of it is
 * looked at after, for between the two it may have ended.
 */
export async function cancelAtRunway({ look, end }: CancelCalls): ReturnType<Provider['cancel']> {
  const before = await look();
  const state = before?.status?.toUpperCase();
  if (before === undefined || state === undefined) return 'uncertain';
  if (isCancelled(state)) return moneyOf(before);
  if (ENDED.includes(state)) return 'too_late';
  if (!(await end())) return 'uncertain';
  const after = await look();
  // Gone: cancelled, or ended in that very moment and deleted. What had not begun cannot have ended.
  if (after === undefined) return QUEUED.includes(state) ? 'confirmed' : 'uncertain';
  const now = after.status?.toUpperCase() ?? '';
  if (isCancelled(now)) return moneyOf(after);
  return ENDED.includes(now) ? 'too_late' : 'uncertain';
}

function isCancelled(state: string): boolean {
  return state === 'CANCELLED' || state === 'CANCELED';
}

/** Credits that were kept are a price that was paid; where none are told, it may have ended and been deleted. */
function moneyOf({ cost }: RunwayTask): 'confirmed' | 'too_late' | 'uncertain' {
  if (cost?.credits === undefined) return 'uncertain';
  return cost.credits > 0 ? 'too_late' : 'confirmed';
}
