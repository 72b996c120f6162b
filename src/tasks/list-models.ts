import { LOCAL_LISTING } from './local/local-model.js';

/** What `GET /v1/models` says of a model: what it takes, who runs it, what it costs. */
export type ModelListing = typeof LOCAL_LISTING;

/** Every model that this installation can run. */
export function listModels(): readonly ModelListing[] {
  return [LOCAL_LISTING];
}
