import type { RestoredTask } from '../../store/operations/restored.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { findModel } from '../find-model.js';
import { HOSTED_LANES } from '../lanes.js';
import type { TaskDeps } from '../task-deps.js';

/** Where a task of a vendor's waits in a state before it is sent. */
export function laneBefore(
  { model, route }: TaskRecord,
  state: RestoredTask['fromState'],
  { models }: Pick<TaskDeps, 'models'>,
): string {
  if (state === 'submitting') return HOSTED_LANES.submitting;
  // Where it was put when it was accepted: preparing finds out what it still has to fetch.
  const found = findModel(models, model, route);
  return found.kind === 'found' ? found.model.lane : HOSTED_LANES.preparing;
}
