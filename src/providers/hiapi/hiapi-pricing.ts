import { z } from 'zod';
import { isSameModel } from './find-hiapi-task.js';

/** Where the public prices are; no key is needed. Of the account's own discount they know nothing. */
export function hiapiPricingUrl(baseUrl: string): string {
  return `${baseUrl
    .trim()
    .replace(/(\/v1)?\/*$/, '')
    .replace(/\/+$/, '')}/api/pricing`;
}

/** One model's price: a base per unit of its one factor, and policies that replace or multiply it. */
export interface HiapiPriceRow {
  readonly model: string;
  /** What the price is multiplied with; `undefined`: none that is known, or more than one. */
  readonly factor: 'duration' | 'seconds' | 'duration_seconds' | undefined;
  readonly baseUsd: number | undefined;
  readonly policies: readonly HiapiPricePolicy[];
}

/** One policy, as far as it could be read. */
export interface HiapiPricePolicy {
  /** `undefined` where it holds a word that is not known: then nobody can say whether it applies. */
  readonly conditions: readonly HiapiPriceCondition[] | undefined;
  readonly kind: 'fixed' | 'multiply' | 'unknown';
  readonly usd: number | undefined;
  readonly times: number | undefined;
}

/** A field of the input is one of these, or is there or not. */
export interface HiapiPriceCondition {
  readonly field: string;
  readonly match?: readonly string[];
  readonly isPresent?: boolean;
}

/** What a render costs, or why that cannot be said: a cap must not rest on a guess. */
export type HiapiPrice =
  | { readonly kind: 'priced'; readonly usd: number; readonly usdPerSec: number }
  | { readonly kind: 'refused'; readonly reason: string };

const FACTORS = ['duration', 'seconds', 'duration_seconds'] as const;

const amountSchema = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .refine((amount) => Number.isFinite(amount) && amount >= 0)
  .optional()
  .catch(undefined);

const scalarSchema = z.union([z.string(), z.number(), z.boolean()]).transform((value) => foldCase(value));

const conditionSchema = z.strictObject({
  match: z.union([scalarSchema.transform((one) => [one]), z.array(scalarSchema)]).optional(),
  with: z.boolean().optional(),
});

const policySchema = z.looseObject({
  rule: z.unknown().optional(),
  pricing_type: z.unknown().optional(),
  usd_value: amountSchema,
  times: amountSchema,
  pricing_value: amountSchema,
});

const rowSchema = z.looseObject({
  model_name: z.string().min(1),
  factors: z.unknown().optional(),
  base_usd_value: amountSchema,
  model_price: amountSchema,
  policies: z.array(z.unknown()).nullish(),
});

/**
 * Reads `/api/pricing`: an array of rows, bare or in `data`. A row that is none is left out, and what is not understood within one is kept
 * as unknown. Throws RangeError when it is no price list at all.
 */
export function readHiapiPricing(json: unknown): readonly HiapiPriceRow[] {
  const wrapped = z.looseObject({ data: z.array(z.unknown()) }).safeParse(json);
  const rows: unknown = wrapped.success ? wrapped.data.data : json;
  if (!Array.isArray(rows)) throw new RangeError('The price list of HiAPI is not one: it holds no rows.');
  return rows.flatMap((row: unknown): HiapiPriceRow[] => {
    const read = rowSchema.safeParse(row);
    if (!read.success) return [];
    const { model_name: model, factors, base_usd_value: base, model_price: legacy, policies } = read.data;
    return [
      { model, factor: readFactor(factors), baseUsd: base ?? legacy, policies: (policies ?? []).map(readPolicy) },
    ];
  });
}

/**
 * What a render of `input` (as it is sent) costs: of the policies that apply, the one with most conditions, and of several the dearest;
 * without any, the base. Refuses where the list has a word that is not known here, no price, two prices, or a price of nothing.
 */
export function priceOf(
  rows: readonly HiapiPriceRow[],
  model: string,
  input: Readonly<Record<string, unknown>>,
): HiapiPrice {
  const exact = rows.filter((row) => row.model === model);
  const [row, ...others] = exact.length > 0 ? exact : rows.filter((one) => isSameModel(one.model, model));
  if (row === undefined) return refused(`HiAPI's price list has no row for ${model}`);
  if (others.length > 0) return refused(`HiAPI's price list has ${others.length + 1} rows for ${model}`);
  if (row.factor === undefined) return refused(`HiAPI does not sell ${model} by the second alone`);
  const unit = unitOf(row, input);
  if (typeof unit === 'string') return refused(unit);
  const durationSec = Number(input['duration'] ?? NaN);
  if (!(unit > 0)) return refused(`HiAPI's price for ${model} is 0, which no render costs`);
  if (!(Number.isFinite(durationSec) && durationSec > 0)) return refused('how long the clip will be is not known');
  return { kind: 'priced', usd: unit * durationSec, usdPerSec: unit };
}

function unitOf(row: HiapiPriceRow, input: Readonly<Record<string, unknown>>): number | string {
  const unreadable = `HiAPI's price for ${row.model} has a rule that is not understood here`;
  const applying: { readonly policy: HiapiPricePolicy; readonly size: number }[] = [];
  for (const policy of row.policies) {
    if (policy.conditions === undefined) return unreadable;
    if (policy.conditions.every((condition) => holds(condition, input)))
      applying.push({ policy, size: policy.conditions.length });
  }
  const size = Math.max(...applying.map((one) => one.size));
  const units = applying.filter((one) => one.size === size).map(({ policy }) => policyUnit(policy, row.baseUsd));
  if (units.length === 0) return row.baseUsd ?? `HiAPI's price list has no base price for ${row.model}`;
  const dearest = Math.max(...units.map((unit) => unit ?? NaN));
  return Number.isNaN(dearest) ? unreadable : dearest;
}

function policyUnit({ kind, usd, times }: HiapiPricePolicy, baseUsd: number | undefined): number | undefined {
  if (kind === 'fixed') return usd;
  return kind === 'multiply' && baseUsd !== undefined && times !== undefined ? baseUsd * times : undefined;
}

function holds({ field, match, isPresent }: HiapiPriceCondition, input: Readonly<Record<string, unknown>>): boolean {
  const value = input[field];
  const isThere =
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
  if (isPresent !== undefined && isPresent !== isThere) return false;
  if (match === undefined) return true;
  return (
    (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') &&
    match.includes(foldCase(value))
  );
}

/** `720P` and `720p` are one resolution, `5` and `"5"` one duration. */
function foldCase(value: string | number | boolean): string {
  return String(value).toLowerCase();
}

function readFactor(factors: unknown): HiapiPriceRow['factor'] {
  const list = typeof factors === 'string' ? [factors] : factors;
  if (!Array.isArray(list) || list.length !== 1) return undefined;
  return FACTORS.find((factor) => factor === list[0]);
}

function readPolicy(policy: unknown): HiapiPricePolicy {
  const read = policySchema.safeParse(policy);
  if (!read.success) return { conditions: undefined, kind: 'unknown', usd: undefined, times: undefined };
  const { rule, pricing_type: type, usd_value: usd, times, pricing_value: value } = read.data;
  const kind = type === 'fixed' || type === 'multiply' ? type : 'unknown';
  return { conditions: readRule(rule), kind, usd, times: times ?? value };
}

/** An absent rule has no conditions; a condition must say something. */
function readRule(rule: unknown): readonly HiapiPriceCondition[] | undefined {
  if (rule === undefined || rule === null) return [];
  const read = z.record(z.string(), conditionSchema).safeParse(rule);
  if (!read.success) return undefined;
  const conditions = Object.entries(read.data).map(([field, { match, with: isPresent }]) => ({
    field,
    ...(match === undefined ? {} : { match }),
    ...(isPresent === undefined ? {} : { isPresent }),
  }));
  return conditions.every(({ match, isPresent }) => match !== undefined || isPresent !== undefined)
    ? conditions
    : undefined;
}

function refused(reason: string): HiapiPrice {
  return { kind: 'refused', reason };
}
