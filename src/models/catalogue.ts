import type { ModelOrder } from '../contract/model-order.js';
import type { InputReason, ModelFacts } from './model-facts.js';
import { GEN3A_TURBO } from './runway/gen3a-turbo.js';
import { GEN4_5 } from './runway/gen4-5.js';
import { GEN4_TURBO } from './runway/gen4-turbo.js';
import { SEEDANCE_2_0_FAST } from './seedance/seedance-2-0-fast.js';
import { SEEDANCE_2_0_MINI } from './seedance/seedance-2-0-mini.js';
import { SEEDANCE_2_0 } from './seedance/seedance-2-0.js';
import { SEEDANCE_2_5_IMAGE, SEEDANCE_2_5_TEXT } from './seedance/seedance-2-5.js';
import { WAN_2_7_IMAGE } from './wan/wan-2-7-image-to-video.js';

/** Every hosted model that is known here, in the order of the guide. `local/motion` is none: it is made on this machine. */
export const MODEL_CATALOGUE: readonly ModelFacts[] = [
  SEEDANCE_2_0,
  SEEDANCE_2_0_FAST,
  SEEDANCE_2_0_MINI,
  SEEDANCE_2_5_TEXT,
  SEEDANCE_2_5_IMAGE,
  WAN_2_7_IMAGE,
  GEN4_5,
  GEN4_TURBO,
  GEN3A_TURBO,
];

const BY_NAME: ReadonlyMap<string, ModelFacts> = new Map(
  MODEL_CATALOGUE.flatMap((facts) => [facts.id, ...facts.aliases].map((name) => [name, facts])),
);

/** Finds a model by its id or by another name of its; undefined when there is none. A route after `@` is to be taken off before. */
export function findModelFacts(idOrAlias: string): ModelFacts | undefined {
  return BY_NAME.get(idOrAlias);
}

/** The vendor's own name for a model, in a region of the vendor's; undefined when that provider, or region, does not run it. */
export function vendorIdOf(facts: ModelFacts, provider: string, region?: string): string | undefined {
  if (region !== undefined) return own(own(facts.regionalIds ?? {}, provider) ?? {}, region);
  return own(facts.vendorIds, provider);
}

/** Why a provider cannot take an order that the model itself can: every reason, none when it can. */
export function checkProvider(facts: ModelFacts, provider: string, order: ModelOrder): readonly InputReason[] {
  if (own(facts.vendorIds, provider) === undefined) {
    const runs = Object.keys(facts.vendorIds);
    const todo = runs.length === 0 ? 'Use another model.' : `Use one of the routes ${runs.join(', ')}.`;
    return [{ field: 'route', message: `${facts.id} is not run by ${provider}`, todo }];
  }
  const { resolutions, frames } = own(facts.only ?? {}, provider) ?? {};
  const reasons: InputReason[] = [];
  if (resolutions?.includes(order.resolution) === false) {
    const message = `resolution is ${order.resolution}, which ${provider} does not offer for ${facts.id}`;
    reasons.push({ field: 'resolution', message, todo: `Use one of ${resolutions.join(', ')}, or another route.` });
  }
  if (frames?.includes(order.frames) === false) {
    const message = `${provider} takes no last frame for ${facts.id}`;
    reasons.push({ field: 'last_frame_url', message, todo: 'Leave it out, or use another route.' });
  }
  return reasons;
}

function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
