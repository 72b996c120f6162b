import type { Provider } from '../../providers/provider.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { findModel } from '../find-model.js';
import type { HostedPlan } from '../hosted/hosted-model.js';
import type { TaskDeps } from '../task-deps.js';
import { planOf } from '../task-plan.js';

/** What an order may cost, as it is set aside. */
export interface Priced {
  /** The catalogue's id: what a caller may know by another name. */
  readonly model: string;
  readonly microUsd: number;
  readonly basis: string;
  /** Nobody knows a price: `reserve` lets it pass no cap. */
  readonly isUnpriced: boolean;
}

/**
 * The most that an order costs, asked right before it is sent. Where no price is to be had any more, it is what was told when the task
 * was accepted; and nothing where its caller allowed a render without a price.
 */
export async function priceOrder(
  task: TaskRecord,
  provider: Provider,
  { models, priceBook }: Pick<TaskDeps, 'models' | 'priceBook'>,
): Promise<Priced> {
  const found = findModel(models, task.model, provider.id);
  const facts = found.kind === 'found' ? found.model.facts : undefined;
  const model = facts?.id ?? task.model;
  if (facts === undefined) return { model, ...UNPRICED };
  const { order, route } = planOf(task).order as HostedPlan;
  const asked = {
    ...{ facts, provider: provider.id, order },
    ...(provider.region === undefined ? {} : { region: provider.region }),
    ...(route === undefined ? {} : { route }),
  };
  const estimate = await priceBook.estimate(asked);
  if (estimate.kind === 'priced')
    return { model, microUsd: estimate.microUsd, basis: estimate.basis, isUnpriced: false };
  const told = task.estimate;
  if (told === undefined) return { model, ...UNPRICED };
  return { model, microUsd: Math.round(told.usd * 1e6), basis: told.basis, isUnpriced: false };
}

const UNPRICED = { microUsd: 0, basis: 'no price is known', isUnpriced: true } as const;
