import { z } from 'zod';

/** How far we have seen a model work, and where. */
const provenSchema = z
  .enum(['local', 'live', 'replayed', 'unproven'])
  .describe(
    'local: rendered on this machine by its own tests; live: at its vendor, for money; replayed: against what the vendor is known to answer; unproven: by nobody here',
  );

/** What a second costs by one route, where a price is published. */
const routePriceSchema = z.object({
  resolution: z.string(),
  audio: z.boolean().optional().describe('Absent: with and without'),
  usdPerSec: z.number().nonnegative(),
});

/** One model as `GET /v1/models` lists it: what may be asked of it, what it costs, and what we have seen of it ourselves. */
export const modelListingSchema = z.object({
  id: z.string(),
  title: z.string().describe('What it is, in a line'),
  aliases: z.array(z.string()).describe('Other names it is asked for by'),
  routes: z
    .array(
      z.object({
        route: z.string(),
        proven: provenSchema,
        provenOn: z.string().optional().describe('The UTC date on which it was proven here; absent: it was not'),
        configured: z.boolean().optional().describe('Whether it can be used here now; absent: yes'),
        needs: z.string().optional().describe('The variable that its key goes into, where it is not configured'),
        prices: z
          .array(routePriceSchema)
          .optional()
          .describe('As published; empty: nowhere that we read, or only in a list that is asked when it is needed'),
      }),
    )
    .describe('Who can run it, those that are configured here first; the first of them is the default'),
  capability: z.string().describe('image-to-video…'),
  durationSec: z.object({ min: z.number(), max: z.number() }),
  resolutions: z.array(z.string()),
  aspectRatios: z.array(z.string()),
  firstFrame: z.enum(['required', 'optional', 'none']),
  lastFrame: z.enum(['required', 'optional', 'none']),
  audio: z.boolean().describe('Whether its clips can have sound'),
  priceUsdPerSec: z
    .number()
    .nonnegative()
    .optional()
    .describe('0: free; absent: not known, or not one: see the prices of its routes'),
  withdrawn: z
    .object({ successor: z.string(), since: z.number().int().optional().describe('Unix seconds') })
    .optional()
    .describe('Gone: nobody runs it any more, and what to use instead'),
  proven: provenSchema.describe('That of its first route'),
  input: z.record(z.string(), z.unknown()).describe('JSON Schema of the input that a task for it takes'),
});

/** {@link modelListingSchema} */
export type ModelListing = z.infer<typeof modelListingSchema>;

/** A listing as it is written down in code: the same, and nothing of it changes. */
export type ReadonlyModelListing = {
  readonly [Field in keyof ModelListing]: ModelListing[Field] extends readonly (infer Item)[] | undefined
    ? readonly {
        readonly [Key in keyof Item]: Item[Key] extends readonly (infer Part)[] | undefined
          ? readonly Part[]
          : Item[Key];
      }[]
    : ModelListing[Field];
};

/** One row of `GET /api/pricing`, in HiAPI's grammar: base price times the seconds asked for, changed by the policy that fits. */
export const pricingRowSchema = z.object({
  model_name: z.string(),
  factors: z.array(z.string()).describe('Exactly one: duration'),
  base_usd_value: z.number().nonnegative(),
  policies: z.array(
    z.object({
      rule: z.record(z.string(), z.unknown()),
      pricing_type: z.enum(['fixed', 'multiply']),
      usd_value: z.number().optional(),
      times: z.number().optional(),
    }),
  ),
});

/** {@link pricingRowSchema} */
export type PricingRow = z.infer<typeof pricingRowSchema>;
