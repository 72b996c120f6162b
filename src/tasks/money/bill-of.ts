import type { Cost } from '../../contract/task.js';
import type { Provider } from '../../providers/provider.js';
import type { AttemptRecord } from '../../store/operations/attempts.js';
import { readReserved } from '../../store/operations/read-reserved.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { findModel } from '../find-model.js';
import type { HostedPlan } from '../hosted/hosted-model.js';
import type { TaskDeps } from '../task-deps.js';
import { planOf } from '../task-plan.js';
import { actualMicroUsd } from './actual-micro-usd.js';

/** A render that has come to its end, and what its vendor said of it. */
export interface EndedRender {
  readonly task: TaskRecord;
  readonly attempt: AttemptRecord;
  readonly provider: Provider;
  readonly facts: unknown;
}

/** What a render has cost, in micro-dollars and as its caller is told. */
export interface Bill {
  readonly microUsd: number;
  readonly cost: Cost;
}

/** Draws up the bill of a render: by what the vendor counted, as far as it says, else by what was set aside for it. */
export async function billOf(
  { task, attempt, provider, facts: said }: EndedRender,
  { store, models, priceBook }: Pick<TaskDeps, 'store' | 'models' | 'priceBook'>,
): Promise<Bill> {
  const reserved = await store.runOne(() => readReserved(attempt.id));
  const estimate = reserved ?? { microUsd: 0, basis: 'no price is known' };
  const found = findModel(models, task.model, provider.id);
  const facts = found.kind === 'found' ? found.model.facts : undefined;
  const { order, route } = planOf(task).order as HostedPlan;
  const known = { provider, order, said, estimate, overrides: priceBook.overrides };
  const actual =
    facts === undefined ? estimate : actualMicroUsd({ facts, ...known, ...(route === undefined ? {} : { route }) });
  return { microUsd: actual.microUsd, cost: { usd: actual.microUsd / 1e6, basis: actual.basis } };
}
