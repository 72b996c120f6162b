import type { ReadonlyModelListing } from '../contract/model.js';
import { LOCAL_LISTING } from './local/local-model.js';

/** Every model that this installation can run, as `GET /v1/models` tells of it. */
export function listModels(): readonly ReadonlyModelListing[] {
  return [LOCAL_LISTING];
}
