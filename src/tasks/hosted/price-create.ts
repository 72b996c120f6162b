import { microUsdOf, sayUsd, usdOf } from '../../contract/money.js';
import type { Finding } from '../../contract/finding.js';
import type { ModelOrder } from '../../contract/model-order.js';
import { findOverCap } from '../../store/operations/money.js';
import type { Run } from '../find-model.js';
import type { TaskDeps } from '../task-deps.js';

/** A create whose price is asked for. */
export interface PriceAsk {
  readonly accountId: string;
  readonly keyId: string;
  /** Who may come to run it; the dearest of them counts. */
  readonly runs: readonly Run[];
  readonly order: ModelOrder;
  /** What its caller lets it cost, in dollars. */
  readonly budgetUsd?: number;
  readonly allowUnpriced: boolean;
}

/** What a create may cost, as the task keeps it; or why it may not be made (402). */
export type CreatePrice =
  | {
      readonly kind: 'allowed';
      /** JSON, in dollars; absent: nobody knows. */
      readonly estimate?: string;
      readonly budgetMicroUsd?: number;
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'refused'; readonly errorCode: 'UNPRICED' | 'BUDGET_EXCEEDED'; readonly message: string };

/**
 * Asks what an order costs at most at each of its providers, and holds the dearest against the caller's budget and every cap, before
 * there is a task. It only looks: the money is set aside when the order is about to be sent, and the caps are held there.
 * @throws StoreError
 */
export async function priceCreate(
  { store, priceBook, providers }: Pick<TaskDeps, 'store' | 'priceBook' | 'providers'>,
  { accountId, keyId, runs, order, budgetUsd, allowUnpriced }: PriceAsk,
): Promise<CreatePrice> {
  const estimates = await Promise.all(
    runs.map(({ model: { facts, provider }, vendorRoute }) => {
      if (facts === undefined) throw new TypeError(`${provider} has an order to price and no facts`);
      const region = providers.get(provider)?.region;
      return priceBook.estimate({
        ...{ facts, provider, order },
        ...(region === undefined ? {} : { region }),
        ...(vendorRoute === undefined ? {} : { route: vendorRoute }),
      });
    }),
  );
  const unpriced = estimates.flatMap((estimate) => (estimate.kind === 'unpriced' ? [estimate.say] : []));
  const findings: Finding[] = [];
  if (unpriced.length > 0) {
    const say = [...new Set(unpriced)].join(' ');
    if (!allowUnpriced) return { kind: 'refused', errorCode: 'UNPRICED', message: `${say} ${UNPRICED_TODO}` };
    findings.push(unpricedFinding(say));
  }
  const dearest = estimates
    .flatMap((estimate) => (estimate.kind === 'priced' ? [estimate] : []))
    .sort((a, b) => b.microUsd - a.microUsd)[0];
  const { microUsd = 0, basis = '' } = dearest ?? {};
  const budgetMicroUsd = budgetUsd === undefined ? undefined : microUsdOf(budgetUsd);
  if (budgetMicroUsd !== undefined && microUsd > budgetMicroUsd) {
    const message = `a clip of ${order.model} may cost ${sayUsd(microUsd)} (${basis}), and budget_usd is ${sayUsd(budgetMicroUsd)}. Raise it, or ask for fewer seconds or a lower resolution.`;
    return { kind: 'refused', errorCode: 'BUDGET_EXCEEDED', message };
  }
  const money = {
    ...{ accountId, keyId, microUsd },
    ...(unpriced.length === 0 ? {} : { isUnpriced: true as const }),
    ...(budgetMicroUsd === undefined ? {} : { taskBudgetMicroUsd: budgetMicroUsd }),
  };
  const over = await store.run(() => findOverCap(money));
  if (over !== undefined) return { kind: 'refused', errorCode: 'BUDGET_EXCEEDED', message: over.say };
  return {
    kind: 'allowed',
    // Of a list with one in it that has no price, the others' say nothing of the most that it may cost.
    ...(dearest === undefined || unpriced.length > 0
      ? {}
      : { estimate: JSON.stringify({ usd: usdOf(microUsd), basis }) }),
    ...(budgetMicroUsd === undefined ? {} : { budgetMicroUsd }),
    findings,
  };
}

const UNPRICED_TODO =
  'Set a price in the file that FIRSTFRAME_PRICES names, or send "allow_unpriced": true to go on without one, where there is neither a budget nor a cap.';

function unpricedFinding(say: string): Finding {
  return {
    ...{
      code: 'unpriced',
      severity: 'warn',
      field: 'allow_unpriced',
      measured: `${say} So nobody can say what it will cost.`,
    },
    repair: 'Set a price in the file that FIRSTFRAME_PRICES names.',
  };
}
