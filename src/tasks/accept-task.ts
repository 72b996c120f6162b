import type { CreateTask } from '../contract/create-task.js';
import { AppError } from '../contract/errors.js';
import type { Finding } from '../contract/finding.js';
import { taskIdOf } from '../contract/task-id.js';
import type { NamedStill } from '../models/model-facts.js';
import { findReplay, type NewTask, readInFlight } from '../store/operations/create-task.js';
import { StoreError } from '../store/store.js';
import {
  type AcceptOutcome,
  type AcceptRefusal,
  invalid,
  notAllowed,
  refusalOf,
  told,
  unavailable,
} from './accept-outcome.js';
import { checkCallbackUrl, checkStillUrl, isUrl } from './caller-urls.js';
import type { FairTurns } from './fair-turns.js';
import { findAccountRoutes } from './accounts/find-account-routes.js';
import { inAccount } from './accounts/in-account.js';
import type { NoRoute, Run } from './find-model.js';
import type { NewOrder } from './hosted/find-duplicate.js';
import type { CreatePrice } from './hosted/price-create.js';
import { keepDataUris } from './keep-data-uris.js';
import { GATHER_LANE } from './lanes.js';
import { settleTarget } from './publishing/settle-target.js';
import { readAt, stillsInFields } from './still-places.js';
import type { TaskDeps } from './task-deps.js';
import type { InputReading } from './task-model.js';

/** A create, as the server has read it. */
export interface CreateAsk {
  readonly accountId: string;
  readonly key: { readonly id: string; readonly inFlightMax?: number };
  readonly body: CreateTask;
  /** SHA-256 of the raw body, in hex: what makes two requests the same. */
  readonly bodyHash: string;
  /** Whether the caller may change the account's settings too: the admin of the operator's own account. */
  readonly isOperator?: boolean;
  readonly idempotencyKey?: string;
  /** Why there may be no new task now, if so; asked first; a key that stands for a task is answered with it all the same. */
  readonly checkReadiness?: () => Promise<AcceptRefusal | undefined>;
}

/** HiAPI keeps a key for about a day; the same one makes a new task then. */
const KEEP_KEY_MS = 86_400_000;

/** Where a caller who has read another API may put a callback; HiAPI refuses them inside `input`, and a lost callback is worse. */
const CALLBACK_FIELDS = [
  'callback',
  'callback_url',
  'callbackUrl',
  'callBackUrl',
  'webhook',
  'webhook_url',
  'notify_url',
];

/** What a key is kept with. */
type Idempotency = NonNullable<NewTask['idempotency']>;

/**
 * Accepts a task, or says why not. When it answers `created` the task is durable.
 * @throws StoreError, and what the blob store throws when it cannot keep a data URI; no task exists then, but for `commit_unknown`.
 */
export async function acceptTask(
  everybodys: TaskDeps & { readonly turns: FairTurns },
  ask: CreateAsk,
): Promise<AcceptOutcome> {
  const { accountId, bodyHash, idempotencyKey } = ask;
  const deps = await inAccount(everybodys, accountId);
  if (idempotencyKey === undefined) return accept(deps, ask, undefined);
  const idempotency = { key: idempotencyKey, bodyHash, keepMs: KEEP_KEY_MS };
  const tried = await accept(deps, ask, idempotency).catch((error: unknown) => ({ kind: 'failed', error }) as const);
  if (tried.kind === 'created' || tried.kind === 'replayed') return tried;
  // Much may have changed since the key came first: a task that exists is never told not to, or it is made again elsewhere. Where
  // nothing stood in the way the create has looked the key up by itself; to look before it, too, took the store half of its time.
  const known = await deps.store
    .runOne(() => findReplay(accountId, idempotency))
    .catch((error: unknown) => {
      throw tried.kind === 'failed' ? tried.error : error;
    });
  if (known !== undefined) return told(known);
  if (tried.kind === 'failed') throw tried.error;
  return tried;
}

async function accept(
  deps: TaskDeps & { readonly turns: FairTurns },
  ask: CreateAsk,
  idempotency: Idempotency | undefined,
): Promise<AcceptOutcome> {
  const { accountId, key, body } = ask;
  const notReady = await ask.checkReadiness?.();
  if (notReady !== undefined) return notReady;
  const [model = '', suffix, extra] = body.model.split('@', 3);
  if (extra !== undefined) return invalid('model names more than one route; write it model@route, with one @', 'model');
  const asked = body.route === undefined || body.route === '' ? suffix : body.route;
  if (suffix !== undefined && asked !== suffix)
    return invalid(`model says @${suffix} and route says ${asked}`, 'route');
  const found = findAccountRoutes(deps, model, asked);
  if (found.kind === 'not_allowed') return notAllowed(found);
  if (found.kind !== 'found') return unavailable(await explain(deps, { found, model, route: asked }));
  const misplaced = CALLBACK_FIELDS.find((field) => field in body.input);
  if (misplaced !== undefined) {
    return invalid(`input.${misplaced}: a callback goes beside input, as "callback": {"url": …}`, `input.${misplaced}`);
  }
  let reading: Read;
  try {
    if (body.callback !== undefined) checkCallbackUrl(body.callback.url);
    reading = readInput(found.runs, body.input);
    for (const { field } of reading.stills) checkStillUrl(readAt(body.input, field), field);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return refusalOf(error);
  }
  const price = await priceOf(deps, ask, found.runs, reading);
  if (price.kind === 'refused') return { ...price, status: 402 };
  const { inFlightMax } = key;
  const { stills } = reading;
  const id = taskIdOf(deps.newId());
  const [first] = stills;
  const published = await settleTarget(deps, {
    accountId,
    taskId: id,
    asked: body.publish_to,
    isOperator: ask.isOperator === true,
    stillUrl: first === undefined ? undefined : String(readAt(body.input, first.field)),
  });
  if (published.kind === 'refused') return { ...published, field: 'publish_to' };
  const leftOut = published.kind === 'none' && published.adjustment !== undefined ? [published.adjustment] : [];
  const kept = await keepDataUris(deps, { accountId, input: body.input, stills }, async () => {
    const known = idempotency && (await deps.store.runOne(() => findReplay(accountId, idempotency)));
    if (known !== undefined || inFlightMax === undefined) return known;
    const inFlight = await deps.store.runOne(() => readInFlight(key.id));
    return inFlight < inFlightMax ? undefined : { kind: 'too_many', inFlight };
  });
  if (kept.kind === 'refused') return invalid(kept.message, kept.field);
  if (kept.kind === 'not_kept') return told(kept.outcome);
  const urls = stills.map(({ role, field }) => ({ role, url: String(readAt(kept.input, field)) }));
  const duplicate = await duplicateOf(deps, { accountId, taskId: id, stills: urls, order: reading.order });
  const { turnMs, lane: ownLane } = found.runs[0].model;
  const lane = urls.some(({ url }) => isUrl(url)) ? GATHER_LANE : ownLane;
  const queue = { accountId, model, lane, turnMs: shareOf(turnMs, deps) };
  const turn = await deps.turns.take(queue);
  // Written out: a spread of a few takes longer than all the rest of this.
  const task: NewTask = {
    id,
    accountId,
    keyId: key.id,
    model,
    route: asked,
    storage: body.storage,
    reference: body.reference,
    callbackUrl: body.callback?.url,
    lane,
    turn,
    input: JSON.stringify(kept.input),
    findings: JSON.stringify([...reading.findings, ...price.findings, ...duplicate]),
    adjustments: JSON.stringify([...reading.adjustments, ...leftOut]),
    publishTo: published.kind === 'settled' ? published.publishTo : undefined,
    estimate: price.estimate,
    budgetMicroUsd: price.budgetMicroUsd,
    idempotency,
    inFlightMax,
    assetIds: kept.assetIds,
  };
  const outcome = await deps.store.createTask(task).catch((error: unknown) => {
    // While a store is away, asking again and again costs no place; of one that may have been written the place is kept.
    if (!(error instanceof StoreError) || error.reason !== 'commit_unknown') deps.turns.giveBack(queue, turn);
    throw error;
  });
  if (outcome.kind !== 'created') deps.turns.giveBack(queue, turn);
  return told(outcome);
}

type Read = InputReading & { readonly stills: readonly NamedStill[] };

/** Reads an input by the first that may run it; the others must be able to take it too. @throws AppError `bad_usage` */
function readInput([first, ...others]: readonly [Run, ...Run[]], input: CreateTask['input']): Read {
  const reading = first.model.accept(input);
  for (const { model } of others) model.accept(input);
  return { ...reading, stills: reading.stills ?? stillsInFields(input) };
}

// What only hosted models need is loaded with the first of them: to a render of this machine's own it would be time lost.

async function explain(
  { models }: TaskDeps,
  missing: { readonly found: NoRoute; readonly model: string; readonly route: string | undefined },
): Promise<NoRoute> {
  const { whyMissing } = await import('./hosted/why-missing.js');
  return whyMissing(models, missing);
}

/** What is rendered here has no order and costs nothing. */
async function priceOf(deps: TaskDeps, ask: CreateAsk, runs: readonly Run[], { order }: Read): Promise<CreatePrice> {
  if (order === undefined) return { kind: 'allowed', findings: [] };
  const { priceCreate } = await import('./hosted/price-create.js');
  const { budget_usd: budgetUsd, allow_unpriced: allowUnpriced = false } = ask.body;
  return priceCreate(deps, {
    ...{ accountId: ask.accountId, keyId: ask.key.id, runs, order, allowUnpriced },
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
  });
}

async function duplicateOf(
  { store }: TaskDeps,
  { order, ...ask }: Omit<NewOrder, 'order'> & { readonly order: Read['order'] },
): Promise<readonly Finding[]> {
  if (order === undefined) return [];
  const { findDuplicate } = await import('./hosted/find-duplicate.js');
  const finding = await findDuplicate(store, { ...ask, order });
  return finding === undefined ? [] : [finding];
}

/** Who has twice the weight waits half as long between two of its tasks. */
function shareOf(turnMs: number, { own }: Pick<TaskDeps, 'own'>): number {
  return Math.max(1, Math.round(turnMs / (own?.settings.share ?? 1)));
}
