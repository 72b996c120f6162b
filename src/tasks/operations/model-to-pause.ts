import { findModelFacts } from '../../models/catalogue.js';
import { findModel } from '../find-model.js';
import type { TaskModel } from '../task-model.js';

/** The model that a pause is of, or why there is none, as a sentence for its caller. */
export type ModelToPause =
  { readonly kind: 'found'; readonly id: string } | { readonly kind: 'unknown'; readonly message: string };

/** Finds what a name is the name of: among what runs here, and then in the catalogue, for what only an account's own key opens. */
export function findModelToPause(models: readonly TaskModel[], name: string): ModelToPause {
  const found = findModel(models, name, undefined);
  if (found.kind === 'found') return { kind: 'found', id: found.model.id };
  const facts = findModelFacts(name);
  return facts === undefined ? { kind: 'unknown', message: found.message } : { kind: 'found', id: facts.id };
}
