import { ceilMicroUsd, microUsdOf, sayUsd } from '../../contract/money.js';
import type { GuardedFetch } from '../../net/guarded-fetch.js';
import { hiapiPricingUrl, type HiapiPriceRow, priceOf, readHiapiPricing } from '../../providers/hiapi/hiapi-pricing.js';
import { toHiapiBody } from '../../providers/hiapi/to-hiapi-body.js';
import type { Estimate, PriceQuestion } from './price-book.js';
import { sayUtc } from './say-utc.js';

/** HiAPI's public price list, kept for a while. */
export interface HiapiPrices {
  /** Never rejects; waits for HiAPI for some seconds at most. */
  estimate(question: PriceQuestion): Promise<Estimate>;
}

/** What {@link HiapiPrices} are made with. */
export interface HiapiPricesOptions {
  readonly fetch: GuardedFetch;
  readonly baseUrl: string;
  readonly nowMs: () => number;
}

/** For so long a list is good without being asked for again. */
const FRESH_MS = 10 * 60_000;
/** For so long the last list is better than none, where no newer one can be had. Its date is told with every price. */
const KEPT_MS = 24 * 3_600_000;
/** After a list that could not be read nobody waits for the next try before this. */
const PAUSE_MS = 30_000;
/** Whoever creates a task waits for no longer than this. */
const WAIT_MS = 8000;
const LIST_MAX_BYTES = 8 * 1024 * 1024;

interface PriceList {
  readonly rows: readonly HiapiPriceRow[];
  readonly readAtMs: number;
}

/** Makes {@link HiapiPrices}. Nothing is asked before the first estimate; estimates at once share one call. */
export function createHiapiPrices({ fetch, baseUrl, nowMs }: HiapiPricesOptions): HiapiPrices {
  let last: PriceList | undefined;
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    try {
      last = { rows: await fetchList(fetch, baseUrl), readAtMs: nowMs() };
    } catch {
      // Whatever it was, there is no newer list; what that means is said with the price.
      pausedUntilMs = nowMs() + PAUSE_MS;
    } finally {
      asking = undefined;
    }
  }

  async function current(): Promise<PriceList | undefined> {
    const isFresh = last !== undefined && nowMs() - last.readAtMs < FRESH_MS;
    if (!isFresh && nowMs() >= pausedUntilMs) await (asking ??= ask());
    return last !== undefined && nowMs() - last.readAtMs < KEPT_MS ? last : undefined;
  }

  return {
    async estimate(question) {
      const list = await current();
      if (list !== undefined) return estimateBy(list, question);
      return { kind: 'unpriced', say: `The price list of HiAPI at ${new URL(baseUrl).origin} cannot be read now.` };
    },
  };
}

async function fetchList(fetch: GuardedFetch, baseUrl: string): Promise<readonly HiapiPriceRow[]> {
  const response = await fetch(hiapiPricingUrl(baseUrl), {
    headers: { accept: 'application/json' },
    ...{ maxBytes: LIST_MAX_BYTES, totalTimeoutMs: WAIT_MS, trustedOrigins: [baseUrl] },
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  if (response.status !== 200) throw new RangeError(`the price list answered ${response.status}`);
  const rows = readHiapiPricing(JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown);
  // An empty list must not take the place of a good one.
  if (rows.length === 0) throw new RangeError('the price list has no row that can be read');
  return rows;
}

/** Stands for a still, whose URL does not matter: lists go by whether there is one. */
const A_STILL = 'https://example.com/still';

function estimateBy({ rows, readAtMs }: PriceList, { facts, order, route = '' }: PriceQuestion): Estimate {
  const frames = order.frames === 'none' ? {} : { first: A_STILL };
  const body = toHiapiBody(order, order.frames === 'first_last' ? { ...frames, last: A_STILL } : frames);
  if (body === undefined) return { kind: 'unpriced', say: `How HiAPI sells ${facts.id} is not known here.` };
  const listed = modelOnRoute(rows, body.model, route);
  if (listed === undefined) {
    return { kind: 'unpriced', say: `HiAPI's price list does not say what ${facts.id} costs on its route ${route}.` };
  }
  const price = priceOf(rows, listed, route === '' ? body.input : { ...body.input, route });
  if (price.kind === 'refused') return { kind: 'unpriced', say: `${price.reason}.` };
  const perSec = sayUsd(microUsdOf(price.usdPerSec));
  const basis = `HiAPI's price list of ${sayUtc(readAtMs)}: ${perSec} a second, before discounts`;
  return { kind: 'priced', microUsd: ceilMicroUsd(price.usd), basis };
}

/** Under which name a list has a model on a route. `undefined`: it says nothing of the route, and the default's price may be another. */
function modelOnRoute(rows: readonly HiapiPriceRow[], model: string, route: string): string | undefined {
  if (route === '') return model;
  const named = `${model}@${route}`;
  if (rows.some((row) => row.model === named)) return named;
  const row = rows.find((one) => one.model === model);
  const isTold = row?.policies.some(({ conditions }) => conditions?.some(({ field }) => field === 'route') === true);
  return isTold === true ? model : undefined;
}
