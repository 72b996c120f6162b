import type { ModelFacts } from '../../models/model-facts.js';
import { findModelFacts } from '../../models/catalogue.js';
import { findingOf, InputRefused } from './input-refused.js';

/** What whoever writes an input for a hosted model has to know of it. */
export type HostedOptions = Pick<ModelFacts, 'id' | 'frames' | 'audio'>;

/** What the catalogue has on a model, by any of its names, with or without `@route`; `undefined`: it has nothing. */
export function findHosted(model: string): HostedOptions | undefined {
  return findModelFacts(model.split('@', 1)[0] ?? '');
}

/**
 * Refuses an input that no provider of the model could take, before anything is sent.
 * @throws InputRefused with every reason
 */
export function checkHostedInput(model: string, input: Readonly<Record<string, unknown>>): void {
  const facts = findModelFacts(model.split('@', 1)[0] ?? '');
  if (facts === undefined) return;
  const read = facts.read(input);
  if (read.kind === 'refused') throw new InputRefused('bad_usage', read.reasons.map(findingOf));
}
