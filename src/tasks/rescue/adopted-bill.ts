import { usdOf } from '../../contract/money.js';
import { findModelFacts } from '../../models/catalogue.js';
import type { HostedPlan } from '../hosted/hosted-model.js';
import type { Bill, EndedRender } from '../money/bill-of.js';
import type { TaskDeps } from '../task-deps.js';
import { planOf } from '../task-plan.js';
import { toldCostOf } from './told-cost.js';

/** The bill of an adopted render, by what its vendor says of it now that it is done; `undefined`: it says nothing, and nothing is guessed. */
export function adoptedBillOf(
  { task, provider, facts: said }: EndedRender,
  { priceBook }: Pick<TaskDeps, 'priceBook'>,
): Bill | undefined {
  const { route } = planOf(task).order as HostedPlan;
  const told = toldCostOf({
    ...{ facts: findModelFacts(task.model), provider, said, overrides: priceBook.overrides },
    ...(route === undefined ? {} : { vendorRoute: route }),
  });
  if (told === undefined) return undefined;
  return { microUsd: told.microUsd, cost: { usd: usdOf(told.microUsd), basis: told.basis } };
}
