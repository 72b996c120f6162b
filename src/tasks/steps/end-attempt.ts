import type { Failure } from '../../contract/task.js';
import { type AttemptRecord, type AttemptState, settleAttempt } from '../../store/operations/attempts.js';
import { settleMoney } from '../../store/operations/money.js';
import type { Operation } from '../../store/statement.js';

/**
 * Writes the end of an attempt that came to nothing, and what becomes of the money that is held for it: given back where nothing is
 * charged, spent where it is or may be. In the transaction that moves its task. An attempt that has ended stays as it is.
 */
export function* endAttempt(
  attempt: AttemptRecord | undefined,
  to: Exclude<AttemptState, 'submission_unknown' | 'accepted' | 'vendor_succeeded'>,
  charged: Failure['charged'],
  outcome?: unknown,
): Operation<void> {
  if (attempt === undefined || attempt.endedAtMs !== undefined) return;
  yield* settleAttempt(attempt.id, attempt.state, to, outcome === undefined ? {} : { outcome });
  yield* settleMoney(attempt.id, { kind: MONEY_ENDS[charged] });
}

const MONEY_ENDS = { no: 'release', yes: 'charged', unknown: 'uncertain' } as const satisfies Readonly<
  Record<Failure['charged'], string>
>;
