import { type ClaimedTask, readNextDue } from '../../store/operations/claim-tasks.js';
import type { Lane } from '../lanes.js';
import type { Progress } from '../../contract/task.js';
import { inAccount } from '../accounts/in-account.js';
import type { StepWork } from '../steps/step.js';
import type { TaskDeps } from '../task-deps.js';
import { type Bell, createBell } from './bell.js';
import { carryTask } from './carry-task.js';
import { type ClaimMoment, type HeldClaim, holdClaim } from './hold-claim.js';

/** What moves tasks on. */
export interface Runner {
  start(): void;
  /** Takes nothing more, stops what is under way and gives its claims back. */
  stop(): Promise<void>;
  /** Tasks under way in this process. */
  underWay(): number;
}

/** What a runner is made with. */
export interface RunnerOptions {
  readonly lanes: readonly Lane[];
  /** How long a claim lasts unless it is renewed, in ms: what dies is taken over after this long. Default 15 000. */
  readonly leaseMs?: number;
  /** At least this often every lane is looked at, in ms: a hint may have been lost. Default 2 000. */
  readonly patienceMs?: number;
  /** Called with what went wrong between the runner and the store; it tries again by itself. */
  readonly onTrouble?: (error: unknown) => void;
}

/**
 * Makes a runner: claims what is due in each lane, as much as there are slots for, and carries it. Rows decide; hints only make it
 * look sooner.
 */
export function createRunner(deps: TaskDeps, options: RunnerOptions): Runner {
  const { store, newId, monotonicMs, nowMs } = deps;
  const { lanes, leaseMs = 15_000, patienceMs = 2_000, onTrouble = () => undefined } = options;
  const underWay = new Map<HeldClaim, { readonly id: string; readonly ended: Promise<void> }>();
  const bells = new Map(lanes.map(({ name }) => [name, createBell()]));
  const stop = new AbortController();
  let unlisten = (): void => undefined;
  let loops: readonly Promise<void>[] = [];

  function carry(task: ClaimedTask, claimedAt: ClaimMoment): Promise<void> {
    const claim = holdClaim(task, { store, leaseMs, monotonicMs, nowMs, claimedAt });
    const own = {
      claim,
      onTrouble,
      tell: (progress: Progress) => {
        deps.progress.set(task.id, progress);
      },
    };
    const ended = inAccount(deps, task.accountId)
      .then((its) => carryTask(task, { ...its, ...own } satisfies StepWork))
      .catch(onTrouble)
      .finally(() => {
        claim.release();
        underWay.delete(claim);
      });
    underWay.set(claim, { id: task.id, ended });
    if (stop.signal.aborted) claim.stop('drain');
    return ended;
  }

  async function workLane(lane: Lane, bell: Bell): Promise<void> {
    let busy = 0;
    while (!stop.signal.aborted) {
      let waitMs = patienceMs;
      try {
        const limit = lane.slots - busy;
        const tasks = limit === 0 ? [] : await claim(lane, limit);
        busy += tasks.length;
        for (const ended of tasks) {
          void ended.finally(() => {
            busy -= 1;
            bell.ring();
          });
        }
        // Fewer than there was room for: the lane is empty but for what falls due later.
        if (busy < lane.slots) waitMs = (await store.runOne(() => readNextDue(lane.name))) ?? patienceMs;
      } catch (error) {
        onTrouble(error);
      }
      await bell.heard(Math.min(waitMs, patienceMs));
    }
  }

  async function claim({ name, order }: Lane, limit: number): Promise<readonly Promise<void>[]> {
    const claimedAt = { monotonicMs: monotonicMs(), nowMs: nowMs() };
    const tasks = await store.claimTasks({ lane: name, order, limit, lease: newId(), leaseMs });
    return tasks.map((task) => carry(task, claimedAt));
  }

  return {
    start() {
      unlisten = store.onWake((topic) => {
        if (topic.startsWith('lane:')) bells.get(topic.slice('lane:'.length))?.ring();
        const [kind, id] = topic.split(':', 2);
        if (kind !== 'cancel' && kind !== 'heard') return;
        for (const [claim, task] of underWay) {
          if (task.id !== id) continue;
          if (kind === 'cancel') claim.stop('cancel');
          else claim.noteCall();
        }
      });
      loops = lanes.map((lane) => workLane(lane, bells.get(lane.name) ?? createBell()));
    },
    async stop() {
      stop.abort();
      unlisten();
      for (const bell of bells.values()) bell.ring();
      await Promise.all(loops);
      const ends = [...underWay].map(([claim, { ended }]) => {
        claim.stop('drain');
        return ended;
      });
      await Promise.allSettled(ends);
    },
    underWay: () => underWay.size,
  };
}
