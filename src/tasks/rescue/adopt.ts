import type { Adoption } from '../../contract/adoption.js';
import { taskIdOf } from '../../contract/task-id.js';
import { usdOf } from '../../contract/money.js';
import { findModelFacts } from '../../models/catalogue.js';
import { type ListedJob, type Provider, ProviderError } from '../../providers/provider.js';
import { adoptJob, findJobOwner, type JobOwner, type NewAdoption } from '../../store/operations/adoptions.js';
import { writeAudit } from '../../store/operations/audit.js';
import { numericId } from '../ids/numeric-id.js';
import { HOSTED_LANES } from '../lanes.js';
import { deadlineMs, fetchDeadlineMs } from '../steps/deadline.js';
import type { TaskDeps } from '../task-deps.js';
import { adoptedPlan } from './adopted-plan.js';
import { readJobs } from './read-jobs.js';
import { toldCostOf } from './told-cost.js';

/** What is to be taken in, and in whose name. */
export interface AdoptOrder {
  readonly accountId: string;
  readonly keyId: string;
  /** A provider. */
  readonly route: string;
  readonly sinceMs: number;
  readonly isDryRun: boolean;
}

/** What came of it, or why there is nothing to ask. */
export type Adopted =
  { readonly kind: 'adopted'; readonly adoption: Adoption } | { readonly kind: 'refused'; readonly message: string };

/** What it works with. */
export type AdoptDeps = Pick<TaskDeps, 'store' | 'providers' | 'calls' | 'newId' | 'nowMs' | 'priceBook'>;

/** How long a URL of which the list says nothing is taken to live, from when its job was made: no vendor keeps it for less. */
const SHORTEST_LIFE_MS = 24 * 3_600_000;

/** So long a list is read before what was found so far is taken in: a clip may have half a minute to live. */
const CHUNK_MS = 5_000;

/**
 * Takes in what a vendor's account has and nobody here has ordered: finished clips go to be fetched, the most urgent first, and what is
 * still being rendered is asked about. Run again, or by two at once, it takes in nothing twice.
 */
export async function adoptJobs(order: AdoptOrder, deps: AdoptDeps, signal: AbortSignal): Promise<Adopted> {
  const { route, sinceMs, isDryRun } = order;
  const provider = deps.providers.get(route);
  if (provider?.list === undefined) {
    const others = [...deps.providers.values()].filter((one) => one.list !== undefined).map(({ id }) => id);
    const why = provider === undefined ? 'is not configured here' : 'has no list of its tasks';
    const todo =
      others.length === 0 ? 'Set the key of a vendor that has one.' : `Routes with one: ${others.join(', ')}.`;
    return { kind: 'refused', message: `the route ${route} ${why}. ${todo}` };
  }
  const found: Found = { adopted: [], known: 0, failed: 0, noClip: 0, expired: [], mayBe: [] };
  const seen = new Set<string>();
  let chunk: ListedJob[] = [];
  let chunkAtMs = deps.nowMs();
  let trouble: string | undefined;
  try {
    for await (const job of readJobs(provider, { sinceMs, signal }, deps)) {
      if (seen.has(job.handle)) continue;
      seen.add(job.handle);
      chunk.push(job);
      if (deps.nowMs() - chunkAtMs < CHUNK_MS) continue;
      await takeIn(chunk, provider, order, deps, found);
      chunk = [];
      chunkAtMs = deps.nowMs();
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    trouble = error.message;
  }
  await takeIn(chunk, provider, order, deps, found);
  if (found.adopted.length > 0 && !isDryRun) {
    const after = { tasks: found.adopted.length, since: new Date(sinceMs).toISOString() };
    const { accountId, keyId } = order;
    await deps.store.run(() => writeAudit({ accountId, keyId, action: 'adopt', subject: `route:${route}`, after }));
  }
  const { listReachMs: reachMs } = provider;
  const isShort = reachMs !== undefined && deps.nowMs() - reachMs > sinceMs;
  const adopted = found.adopted.sort((a, b) => (a.expires ?? Infinity) - (b.expires ?? Infinity));
  const more = {
    ...(isShort ? { reachHours: reachMs / 3_600_000 } : {}),
    ...(trouble === undefined ? {} : { trouble }),
  };
  return { kind: 'adopted', adoption: { route, dryRun: isDryRun, listed: seen.size, ...found, adopted, ...more } };
}

type Found = { -readonly [Field in 'known' | 'failed' | 'noClip']: Adoption[Field] } & Pick<
  Adoption,
  'adopted' | 'expired' | 'mayBe'
>;

async function takeIn(
  jobs: readonly ListedJob[],
  provider: Provider,
  order: AdoptOrder,
  deps: AdoptDeps,
  found: Found,
): Promise<void> {
  const nowMs = deps.nowMs();
  const urgent = jobs.map((job) => ({ job, diesAtMs: diesAtMs(job, nowMs) })).sort((a, b) => a.diesAtMs - b.diesAtMs);
  for (const { job, diesAtMs: turn } of urgent) {
    const { handle, status, outputs } = job;
    const isClip = outputs === undefined ? findModelFacts(job.model ?? '') !== undefined : outputs.length > 0;
    if (status === 'failed') found.failed += 1;
    else if (!isClip) found.noClip += 1;
    else {
      const owner = order.isDryRun
        ? await deps.store.run(() => findJobOwner({ ...soughtOf(job, provider), provider: provider.id }))
        : undefined;
      const isDead = outputs !== undefined && turn <= deps.nowMs();
      // What is dead and known here needs nobody's attention.
      const asked = owner ?? (isDead ? await ownerOf(job, provider, deps) : undefined);
      if (asked === undefined) await adopt(job, turn, provider, order, deps, found);
      else if (asked.kind === 'known') found.known += 1;
      else if (asked.kind === 'may_be') found.mayBe.push({ handle, taskId: asked.taskId });
      else if (isDead) found.expired.push(handle);
      else found.adopted.push(tellOf(job, provider, deps, undefined));
    }
  }
}

async function adopt(
  job: ListedJob,
  turn: number,
  provider: Provider,
  order: AdoptOrder,
  deps: AdoptDeps,
  found: Found,
): Promise<void> {
  const { newId, store, nowMs } = deps;
  const { handle, model = 'unknown', vendorRoute, outputs, prompt, status } = job;
  const taskId = taskIdOf(newId());
  const state = outputs === undefined ? 'rendering' : 'fetching';
  const told = toldBy(job, provider, deps);
  const adoption: NewAdoption = {
    ...soughtOf(job, provider),
    ...{ taskId, attemptId: newId(), accountId: order.accountId, keyId: order.keyId, model, turn },
    input: JSON.stringify(prompt === undefined ? {} : { prompt }),
    plan: JSON.stringify(adoptedPlan({ provider: provider.id, model, vendorRoute, prompt, facts: job.facts })),
    lane: HOSTED_LANES[state],
    deadlineInMs:
      outputs === undefined
        ? (deadlineMs(state).deadlineInMs ?? SHORTEST_LIFE_MS)
        : fetchDeadlineMs(outputs, nowMs()).deadlineInMs,
    isRunning: status === 'running',
    ...(outputs === undefined
      ? {}
      : {
          outputs: outputs.map(({ type, source, expiresAtMs }, ordinal) => ({
            ...{ id: numericId(newId()), ordinal, type, source },
            sourceExpiresAtMs: expiresAtMs ?? nowMs() + SHORTEST_LIFE_MS,
          })),
        }),
    ...(told === undefined ? {} : { told }),
  };
  const owner = await store.run(() => adoptJob(adoption));
  if (owner.kind === 'known') found.known += 1;
  else if (owner.kind === 'may_be') found.mayBe.push({ handle, taskId: owner.taskId });
  else found.adopted.push(tellOf(job, provider, deps, taskId));
}

function ownerOf(job: ListedJob, provider: Provider, { store }: AdoptDeps): Promise<JobOwner> {
  return store.run(() => findJobOwner(soughtOf(job, provider)));
}

function soughtOf(job: ListedJob, provider: Provider) {
  const { handle, model, createdAtMs } = job;
  return {
    ...{ provider: provider.id, credential: provider.credential, handle },
    // A name that is not in the catalogue may stand for any model.
    ...(model === undefined || findModelFacts(model) === undefined ? {} : { model }),
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
  };
}

function toldBy({ model, vendorRoute, facts: said }: ListedJob, provider: Provider, { priceBook }: AdoptDeps) {
  const facts = findModelFacts(model ?? '');
  const route = vendorRoute === undefined ? {} : { vendorRoute };
  return toldCostOf({ facts, provider, ...route, said, overrides: priceBook.overrides });
}

function tellOf(
  job: ListedJob,
  provider: Provider,
  deps: AdoptDeps,
  taskId: string | undefined,
): Adoption['adopted'][number] {
  const { handle, model = 'unknown', status, createdAtMs, outputs } = job;
  const dies = clipExpiry(outputs);
  const told = toldBy(job, provider, deps);
  return {
    ...{ handle, model, status: status === 'running' ? 'running' : 'succeeded' },
    ...(taskId === undefined ? {} : { taskId }),
    ...(createdAtMs === undefined ? {} : { created: Math.floor(createdAtMs / 1000) }),
    ...(dies === undefined ? {} : { expires: Math.floor(dies / 1000) }),
    ...(told === undefined ? {} : { costUsd: usdOf(told.microUsd) }),
  };
}

/** When a clip is lost, as far as it can be told. */
function diesAtMs({ outputs, createdAtMs }: ListedJob, nowMs: number): number {
  return clipExpiry(outputs) ?? (outputs === undefined ? (createdAtMs ?? nowMs) : nowMs) + SHORTEST_LIFE_MS;
}

function clipExpiry(outputs: ListedJob['outputs']): number | undefined {
  const ends = (outputs ?? []).flatMap(({ type, expiresAtMs }) => (type === 'video' ? (expiresAtMs ?? []) : []));
  return ends.length === 0 ? undefined : Math.min(...ends);
}
