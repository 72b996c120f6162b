import { microUsdOf, sayUsd, usdOf } from '../../contract/money.js';
import type { Charge, InvoiceLine, Reconciliation } from '../../contract/reconciliation.js';
import { findModelFacts } from '../../models/catalogue.js';
import type { Provider } from '../../providers/provider.js';
import { writeAudit } from '../../store/operations/audit.js';
import { type LedgerCharge, readChargeOf, readCharges } from '../../store/operations/charges.js';
import { settleMoney } from '../../store/operations/money.js';
import type { Operation } from '../../store/statement.js';
import type { TaskDeps } from '../task-deps.js';
import { readJobs } from './read-jobs.js';
import { toldCostOf } from './told-cost.js';

/** What is held against what. */
export interface ReconcileOrder {
  readonly accountId: string;
  readonly keyId: string;
  readonly route: string;
  /** `2026-11` */
  readonly month: string;
  readonly invoice?: readonly InvoiceLine[];
  readonly apply: boolean;
}

/** The outcome, or why there is nothing to hold the ledger against. */
export type Reconciled =
  | { readonly kind: 'reconciled'; readonly reconciliation: Reconciliation }
  | { readonly kind: 'refused'; readonly message: string };

/** An invoice is in cents. */
const TOLERANCE_MICRO_USD = 5_000;

/** A charge at the vendor; without an amount where its list tells none. */
interface ThereCharge {
  readonly handle: string;
  readonly microUsd: number | undefined;
}

/**
 * Holds the ledger of a month against what a vendor says: its invoice, else its list. Writes nothing unless `apply`, and then only what is
 * proven of amounts that nobody knew. @throws ProviderError
 */
export async function reconcile(
  order: ReconcileOrder,
  deps: Pick<TaskDeps, 'store' | 'providers' | 'calls' | 'priceBook' | 'nowMs'>,
  signal: AbortSignal,
): Promise<Reconciled> {
  const { route, month, invoice } = order;
  const fromMs = Date.parse(`${month}-01T00:00:00Z`);
  const untilMs = Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1);
  const provider = deps.providers.get(route);
  if (invoice === undefined && provider?.list === undefined) {
    return {
      kind: 'refused',
      message: `the route ${route} has no list of its tasks here. Give its invoice: --invoice FILE, or \`invoice\`.`,
    };
  }
  const there =
    invoice === undefined && provider !== undefined
      ? await readList(provider, { fromMs, untilMs, signal }, deps)
      : readInvoice(invoice ?? [], { fromMs, untilMs });
  const reachMs = invoice === undefined ? provider?.listReachMs : undefined;
  const checkedFromMs = reachMs === undefined ? fromMs : deps.nowMs() - reachMs;
  const { credential } = provider ?? {};
  const here = await deps.store.run(() => readCharges({ provider: route, credential, fromMs, untilMs }));
  const charges: Charge[] = [];
  const left = new Map(there.map((one) => [one.handle, one]));
  for (const mine of here) {
    const theirs = mine.handle === undefined ? undefined : left.get(mine.handle);
    if (mine.handle !== undefined) left.delete(mine.handle);
    const charge = judge(mine, theirs, mine.atMs < checkedFromMs);
    if (charge !== undefined) charges.push(await applied(charge, mine, theirs, order, deps));
  }
  for (const theirs of left.values()) {
    // Sent in the last hour of the month before, or taken in without a word of its cost.
    const mine = await deps.store.run(() => readChargeOf(route, theirs.handle));
    const charge = mine === undefined ? unknownHere(theirs, provider?.list !== undefined) : judge(mine, theirs, false);
    if (charge !== undefined)
      charges.push(mine === undefined ? charge : await applied(charge, mine, theirs, order, deps));
  }
  const unexplained = charges.filter(
    ({ verdict, applied: isApplied }) => verdict !== 'matched' && verdict !== 'unchecked' && isApplied !== true,
  ).length;
  const source = invoice === undefined ? 'list' : 'invoice';
  return { kind: 'reconciled', reconciliation: { route, month, source, charges, unexplained } };
}

/** `undefined`: it cost nothing here, and nothing there. */
function judge(mine: LedgerCharge, theirs: ThereCharge | undefined, isTooOld: boolean): Charge | undefined {
  const { handle, taskId, attemptId, spentMicroUsd, isUncertain } = mine;
  const about = {
    ...{ taskId, attemptId },
    ...(handle === undefined ? {} : { handle }),
    ...(spentMicroUsd === undefined ? {} : { hereUsd: usdOf(spentMicroUsd) }),
    ...(theirs?.microUsd === undefined ? {} : { thereUsd: usdOf(theirs.microUsd) }),
  };
  if (isUncertain) {
    const fact =
      theirs === undefined ? (isTooOld ? 'the list does not go back so far' : 'it is not there') : 'it is there';
    return { verdict: 'uncertain', ...about, say: `Nobody here knows whether it cost anything; ${fact}.` };
  }
  if (theirs === undefined) {
    if (spentMicroUsd === undefined || spentMicroUsd === 0) return undefined;
    if (isTooOld) return { verdict: 'unchecked', ...about, say: 'The list does not go back so far; give the invoice.' };
    return { verdict: 'not_there', ...about, say: `${sayUsd(spentMicroUsd)} here, and nothing there.` };
  }
  if (theirs.microUsd === undefined && spentMicroUsd !== undefined && spentMicroUsd > 0) {
    return { verdict: 'matched', ...about, say: 'It is there; the list tells no amount.' };
  }
  const differMicroUsd = (theirs.microUsd ?? 0) - (spentMicroUsd ?? 0);
  if (theirs.microUsd !== undefined && Math.abs(differMicroUsd) <= TOLERANCE_MICRO_USD) {
    return { verdict: 'matched', ...about, say: 'The same here and there.' };
  }
  // Still being rendered here, or taken in without a word of its cost, as the list has it too.
  if (theirs.microUsd === undefined) return { verdict: 'matched', ...about, say: 'It is there; no amount is known.' };
  const mineSaid = spentMicroUsd === undefined ? 'no amount' : sayUsd(spentMicroUsd);
  return { verdict: 'differs', ...about, say: `${mineSaid} here, ${sayUsd(theirs.microUsd)} there.` };
}

function unknownHere({ handle, microUsd }: ThereCharge, isListed: boolean): Charge {
  const amount = microUsd === undefined ? {} : { thereUsd: usdOf(microUsd) };
  const said = microUsd === undefined ? 'Made there' : `${sayUsd(microUsd)} there`;
  return {
    ...{ verdict: 'unknown_here', handle, ...amount },
    say: `${said}, and not ordered here${isListed ? ': firstframe tasks adopt takes it in while its URL lives' : ''}.`,
  };
}

/** Enters what is proven: an amount that is there, or that there is none of a handle that is known. */
async function applied(
  charge: Charge,
  mine: LedgerCharge,
  theirs: ThereCharge | undefined,
  { apply, keyId, invoice, month, route }: ReconcileOrder,
  { store }: Pick<TaskDeps, 'store'>,
): Promise<Charge> {
  const { attemptId, handle } = mine;
  if (!apply || charge.verdict !== 'uncertain') return charge;
  const basis = invoice === undefined ? `listed by ${route}` : `invoice of ${route} for ${month}`;
  const isFree = theirs === undefined && handle !== undefined && invoice !== undefined;
  const end =
    theirs?.microUsd !== undefined
      ? ({ kind: 'settle', microUsd: Math.max(0, theirs.microUsd), basis } as const)
      : isFree
        ? ({ kind: 'release' } as const)
        : undefined;
  if (end === undefined) return charge;
  await store.run(function* (): Operation<void> {
    yield* settleMoney(attemptId, end);
    const after = { kind: 'correction', basis, usd: end.kind === 'settle' ? usdOf(end.microUsd) : 0 };
    yield* writeAudit({
      accountId: mine.accountId,
      keyId,
      action: 'costs.reconcile',
      subject: mine.taskId,
      before: 'uncertain',
      after,
    });
  });
  return { ...charge, applied: true };
}

function readInvoice(
  lines: readonly InvoiceLine[],
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): readonly ThereCharge[] {
  const sums = new Map<string, number>();
  for (const { handle, date, usd } of lines) {
    const atMs = date === undefined ? Number.NaN : Date.parse(date);
    // A date that cannot be read is no reason to leave a charge out.
    if (!Number.isNaN(atMs) && (atMs < fromMs || atMs >= untilMs)) continue;
    sums.set(handle, (sums.get(handle) ?? 0) + microUsdOf(usd));
  }
  return [...sums].map(([handle, microUsd]) => ({ handle, microUsd }));
}

async function readList(
  provider: Provider,
  { fromMs, untilMs, signal }: { readonly fromMs: number; readonly untilMs: number; readonly signal: AbortSignal },
  deps: Pick<TaskDeps, 'calls' | 'priceBook'>,
): Promise<readonly ThereCharge[]> {
  const found = new Map<string, ThereCharge>();
  for await (const job of readJobs(provider, { sinceMs: fromMs, signal }, deps)) {
    const { handle, status, createdAtMs, model = '', vendorRoute, facts: said } = job;
    // What failed is free at every vendor that has a list; what is under way is not billed yet.
    if (status !== 'succeeded' || (createdAtMs !== undefined && createdAtMs >= untilMs)) continue;
    const route = vendorRoute === undefined ? {} : { vendorRoute };
    const { overrides } = deps.priceBook;
    const told = toldCostOf({ facts: findModelFacts(model), provider, ...route, said, overrides });
    found.set(handle, { handle, microUsd: told?.microUsd });
  }
  return [...found.values()];
}
