import type { Hold } from '../../contract/task.js';
import { type AttemptRecord, readAttempt } from '../../store/operations/attempts.js';
import { writeAudit } from '../../store/operations/audit.js';
import { holdRestored, listUnsent } from '../../store/operations/restored.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { Operation } from '../../store/statement.js';
import { findModel } from '../find-model.js';
import { HELD_LANE } from '../lanes.js';
import type { TaskDeps } from '../task-deps.js';
import { planOf } from '../task-plan.js';

/** Three days for a person to look, as for every order that nobody knows the end of. */
const HELD_SEC = 72 * 3600;

/** By then a vendor's list shows what was sent before. */
export const LIST_IS_WHOLE_MS = 20 * 60_000;

/** Rows of one transaction. */
const BATCH = 200;

/** What it works with. */
export type HoldDeps = Pick<TaskDeps, 'store' | 'models' | 'providers' | 'nowMs'>;

/**
 * Holds every task of a database that came out of a backup and whose order may have been sent since: nothing of it may be sent before it
 * is known that it was not. What this machine renders goes on, and so does what a vendor has accepted under a name. Before anything is
 * worked on. Run again it holds nothing twice. Answers with how many are held.
 */
export async function holdAllRestored(deps: HoldDeps): Promise<number> {
  let held = 0;
  for (let after: string | undefined = ''; after !== undefined;) {
    const from: string = after;
    const { count, next } = await deps.store.run(() => holdBatch(deps, from));
    held += count;
    after = next;
  }
  const after = { held };
  await deps.store.run(() =>
    writeAudit({ accountId: 'default', keyId: 'operator', action: 'database.restored', subject: 'database', after }),
  );
  return held;
}

function* holdBatch(
  deps: HoldDeps,
  after: string,
): Operation<{ readonly count: number; readonly next: string | undefined }> {
  const tasks = yield* listUnsent(after, BATCH);
  let count = 0;
  for (const task of tasks) {
    const attempt = task.attemptId === undefined ? undefined : yield* readAttempt(task.attemptId);
    if (!isInDoubt(task, attempt, deps)) continue;
    const since = Math.floor(deps.nowMs() / 1000);
    const hold: Hold = { reason: 'unknown_submit', since, until: since + HELD_SEC, resolve: whatToDo(task.id) };
    const times = { dueInMs: LIST_IS_WHOLE_MS, deadlineInMs: HELD_SEC * 1000 };
    if (yield* holdRestored(task, { hold, lane: HELD_LANE, ...times })) count += 1;
  }
  return { count, next: tasks.length < BATCH ? undefined : tasks.at(-1)?.id };
}

function isInDoubt(task: TaskRecord, attempt: AttemptRecord | undefined, { models, providers }: HoldDeps): boolean {
  // The vendor has it, under a name that is known: it is only asked about.
  if (attempt?.state === 'accepted') return false;
  const planned = task.plan === undefined ? undefined : planOf(task).provider;
  const found = findModel(models, task.model, task.route);
  const id = attempt?.provider ?? planned ?? (found.kind === 'found' ? found.model.provider : undefined);
  return id === undefined || providers.get(id)?.isFreeToRepeat !== true;
}

function whatToDo(id: string): string {
  return (
    'The database came out of a backup, and the order may have been sent after that was taken. It is sent when the vendor’s list proves ' +
    `that it was not; else look there: firstframe tasks resolve ${id} --handle ID takes the render up, --no-job sends it, --give-up ends ` +
    'it. Clips that nobody takes up are saved by firstframe tasks adopt.'
  );
}
