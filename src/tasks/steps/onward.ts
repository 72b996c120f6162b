import { type HOSTED_LANES, laneFor } from '../lanes.js';
import type { Claim } from './step.js';

/** The fields of a move that say who goes on with the task. */
export interface Onward {
  readonly lane: string;
  readonly keepLeaseMs?: number;
}

/** Who goes on with a task in its next state: whoever has it now where the lane stays the same, else the next one of that state's lane. */
export function onward(
  task: { readonly lane: string },
  state: keyof typeof HOSTED_LANES,
  claim: Pick<Claim, 'leaseMs'>,
): Onward {
  const lane = laneFor(task, state);
  return lane === task.lane ? { lane, keepLeaseMs: claim.leaseMs } : { lane };
}
