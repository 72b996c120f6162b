import { findModel } from '../find-model.js';
import type { TaskModel } from '../task-model.js';

/** The catalogue's id of a model by whatever name it was asked for; one that is not had any more keeps that name. */
export function modelIdOf(models: readonly TaskModel[], name: string): string {
  const found = findModel(models, name, undefined);
  return found.kind === 'found' ? found.model.id : name;
}
