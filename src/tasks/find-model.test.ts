import { describe, expect, it } from 'vitest';
import { MODEL_CATALOGUE } from '../models/catalogue.js';
import { findRoutes, type FoundRoutes } from './find-model.js';
import { createHostedModel } from './hosted/hosted-model.js';
import { whyMissing } from './hosted/why-missing.js';
import { LOCAL_MODEL } from './local/local-model.js';
import type { TaskModel } from './task-model.js';

/** The models of an installation with keys for these providers, in this order. */
function modelsOf(...providers: readonly string[]): readonly TaskModel[] {
  const hosted = providers.flatMap((provider) =>
    MODEL_CATALOGUE.filter(({ vendorIds }) => Object.hasOwn(vendorIds, provider)).map((facts) =>
      createHostedModel(facts, provider),
    ),
  );
  return [LOCAL_MODEL, ...hosted];
}

/** `ark`, `hiapi:pro`: who was found, in order; or the kind of a miss. */
function told(found: FoundRoutes): string {
  if (found.kind !== 'found') return found.kind;
  return found.runs
    .map(({ model, vendorRoute }) => (vendorRoute === undefined ? model.provider : `${model.provider}:${vendorRoute}`))
    .join(' ');
}

function find(providers: readonly string[], model: string, route?: string): FoundRoutes {
  const models = modelsOf(...providers);
  const found = findRoutes(models, model, route);
  return found.kind === 'found' ? found : whyMissing(models, { found, model, route });
}

describe('finding who runs a model', () => {
  const BOTH = ['hiapi', 'ark'];
  it.each([
    ['seedance-2-0', undefined, 'hiapi'],
    ['seedance-2.0', undefined, 'hiapi'],
    ['seedance-2-0', 'default', 'hiapi'],
    ['seedance-2-0', '', 'hiapi'],
    ['seedance-2-0', 'ark', 'ark'],
    ['seedance-2-0', 'pro', 'hiapi:pro'],
    ['seedance-2-0', 'hiapi:ext', 'hiapi:ext'],
    ['seedance-2-0', 'hiapi:default', 'hiapi'],
    ['seedance-2-0', 'hiapi:newer', 'hiapi:newer'],
    ['seedance-2-0', 'ark,hiapi', 'ark hiapi'],
    ['seedance-2-0', 'ark, pro', 'ark hiapi:pro'],
    ['wan2.7-i2v', 'hiapi', 'hiapi'],
    ['local/motion', undefined, 'local'],
    ['local/motion', 'local', 'local'],
  ])('%s by %s: %s', (model, route, expected) => {
    expect(told(find(BOTH, model, route))).toBe(expected);
  });

  it.each([
    ['a model that nobody has', 'sora-9', undefined, 'unknown_model', /sora-9/],
    ['a model that is gone', 'runway/gen3a_turbo', undefined, 'unknown_model', /runway\/gen4_turbo/],
    ['a model whose only key is missing', 'runway/gen4.5', undefined, 'no_key', /RUNWAYML_API_SECRET/],
    ['a route whose key is missing', 'wan2.7-i2v', 'dashscope', 'no_key', /DASHSCOPE_API_KEY.*hiapi/],
    ['one such route in a list', 'wan2.7-i2v', 'hiapi,dashscope', 'no_key', /DASHSCOPE_API_KEY/],
    ['a route that does not run it', 'seedance-2-0', 'runway', 'unknown_route', /default, hiapi, ark/],
    ['a route of the built-in renderer that it has not', 'local/motion', 'pro', 'unknown_route', /default, local/],
    ['a slip of the pen', 'seedance-2-0', 'arc', 'unknown_route', /"arc".*default, hiapi, ark, hiapi:pro, hiapi:ext/],
    ['a slip of the pen in a list', 'seedance-2-0', 'ark,hapi', 'unknown_route', /"hapi"/],
    [
      'a slip of the pen that only a missing key is behind',
      'runway/gen4.5',
      'runwy',
      'unknown_route',
      /default, runway/,
    ],
    ['a provider twice', 'seedance-2-0', 'pro,hiapi', 'unknown_route', /twice/],
    ['a word that is none', 'seedance-2-0', 'a b', 'unknown_route', /a b/],
    ['an empty place in a list', 'seedance-2-0', 'ark,,hiapi', 'unknown_route', /""/],
    ['a route of a provider that has none', 'seedance-2-0', 'ark:pro', 'unknown_route', /ark:pro/],
  ] as const)('says why not of %s', (_what, model, route, kind, words) => {
    const found = find(BOTH, model, route);
    expect(found.kind).toBe(kind);
    if (found.kind !== 'found') expect(found.message).toMatch(words);
  });

  it('names every variable that would do where no key is set at all', () => {
    const found = find([], 'seedance-2-0');
    expect(found.kind).toBe('no_key');
    if (found.kind !== 'found') expect(found.message).toMatch(/HIAPI_API_KEY.*ARK_API_KEY/);
  });
});
