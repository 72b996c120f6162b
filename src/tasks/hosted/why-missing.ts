import { findModelFacts } from '../../models/catalogue.js';
import type { ModelFacts } from '../../models/model-facts.js';
import { type NoRoute, readRouteWord, unknownRoute, wordsOf } from '../find-model.js';
import type { TaskModel } from '../task-model.js';
import { keyOf } from './key-variables.js';

/** What was asked for and is not run here. */
export interface MissingRoute {
  readonly found: NoRoute;
  readonly model: string;
  readonly route: string | undefined;
}

/**
 * Says of a model that `findRoutes` did not find what the catalogue knows of it: that it is gone and what took its place, or that who
 * runs it has no key here and which variable takes one. For anything else it says what was found.
 */
export function whyMissing(models: readonly TaskModel[], { found, model, route }: MissingRoute): NoRoute {
  const facts = findModelFacts(model);
  if (facts === undefined) {
    if (found.kind !== 'unknown_model') return found;
    return { ...found, message: `${found.message} firstframe models lists what a vendor's key would add.` };
  }
  const { id, withdrawn } = facts;
  if (withdrawn !== undefined) {
    const message = `the model ${id} is gone: its vendor has withdrawn it. Use ${withdrawn.successor}.`;
    return { kind: 'unknown_model', message };
  }
  const configured = new Set(models.filter((one) => one.id === id).map(({ provider }) => provider));
  for (const word of wordsOf(route)) {
    if (word === 'default') {
      if (configured.size === 0) return { kind: 'no_key', message: noKeyAtAll(facts) };
      continue;
    }
    const provider = readRouteWord(word)?.provider;
    if (provider === undefined || !Object.hasOwn(facts.vendorIds, provider)) {
      return unknownRoute(word, model, Object.keys(facts.vendorIds));
    }
    if (!configured.has(provider)) {
      const message = `the route ${word} of ${model} has no key here. Set ${keyOf(provider)}${otherwise(configured)}.`;
      return { kind: 'no_key', message };
    }
  }
  return found;
}

function noKeyAtAll({ id, vendorIds }: ModelFacts): string {
  const ways = Object.keys(vendorIds).map((provider) => `${keyOf(provider)} (route ${provider})`);
  return `the model ${id} has no key here: nobody who runs it is configured. Set ${ways.join(' or ')}, and start again.`;
}

function otherwise(configured: ReadonlySet<string>): string {
  return configured.size === 0 ? ', and start again' : `, or use the route ${[...configured].join(' or ')}`;
}
