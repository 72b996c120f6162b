import { z } from 'zod';
import { AppError } from '../../contract/errors.js';
import { ceilMicroUsd } from '../../contract/money.js';
import { findModelFacts, MODEL_CATALOGUE } from '../../models/catalogue.js';
import type { PriceQuestion } from './price-book.js';

/** What an operator's prices file says. */
export interface PriceOverrides {
  /** The price of a render in whole micro-dollars, rounded up; `undefined`: the file has none for it. */
  priceOf(question: PriceQuestion): { readonly microUsd: number; readonly basis: string } | undefined;
  /** What a unit of another currency is in dollars: `CNY`. `undefined`: the file does not say. */
  rateOf(currency: string): number | undefined;
}

const amountSchema = z.number().nonnegative().max(1e6);

/** One price. What is absent fits everything; of several that fit, the one that says most counts, and of equal ones the dearest. */
const entrySchema = z
  .strictObject({
    model: z.string().describe('Its id, or another name of it'),
    provider: z.string().describe('hiapi, ark, dashscope, runway'),
    route: z.string().min(1).optional().describe("The vendor's own: pro"),
    region: z.string().min(1).optional(),
    resolution: z.string().optional(),
    audio: z.boolean().optional(),
    usd_per_second: amountSchema.optional(),
    usd_per_clip: amountSchema.optional(),
  })
  .superRefine((entry, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if ((entry.usd_per_second === undefined) === (entry.usd_per_clip === undefined)) {
      refuse('usd_per_second', 'give usd_per_second or usd_per_clip, one of them');
    }
    const facts = findModelFacts(entry.model);
    if (facts === undefined) {
      refuse(
        'model',
        `there is no model "${entry.model}"; there are ${MODEL_CATALOGUE.map(({ id }) => id).join(', ')}`,
      );
      return;
    }
    const providers = Object.keys(facts.vendorIds);
    if (!providers.includes(entry.provider)) {
      refuse('provider', `"${entry.provider}" does not run ${facts.id}; ${providers.join(', ')} do`);
    }
    if (entry.resolution !== undefined && !facts.resolutions.includes(entry.resolution)) {
      refuse('resolution', `${facts.id} has no "${entry.resolution}"; it has ${facts.resolutions.join(', ')}`);
    }
  });

const fileSchema = z.strictObject({
  rates: z.record(z.string().regex(/^[A-Z]{3}$/), z.number().positive().max(1e6)).default({}),
  prices: z.array(entrySchema).default([]),
});

type PriceEntry = z.infer<typeof entrySchema>;

/**
 * Reads the text of a prices file; `name` is what the file is called in errors and with its prices.
 * @throws AppError `bad_usage`, with the place of every fault: a price that is not read would be another one
 */
export function readPriceOverrides(text: string, name: string): PriceOverrides {
  const parsed = fileSchema.safeParse(parseJson(text, name));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${placeOf(path)}: ${message}`);
    throw refusal(name, `has a fault at ${faults.join('; ')}`);
  }
  const { rates, prices } = parsed.data;
  return {
    priceOf(question) {
      const fitting = prices.filter((entry) => fits(entry, question));
      const [best] = fitting.sort(
        (one, other) =>
          10 * Math.sign(saysHowMuch(other) - saysHowMuch(one)) +
          Math.sign(costOf(other, question) - costOf(one, question)),
      );
      if (best === undefined) return undefined;
      const unit =
        best.usd_per_clip === undefined ? `$${best.usd_per_second} a second` : `$${best.usd_per_clip} a clip`;
      return { microUsd: costOf(best, question), basis: `${name}: ${unit}` };
    },
    rateOf: (currency) => rates[currency],
  };
}

function fits(entry: PriceEntry, { facts, provider, region, route, order }: PriceQuestion): boolean {
  return (
    findModelFacts(entry.model)?.id === facts.id &&
    entry.provider === provider &&
    (entry.route === undefined || entry.route === route) &&
    (entry.region === undefined || entry.region === region) &&
    (entry.resolution === undefined || entry.resolution === order.resolution) &&
    (entry.audio === undefined || entry.audio === order.audio)
  );
}

function saysHowMuch({ route, region, resolution, audio }: PriceEntry): number {
  return [route, region, resolution, audio].filter((fact) => fact !== undefined).length;
}

function costOf({ usd_per_second: perSec = 0, usd_per_clip: perClip }: PriceEntry, { order }: PriceQuestion): number {
  return ceilMicroUsd(perClip ?? perSec * order.durationSec);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refusal(name, `is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return place === '' ? 'its top' : place.replace(/^\./, '');
}

function refusal(name: string, what: string): AppError {
  const field = 'FIRSTFRAME_PRICES';
  return new AppError('bad_usage', `${field}: ${name} ${what}`, {
    field,
    todo: 'Correct the file as docs/money.md shows it, or unset the variable.',
  });
}
