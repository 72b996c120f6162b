import { z } from 'zod';
import { envelopeOf } from '../../../contract/envelope.js';
import { type PricingRow, pricingRowSchema, type ReadonlyModelListing } from '../../../contract/model.js';
import { listModels } from '../../../tasks/list-models.js';
import { endpoint } from '../../endpoint.js';
import { plainJson } from '../../replies/reply.js';

/**
 * `GET /api/pricing`, in HiAPI's grammar: what a second costs by the route that is the default here, by resolution and sound where that
 * matters. What costs nothing is listed at 0, which is what it costs; HiAPI's own clients take a price of 0 for one that is not known
 * and refuse to estimate with it. A made-up price would be worse; so what nobody publishes is left out.
 */
export const listPricesEndpoint = endpoint({
  method: 'GET',
  path: '/api/pricing',
  scope: 'open',
  summary: 'Public prices; an estimate is base_usd_value times input.duration, by the policy that fits',
  reply: envelopeOf(z.array(pricingRowSchema)),
  handle: async ({ room }) => {
    const models = await listModels(room.tasks);
    return plainJson({ code: 200, message: 'success', data: models.flatMap(rowsOf) });
  },
});

function rowsOf({ id, aliases, priceUsdPerSec, routes }: ReadonlyModelListing): PricingRow[] {
  if (priceUsdPerSec !== undefined) {
    return [{ model_name: id, factors: ['duration'], base_usd_value: priceUsdPerSec, policies: [] }];
  }
  // By the first that can be used here; without one, by the first that has a price, so that a price can be looked up before a key is bought.
  const usable = routes.filter(({ configured }) => configured !== false);
  const route = usable.length > 0 ? usable[0] : routes.find(({ prices = [] }) => prices.length > 0);
  const [base, ...others] = route?.prices ?? [];
  if (base === undefined) return [];
  const policies = [base, ...others].map(({ resolution, audio, usdPerSec }) => ({
    rule: { resolution: { match: resolution }, ...(audio === undefined ? {} : { generate_audio: { match: audio } }) },
    pricing_type: 'fixed' as const,
    usd_value: usdPerSec,
  }));
  return [id, ...aliases].map((name) => ({
    ...{ model_name: name, factors: ['duration'], base_usd_value: base.usdPerSec },
    policies: policies.length === 1 ? [] : policies,
  }));
}
