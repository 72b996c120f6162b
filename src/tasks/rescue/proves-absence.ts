import { findModelFacts } from '../../models/catalogue.js';
import { type ListedJob, type Provider, ProviderError } from '../../providers/provider.js';
import { ordersAmong, type RestoredTask } from '../../store/operations/restored.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { StepWork } from '../steps/step.js';
import { readJobs } from './read-jobs.js';

/** Our clock and a vendor's may differ, and a request can lie in a proxy after its sender has died. */
const EARLY_MS = 5 * 60_000;
const LATE_MS = 15 * 60_000;

/** Many held tasks ask for the same list: it is read once for them. */
const KEPT_MS = 60_000;

interface ReadList {
  readonly atMs: number;
  readonly sinceMs: number;
  readonly jobs: Promise<readonly ListedJob[]>;
}

const lists = new WeakMap<Provider, ReadList>();

/**
 * Whether a vendor's list proves that it has no job from a task: from before the task was made until after a restore, each job that could
 * be it, by model and prompt as far as they are told, is the known render of another. A list that cannot be read, or does not go back so far,
 * proves nothing. Clips that were adopted may be anybody's, this task's too.
 */
export async function provesAbsence(
  task: TaskRecord,
  provider: Provider,
  { restoredAtMs }: RestoredTask,
  work: StepWork,
): Promise<boolean> {
  const sinceMs = task.createdAtMs - EARLY_MS;
  const { listReachMs } = provider;
  if (provider.list === undefined || (listReachMs !== undefined && work.nowMs() - listReachMs > sinceMs)) return false;
  let jobs: readonly ListedJob[];
  try {
    jobs = await listOnce(provider, sinceMs, work);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    work.onTrouble(error);
    return false;
  }
  const prompt = task.input['prompt'];
  const model = findModelFacts(task.model)?.id ?? task.model;
  const candidates = jobs.filter(
    (job) =>
      (job.createdAtMs === undefined || (job.createdAtMs >= sinceMs && job.createdAtMs <= restoredAtMs + LATE_MS)) &&
      (job.model === undefined || job.model === model || findModelFacts(job.model) === undefined) &&
      (job.prompt === undefined || typeof prompt !== 'string' || job.prompt === prompt),
  );
  if (candidates.length === 0) return true;
  const handles = candidates.map(({ handle }) => handle);
  const known = await work.store.run(() => ordersAmong(provider.id, handles));
  return handles.every((handle) => known.has(handle));
}

function listOnce(provider: Provider, sinceMs: number, work: StepWork): Promise<readonly ListedJob[]> {
  const nowMs = work.nowMs();
  const kept = lists.get(provider);
  if (kept !== undefined && nowMs - kept.atMs < KEPT_MS && nowMs >= kept.atMs && kept.sinceMs <= sinceMs)
    return kept.jobs;
  const jobs = readAll(provider, sinceMs, work);
  lists.set(provider, { atMs: nowMs, sinceMs, jobs });
  // What failed is not kept; whoever waits for it is told.
  jobs.catch(() => lists.delete(provider));
  return jobs;
}

async function readAll(provider: Provider, sinceMs: number, work: StepWork): Promise<readonly ListedJob[]> {
  const jobs: ListedJob[] = [];
  for await (const job of readJobs(provider, { sinceMs, signal: AbortSignal.timeout(LIST_MS) }, work)) jobs.push(job);
  return jobs;
}

/** A list of a hundred thousand tasks, at ten pages a second. */
const LIST_MS = 10 * 60_000;
