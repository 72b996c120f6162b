import { type ClaimedTask, readNextDue } from '../../store/operations/claim-tasks.js';
import type { Lane } from '../lanes.js';
import type { StepWork } from '../steps/step.js';
import type { TaskDeps } from '../task-deps.js';
import { carryTask } from './carry-task.js';
import { type HeldClaim, holdClaim } from './hold-claim.js';

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
  const { store, newId, monotonicMs } = deps;
  const { lanes, leaseMs = 15_000, patienceMs = 2_000, onTrouble = () => undefined } = options;
  const underWay = new Map<HeldClaim, { readonly id: string; readonly ended: Promise<void> }>();
  const wakers = new Map<string, () => void>();
  let stopping = false;
  let stopWake = (): void => undefined;
  const loops: Promise<void>[] = [];

  function carry(task: ClaimedTask, claimedAtMs: number): Promise<void> {
    const claim = holdClaim(task, { store, leaseMs, monotonicMs, claimedAtMs });
    const work: StepWork = {
      ...deps,
      claim,
      onTrouble,
      tell: (progress) => {
        deps.progress.set(task.id, progress);
      },
    };
    const ended = carryTask(task, work)
      .catch(onTrouble)
      .finally(() => {
        claim.release();
        underWay.delete(claim);
      });
    underWay.set(claim, { id: task.id, ended });
    if (stopping) claim.stop('drain');
    return ended;
  }

  async function workLane(lane: Lane): Promise<void> {
    let busy = 0;
    let wakeUp = (): void => undefined;
    let woken = false;
    const wake = (): void => {
      woken = true;
      wakeUp();
    };
    wakers.set(lane.name, wake);
    while (!stopping) {
      woken = false;
      let waitMs = patienceMs;
      if (busy < lane.slots) {
        try {
          const claimedAtMs = monotonicMs();
          const request = { lane: lane.name, order: lane.order, limit: lane.slots - busy, lease: newId(), leaseMs };
          const tasks = await store.claimTasks(request);
          for (const task of tasks) {
            busy += 1;
            void carry(task, claimedAtMs).finally(() => {
              busy -= 1;
              wake();
            });
          }
          if (tasks.length === request.limit && busy < lane.slots) continue;
          if (busy < lane.slots)
            waitMs = Math.min(patienceMs, (await store.run(() => readNextDue(lane.name))) ?? patienceMs);
        } catch (error) {
          onTrouble(error);
        }
      }
      // A hint that came while the lane was looked at is for what was not seen.
      if (woken || isStopping()) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Asked after an await, where the compiler would hold it for settled. */
  const isStopping = (): boolean => stopping;

  return {
    start() {
      stopWake = store.onWake((topic) => {
        if (topic.startsWith('lane:')) wakers.get(topic.slice('lane:'.length))?.();
        if (!topic.startsWith('cancel:')) return;
        const id = topic.slice('cancel:'.length);
        for (const [claim, task] of underWay) if (task.id === id) claim.stop('cancel');
      });
      for (const lane of lanes) loops.push(workLane(lane));
    },
    async stop() {
      stopping = true;
      stopWake();
      for (const wake of wakers.values()) wake();
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
