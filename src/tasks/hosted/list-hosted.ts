import type { ReadonlyModelListing } from '../../contract/model.js';
import { MODEL_CATALOGUE } from '../../models/catalogue.js';
import type { ModelFacts } from '../../models/model-facts.js';
import type { Provider } from '../../providers/provider.js';
import { KEY_VARIABLES } from './key-variables.js';

/** The adapters have been driven against loopback vendors that answer as the real ones are documented to, and never for money. */
const PROVEN = 'replayed';

/** The catalogue, as `GET /v1/models` tells of it. */
export function listHosted(providers: ReadonlyMap<string, Provider>): readonly ReadonlyModelListing[] {
  return MODEL_CATALOGUE.map((facts) => listingOf(facts, providers));
}

function listingOf(facts: ModelFacts, providers: ReadonlyMap<string, Provider>): ReadonlyModelListing {
  const { id, title, aliases, durationSec, resolutions, aspectRatios, frames, audio, withdrawn } = facts;
  const routes = routesOf(facts, providers);
  return {
    ...{ id, title, aliases, routes, durationSec, resolutions, aspectRatios },
    capability: frames.every((one) => one === 'none') ? 'text-to-video' : 'image-to-video',
    firstFrame: frames.includes('none') ? (frames.length > 1 ? 'optional' : 'none') : 'required',
    lastFrame: frames.includes('first_last') ? 'optional' : 'none',
    audio: audio !== 'never',
    ...(withdrawn === undefined ? {} : { withdrawn: withdrawnOf(withdrawn) }),
    proven: routes[0]?.proven ?? 'unproven',
    input: facts.input as Readonly<Record<string, unknown>>,
  };
}

/** Those that are configured first, in the order in which they are tried. */
function routesOf(
  { vendorIds, prices }: ModelFacts,
  providers: ReadonlyMap<string, Provider>,
): ReadonlyModelListing['routes'] {
  const all = Object.keys(vendorIds);
  const configured = [...providers.keys()].filter((provider) => all.includes(provider));
  const others = all.filter((provider) => !providers.has(provider));
  return [...configured, ...others].map((route) => {
    const provider = providers.get(route);
    const needs = provider === undefined ? KEY_VARIABLES[route] : undefined;
    const own = prices.filter((price) => price.provider === route && price.region === provider?.region);
    return {
      ...{ route, proven: PROVEN, configured: provider !== undefined },
      ...(needs === undefined ? {} : { needs }),
      prices: own.map(({ resolution, audio, usdPerSec }) => ({
        ...{ resolution, usdPerSec },
        ...(audio === undefined ? {} : { audio }),
      })),
    };
  });
}

function withdrawnOf({ successor, sinceSec }: NonNullable<ModelFacts['withdrawn']>): ReadonlyModelListing['withdrawn'] {
  return { successor, ...(sinceSec === undefined ? {} : { since: sinceSec }) };
}
