import { AppError } from '../../contract/errors.js';
import type { NamedStill } from '../../models/model-facts.js';
import { readAttempts } from '../../store/operations/attempts.js';
import { endTask, handOver, moveTask } from '../../store/operations/move-task.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { findAccountRoutes, type NotAllowed } from '../accounts/find-account-routes.js';
import type { NoRoute, Run } from '../find-model.js';
import { gatherStill, type GatheredStill } from '../gather-still.js';
import { GATHER_LANE, laneFor, LOCAL_LANE } from '../lanes.js';
import { keepBlob } from '../storage/keep-blob.js';
import { readAt, stillsInFields } from '../still-places.js';
import type { PrepareWork, StillFile, StillFiles } from '../task-model.js';
import type { TaskPlan } from '../task-plan.js';
import { isOpen } from '../submitting/another-route.js';
import { LostClaim, moveOn, type Step, type StepOutcome, type StepWork } from './step.js';
import { deadlineMs } from './deadline.js';
import { bodyOf, failTask } from './end.js';

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

/**
 * `preparing → submitting`: the stills are fetched and kept, looked at, and the order is settled. Nothing is sent. A task that comes back
 * from a provider's proven refusal is prepared for the next one of its route.
 */
export const prepare: Step = async (task, work) => {
  const { claim, store } = work;
  const found = findAccountRoutes(work, task.model, task.route);
  if (found.kind !== 'found') {
    // It ran here when the task was accepted: a key, or the right to use it, was taken away since.
    const message = await whyNot(found, task, work);
    const failure = { class: 'unsupported', charged: 'no', retry: 'free', say: message } as const;
    const end = { code: 'MODEL_UNAVAILABLE', message, failure } as const;
    return moveOn(work, () => failTask(work, task, end, claim.lease));
  }
  const { model, vendorRoute } = await nextRun(task, found.runs, work);
  work.tell({ share: 0, doing: 'reading the still' });
  const gathered = new Map<NamedStill['role'], GatheredStill>();
  for (const { role, field } of model.accept(task.input).stills ?? stillsInFields(task.input)) {
    const url = readAt(task.input, field);
    if (typeof url === 'string') gathered.set(role, await gatherStill(work, task, field, url, claim.signal));
  }
  if (task.lane === GATHER_LANE) {
    if (!(await store.run(() => handOver(task.id, claim.lease, model.lane)))) throw new LostClaim();
    return { kind: 'done' };
  }
  const preparing: PrepareWork = {
    mediaPool: work.mediaPool,
    signal: claim.signal,
    ...(vendorRoute === undefined ? {} : { vendorRoute }),
    keepFile: keepFileFor(task, work),
  };
  let prepared;
  try {
    prepared = await withFiles(work, gathered, (files) => model.prepare(task.input, files, preparing));
  } catch (error) {
    const refused = refusedBy(error);
    if (refused === undefined) throw error;
    return refuse(task, refused, work);
  }
  const plan: TaskPlan = {
    order: prepared.plan,
    about: prepared.about,
    provider: model.provider,
    stills: { ...keyed('first', gathered.get('first')), ...keyed('last', gathered.get('last')) },
    ...(prepared.sent === undefined ? {} : { sent: prepared.sent }),
  };
  const lane = laneFor(task, 'submitting');
  return moveOn(work, () =>
    moveTask({
      ...{ id: task.id, from: 'preparing', to: 'submitting', lane },
      lease: claim.lease,
      // What this machine renders goes on at once; an order for a vendor waits for its turn among all that are to be sent.
      ...(lane === LOCAL_LANE ? { keepLeaseMs: claim.leaseMs } : {}),
      ...deadlineMs('submitting'),
      changes: {
        plan,
        findings: added(task.findings, prepared.findings),
        adjustments: added(task.adjustments, prepared.adjustments),
      },
    }),
  );
};

async function whyNot(
  found: NoRoute | NotAllowed,
  { model, route }: TaskRecord,
  { models }: StepWork,
): Promise<string> {
  if (found.kind === 'not_allowed') return found.message;
  const { whyMissing } = await import('../hosted/why-missing.js');
  return whyMissing(models, { found, model, route }).message;
}

/** The first of a task's routes that has not provably refused it and may be sent to now; where none may, the first that has not. */
async function nextRun(task: TaskRecord, runs: readonly [Run, ...Run[]], work: StepWork): Promise<Run> {
  const [first, ...others] = runs;
  if (others.length === 0) return first;
  const { store } = work;
  const attempts = task.attemptId === undefined ? [] : await store.run(() => readAttempts(task.accountId, task.id));
  const refusers = new Set(attempts.filter(({ state }) => state === 'rejected_no_job').map(({ provider }) => provider));
  for (const run of runs) if (!refusers.has(run.model.provider) && (await isOpen(task, run, work))) return run;
  // None left: whoever brought it back here meant the last one to be asked again.
  return runs.find(({ model }) => !refusers.has(model.provider)) ?? others.at(-1) ?? first;
}

/** What is told already is not told twice, when a task is prepared again. */
function added<Told>(told: readonly Told[], more: readonly Told[]): readonly Told[] {
  const known = new Set(told.map((one) => JSON.stringify(one)));
  return [...told, ...more.filter((one) => !known.has(JSON.stringify(one)))];
}

/** Keeps what was made of a still for as long as the task; the same bytes are kept once, however often it is prepared. */
function keepFileFor({ id, accountId }: TaskRecord, { store, blobs, claim }: StepWork): PrepareWork['keepFile'] {
  return async (role, { path, mediaType, name }) => {
    const staged = await blobs.stageFile(path, { signal: claim.signal });
    const { sizeBytes } = staged;
    const blobKey = await keepBlob({ store, blobs }, staged, { accountId, owner: `task:${id}:sent:${role}` });
    return { blobKey, mediaType, sizeBytes, name };
  };
}

/** Every finding of a refusal that says more than one sentence can; `undefined` for any other error. */
function refusedBy(error: unknown): (AppError & { readonly findings: TaskRecord['findings'] }) | undefined {
  if (!(error instanceof AppError) || error.code !== 'bad_input' || !('findings' in error)) return undefined;
  return error as AppError & { readonly findings: TaskRecord['findings'] };
}

/** Ends a task whose stills its model does not take, with all that is wrong with them. */
function refuse(
  task: TaskRecord,
  refused: NonNullable<ReturnType<typeof refusedBy>>,
  work: StepWork,
): Promise<StepOutcome> {
  const { message, todo, field } = refused;
  const error = { code: 'INVALID_REQUEST', message } as const;
  const failure = {
    ...({
      class: 'bad_input',
      charged: 'no',
      retry: 'never',
      say: todo ?? message,
    } as const),
    ...(field === undefined ? {} : { field }),
  };
  return moveOn(work, () =>
    endTask({
      ...{ id: task.id, from: 'preparing', to: 'failed', lease: work.claim.lease },
      changes: { error, failure, findings: added(task.findings, refused.findings) },
      event: { error, failure },
      body: bodyOf(work),
      deliveryId: `msg_${work.newId()}`,
    }),
  );
}

function keyed(role: NamedStill['role'], still: GatheredStill | undefined): Partial<Record<typeof role, string>> {
  return still === undefined ? {} : { [role]: still.blobKey };
}

/** Calls `use` while every still is a file. */
async function withFiles<Result>(
  { blobs }: StepWork,
  stills: ReadonlyMap<NamedStill['role'], GatheredStill>,
  use: (files: StillFiles) => Promise<Result>,
): Promise<Result> {
  const lay = async (
    rest: readonly [NamedStill['role'], GatheredStill][],
    files: Partial<Record<NamedStill['role'], StillFile>>,
  ): Promise<Result> => {
    const [next, ...others] = rest;
    if (next === undefined) return use(files);
    const [role, { blobKey, name, field }] = next;
    return blobs.withFile(blobKey, (path) => lay(others, { ...files, [role]: { path, name, field, blobKey } }));
  };
  return lay([...stills], {});
}
