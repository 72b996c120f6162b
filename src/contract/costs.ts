import { z } from 'zod';

/** By what costs are added up. */
export const COST_GROUPS = ['model', 'account', 'day'] as const;

/** {@link COST_GROUPS} */
export type CostGroup = (typeof COST_GROUPS)[number];

/** More than anybody sets; as micro-dollars it is still a whole number. */
const USD_MAX = 1e9;

const amounts = {
  renders: z.number().int().describe('Attempts that money was set aside for, less those that a vendor has refused'),
  spentUsd: z.number().describe('What they cost; where nobody knows yet, what was set aside'),
  heldUsd: z.number().describe('Set aside for those under way'),
  uncertainUsd: z.number().describe('The part of spentUsd of which nobody knows'),
};

/** One line of a bill. Amounts are dollars with at most six places. */
export const costRowSchema = z.object({
  name: z.string().describe("A model's id, an account's, or a date (UTC), as asked for"),
  provider: z.string().optional().describe('By model only'),
  ...amounts,
});

/** What was spent from one day to another, both in it. A render counts on the day on which it was sent. */
export const costsSchema = z.object({
  by: z.enum(COST_GROUPS),
  account: z.string().optional().describe('Absent: all of them'),
  from: z.string().describe('UTC date'),
  to: z.string().describe('UTC date, the last one that counts'),
  rows: z.array(costRowSchema),
  total: z.object(amounts),
});

const counterSchema = z.object({
  capUsd: z.number().optional().describe('Absent: there is no cap'),
  spentUsd: z.number(),
  heldUsd: z.number(),
});

/** What may be spent, and what is. */
export const capsSchema = z.object({
  account: z.string(),
  day: counterSchema.extend({ date: z.string().describe('UTC') }),
  month: counterSchema.extend({ month: z.string().describe('UTC') }),
  keys: z.array(counterSchema.extend({ id: z.string() })).describe('Keys that have a cap'),
});

const capSchema = z.number().nonnegative().max(USD_MAX).nullable();

/** Body of `PUT /v1/caps`. What is absent stays as it is; null takes a cap away; 0 lets nothing through that costs anything. */
export const setCapsSchema = z.strictObject({
  account: z.string().min(1).max(100).optional().describe("Absent: the key's own"),
  dayUsd: capSchema.optional().describe('In a day, which begins at 00:00 UTC'),
  monthUsd: capSchema.optional().describe('In a calendar month'),
  keys: z.record(z.string().min(1).max(100), capSchema).optional().describe('In all, by the ids of keys'),
});

/** {@link costsSchema} */
export type Costs = z.infer<typeof costsSchema>;
/** {@link costRowSchema} */
export type CostRow = z.infer<typeof costRowSchema>;
/** {@link capsSchema} */
export type Caps = z.infer<typeof capsSchema>;
/** {@link setCapsSchema} */
export type SetCaps = z.infer<typeof setCapsSchema>;
