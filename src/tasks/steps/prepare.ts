import { STILL_FIELDS } from '../../contract/create-task.js';
import { handOver, moveTask } from '../../store/operations/move-task.js';
import { findModel } from '../find-model.js';
import { gatherStill, type GatheredStill } from '../gather-still.js';
import { GATHER_LANE } from '../lanes.js';
import type { StillFile, StillFiles } from '../task-model.js';
import type { TaskPlan } from '../task-plan.js';
import { LostClaim, moveOn, type Step, type StepWork } from './step.js';
import { deadlineMs } from './deadline.js';
import { failTask } from './end.js';

/** `accepted → preparing`: from here on a deadline runs. */
export const startPreparing: Step = (task, work) =>
  moveOn(work, () =>
    moveTask({
      ...{ id: task.id, from: 'accepted', to: 'preparing', lane: task.lane },
      lease: work.claim.lease,
      keepLeaseMs: work.claim.leaseMs,
      ...deadlineMs('preparing'),
    }),
  );

/** `preparing → submitting`: the stills are fetched and kept, looked at, and the order is settled. Nothing is sent. */
export const prepare: Step = async (task, work) => {
  const { claim, store } = work;
  const found = findModel(work.models, task.model, task.route);
  if (found.kind !== 'found') {
    const failure = { class: 'unsupported', charged: 'no', retry: 'free', say: found.message } as const;
    const end = { code: 'MODEL_UNAVAILABLE', message: found.message, failure } as const;
    return moveOn(work, () => failTask(work, task, end, claim.lease));
  }
  work.tell({ share: 0, doing: 'reading the still' });
  const gathered = new Map<string, GatheredStill>();
  for (const field of STILL_FIELDS) {
    const url = task.input[field];
    if (typeof url === 'string') gathered.set(field, await gatherStill(work, task, field, url, claim.signal));
  }
  if (task.lane === GATHER_LANE) {
    if (!(await store.run(() => handOver(task.id, claim.lease, found.model.lane)))) throw new LostClaim();
    return { kind: 'done' };
  }
  const prepared = await withFiles(work, gathered, (files) =>
    found.model.prepare(task.input, files, { mediaPool: work.mediaPool, signal: claim.signal }),
  );
  const plan: TaskPlan = {
    order: prepared.plan,
    about: prepared.about,
    stills: {
      ...keyed('first', gathered.get('first_frame_url')),
      ...keyed('last', gathered.get('last_frame_url')),
    },
  };
  return moveOn(work, () =>
    moveTask({
      ...{ id: task.id, from: 'preparing', to: 'submitting', lane: task.lane },
      lease: claim.lease,
      keepLeaseMs: claim.leaseMs,
      ...deadlineMs('submitting'),
      changes: {
        plan,
        findings: [...task.findings, ...prepared.findings],
        adjustments: [...task.adjustments, ...prepared.adjustments],
      },
    }),
  );
};

function keyed(role: 'first' | 'last', still: GatheredStill | undefined): Partial<Record<typeof role, string>> {
  return still === undefined ? {} : { [role]: still.blobKey };
}

/** Calls `use` while every still is a file. */
async function withFiles<Result>(
  { blobs }: StepWork,
  stills: ReadonlyMap<string, GatheredStill>,
  use: (files: StillFiles) => Promise<Result>,
): Promise<Result> {
  const lay = async (rest: readonly [string, GatheredStill][], files: Record<string, StillFile>): Promise<Result> => {
    const [next, ...others] = rest;
    if (next === undefined) return use(files);
    const [field, { blobKey, name }] = next;
    return blobs.withFile(blobKey, (path) => lay(others, { ...files, [field]: { path, name } }));
  };
  return lay([...stills], {});
}
