import type { TaskModel } from './task-model.js';

/** A model that was asked for, or why there is none. */
export type FoundModel =
  | { readonly kind: 'found'; readonly model: TaskModel }
  | { readonly kind: 'unknown_model'; readonly message: string }
  | { readonly kind: 'unknown_route'; readonly message: string };

/** Finds what runs `model` by `route`; absent or `default`, the first that can. Messages list what there is. */
export function findModel(models: readonly TaskModel[], model: string, route: string | undefined): FoundModel {
  const runs = models.filter(({ id }) => id === model);
  if (runs.length === 0) {
    const known = [...new Set(models.map(({ id }) => id))].join(', ');
    return { kind: 'unknown_model', message: `the model ${quoted(model)} is not available here. Available: ${known}.` };
  }
  const wanted = route === undefined || route === '' || route === 'default' ? undefined : route;
  const found = runs.find(({ provider }) => wanted === undefined || provider === wanted);
  if (found !== undefined) return { kind: 'found', model: found };
  const routes = ['default', ...runs.map(({ provider }) => provider)].join(', ');
  return {
    kind: 'unknown_route',
    message: `the route ${quoted(wanted ?? '')} is unknown for ${model}. Routes: ${routes}.`,
  };
}

/** A caller's word in a message: cut to a length at which a message can still be read. */
function quoted(word: string): string {
  return JSON.stringify(word.length > 80 ? `${word.slice(0, 80)}…` : word);
}
