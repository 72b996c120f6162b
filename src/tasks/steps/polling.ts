import type { Provider } from '../../providers/provider.js';
import { nextPollMs } from '../pace/poll-pace.js';
import type { TaskDeps } from '../task-deps.js';
import { findModel } from '../find-model.js';

/** A render that is to be asked about. */
export interface AskedRender {
  readonly model: string;
  readonly provider: Provider;
  /** How long it has been under way. */
  readonly sinceSentMs: number;
  /** When the vendor wants to be asked again at the earliest. */
  readonly vendorMs: number;
}

/** What is taken for a model's time when nobody knows better, in seconds. */
const USUAL = { p50Sec: 120, p90Sec: 300 };

/** When to ask about a render next, in ms: by how long its model usually takes here. What this machine renders says so itself. */
export async function nextAskMs(
  { model, provider, sinceSentMs, vendorMs }: AskedRender,
  { models, renderTimes, pollMs, random }: Pick<TaskDeps, 'models' | 'renderTimes' | 'pollMs' | 'random'>,
): Promise<number> {
  if (provider.isFreeToRepeat) return vendorMs;
  if (pollMs !== undefined) return pollMs;
  const usual = await renderTimes.usualOf(model, provider.id, usualOf(models, model, provider.id));
  return nextPollMs({ sinceSentMs, usual, vendorMs, random });
}

/** What the catalogue says of a model's time. */
export function usualOf(models: TaskDeps['models'], model: string, provider: string): typeof USUAL {
  const found = findModel(models, model, provider);
  const usual = found.kind === 'found' ? found.model.facts?.usualSec : undefined;
  return usual === undefined ? USUAL : { p50Sec: usual.p50, p90Sec: usual.p90 };
}
