import type { VendorKey, VendorKeys } from '../contract/vendor-keys.js';
import { isPrivateHost } from '../net/is-private-host.js';
import type { GuardedFetch } from '../net/guarded-fetch.js';
import { createArkProvider } from './ark/ark-provider.js';
import { createDashscopeProvider } from './dashscope/dashscope-provider.js';
import { createHiapiProvider } from './hiapi/hiapi-provider.js';
import type { Provider } from './provider.js';
import { createRunwayProvider } from './runway/runway-provider.js';

/** Makes a provider for each key, in the order in which routes are chosen where none is named. */
export function createProviders(
  { hiapi, ark, dashscope, runway }: VendorKeys,
  net: {
    readonly fetch: GuardedFetch;
    readonly nowMs: () => number;
    /** Put around each of them. */
    readonly watch?: (provider: Provider) => Provider;
  },
): readonly Provider[] {
  const { watch = asItIs } = net;
  const providers = [
    ...(hiapi === undefined ? [] : [paced(createHiapiProvider({ ...hiapi, ...net }), hiapi)]),
    ...(ark === undefined ? [] : [paced(createArkProvider({ ...ark, ...net }), ark)]),
    ...(dashscope === undefined ? [] : [paced(createDashscopeProvider({ ...dashscope, ...net }), dashscope)]),
    ...(runway === undefined ? [] : [paced(createRunwayProvider({ ...runway, ...net }), runway)]),
  ];
  return providers.map(watch);
}

/** With the operator's own figure of how much the key may do at once. */
function paced(adapter: Provider, { rendersAtOnce, baseUrl }: VendorKey): Provider {
  const provider: Provider = isPrivateHost(baseUrl) ? { ...adapter, isPrivate: true } : adapter;
  if (rendersAtOnce === undefined) return provider;
  const pace = { callsPerSec: 10, ...provider.pace, rendersAtOnce };
  return { ...provider, pace };
}

function asItIs(provider: Provider): Provider {
  return provider;
}
