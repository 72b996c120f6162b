import { describe, expect, it } from 'vitest';
import { checkProvider, findModelFacts, MODEL_CATALOGUE, vendorIdOf } from './catalogue.js';
import type { ModelFacts } from './model-facts.js';
import { orderOf } from './testing/read-by.js';

const STILL = 'https://cdn.example/boat.jpg';

function factsOf(name: string): ModelFacts {
  const facts = findModelFacts(name);
  if (facts === undefined) throw new Error(`no model ${name}`);
  return facts;
}

describe('the catalogue', () => {
  it.each([
    ['seedance-2-0', 'seedance-2-0'],
    ['seedance-2.0', 'seedance-2-0'],
    ['seedance-2.0-fast', 'seedance-2.0-fast'],
    ['seedance-2.0-mini', 'seedance-2.0-mini'],
    ['seedance-2.5/text-to-video', 'seedance-2.5/text-to-video'],
    ['seedance-2.5/image-to-video', 'seedance-2.5/image-to-video'],
    ['wan2.7-video/image-to-video', 'wan2.7-video/image-to-video'],
    ['wan2.7-i2v', 'wan2.7-video/image-to-video'],
    ['runway/gen4.5', 'runway/gen4.5'],
    ['runway/gen4_turbo', 'runway/gen4_turbo'],
    ['runway/gen3a_turbo', 'runway/gen3a_turbo'],
  ])('knows %s', (name, id) => {
    expect(findModelFacts(name)?.id).toBe(id);
  });

  it.each(['', 'local/motion', 'seedance-2-0@pro', 'constructor', '__proto__', 'SEEDANCE-2-0'])(
    'does not know %j',
    (name) => {
      expect(findModelFacts(name)).toBeUndefined();
    },
  );

  it('has no name twice', () => {
    const names = MODEL_CATALOGUE.flatMap(({ id, aliases }) => [id, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(MODEL_CATALOGUE.map((facts) => [facts.id, facts] as const))(
    'gives each fact of %s a dated source',
    (_id, facts) => {
      const sources = [
        facts.still.source,
        facts.usualSec.source,
        ...facts.prices.map(({ source }) => source),
        ...Object.values(facts.billing ?? {}).map(({ source }) => source),
        ...Object.values(facts.only ?? {}).map(({ source }) => source),
        ...(facts.withdrawn === undefined ? [] : [facts.withdrawn.source]),
      ];
      for (const source of sources) expect(source).toMatch(/^20\d\d-\d\d(-\d\d)?, .{10}/);
    },
  );

  it.each(MODEL_CATALOGUE.map((facts) => [facts.id, facts] as const))(
    '%s has prices only of who runs it, at resolutions it has, and even rasters',
    (_id, facts) => {
      for (const { provider, resolution, usdPerSec } of facts.prices) {
        expect(facts.vendorIds).toHaveProperty(provider);
        expect(facts.resolutions).toContain(resolution);
        expect(usdPerSec).toBeGreaterThan(0);
      }
      const { rasterOf } = facts;
      if (rasterOf === undefined) return;
      for (const resolution of facts.resolutions) {
        for (const ratio of facts.aspectRatios.filter((name) => name !== 'adaptive')) {
          const raster = rasterOf(resolution, ratio);
          expect(raster?.widthPx ?? 1, `${resolution} ${ratio}`).toSatisfy((side: number) => side % 2 === 0);
          expect(raster?.heightPx ?? 1, `${resolution} ${ratio}`).toSatisfy((side: number) => side % 2 === 0);
        }
        expect(rasterOf(resolution, 'adaptive')).toBeUndefined();
      }
    },
  );

  it.each(MODEL_CATALOGUE.filter(({ withdrawn }) => withdrawn === undefined))(
    '$id publishes its fields as JSON Schema',
    (facts) => {
      const schema = facts.input as { properties: object; required: string[]; additionalProperties: boolean };
      expect(schema.additionalProperties).toBe(false);
      expect(schema.required).toContain('prompt');
      expect(schema.required).not.toContain('duration');
      expect(Object.keys(schema.properties)).toEqual(
        expect.arrayContaining(['prompt', 'duration', 'resolution', 'seed']),
      );
    },
  );
});

describe("a vendor's name for a model", () => {
  it.each([
    ['seedance-2-0', 'ark', undefined, 'dreamina-seedance-2-0-260128'],
    ['seedance-2-0', 'ark', 'cn', 'doubao-seedance-2-0-260128'],
    ['seedance-2-0', 'hiapi', undefined, 'seedance-2-0'],
    ['wan2.7-i2v', 'dashscope', undefined, 'wan2.7-i2v'],
    ['wan2.7-i2v', 'dashscope', 'cn', 'wan2.7-i2v'],
    ['wan2.7-i2v', 'hiapi', undefined, 'wan2.7-video/image-to-video'],
    ['gen4.5', 'runway', undefined, 'gen4.5'],
    ['gen4.5', 'ark', undefined, undefined],
    ['gen3a_turbo', 'runway', undefined, undefined],
    ['seedance-2-0', 'ark', 'eu', undefined],
    ['seedance-2-0', 'toString', undefined, undefined],
  ])('%s at %s, region %s, is %s', (model, provider, region, name) => {
    expect(vendorIdOf(factsOf(model), provider, region)).toBe(name);
  });
});

describe('what a provider takes of a model', () => {
  const input = { prompt: 'slow push-in', first_frame_url: STILL };
  const both = { ...input, last_frame_url: STILL };
  it.each([
    ['seedance-2.5/image-to-video', 'ark', { ...both, resolution: '480p' }, []],
    ['seedance-2.5/image-to-video', 'hiapi', input, []],
    ['seedance-2.5/image-to-video', 'hiapi', { ...both, resolution: '480p' }, ['resolution', 'last_frame_url']],
    ['seedance-2-0', 'hiapi', both, []],
    ['seedance-2-0', 'runway', input, ['route']],
    ['runway/gen4.5', 'hiapi', input, ['route']],
  ])('%s at %s', (model, provider, asked, fields) => {
    const reasons = checkProvider(factsOf(model), provider, orderOf(model, asked));
    expect(reasons.map(({ field }) => field)).toEqual(fields);
  });
});
