import { z } from 'zod';
import { envelopeOf } from '../../../contract/envelope.js';
import { type PricingRow, pricingRowSchema } from '../../../contract/model.js';
import { listModels } from '../../../tasks/list-models.js';
import { endpoint } from '../../endpoint.js';
import { plainJson } from '../../replies/reply.js';

/**
 * `GET /api/pricing`, in HiAPI's grammar. A model that costs nothing is listed at 0, which is what it costs; HiAPI's own clients take a
 * price of 0 for one that is not known and refuse to estimate with it. A made-up price would be worse.
 */
export const listPricesEndpoint = endpoint({
  method: 'GET',
  path: '/api/pricing',
  scope: 'open',
  summary: 'Public prices; an estimate is base_usd_value times input.duration',
  reply: envelopeOf(z.array(pricingRowSchema)),
  handle: () => plainJson({ code: 200, message: 'success', data: listPrices() }),
});

/** What is not known is left out. */
function listPrices(): PricingRow[] {
  return listModels().flatMap(({ id, priceUsdPerSec }) =>
    priceUsdPerSec === undefined
      ? []
      : [{ model_name: id, factors: ['duration'], base_usd_value: priceUsdPerSec, policies: [] }],
  );
}
