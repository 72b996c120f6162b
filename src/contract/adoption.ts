import { z } from 'zod';

/** The longest that an account is read back: ten years. */
const HOURS_MAX = 87_600;

/** Body of `POST /v1/adopt`. */
export const adoptSchema = z.strictObject({
  route: z
    .string()
    .min(1)
    .max(40)
    .describe('A provider that is configured here and lists its tasks: hiapi, ark, dashscope'),
  since_hours: z
    .number()
    .positive()
    .max(HOURS_MAX)
    .default(168)
    .describe('How far back; vendors keep less: Ark a week, DashScope a day'),
  dry_run: z.boolean().default(false).describe('Only says what would be taken in'),
});

const adoptedSchema = z.object({
  handle: z.string().describe("The vendor's id"),
  taskId: z.string().optional().describe('Absent in a dry run'),
  model: z.string(),
  status: z.enum(['running', 'succeeded']),
  created: z.number().int().optional().describe('Unix seconds, by the vendor'),
  expires: z.number().int().optional().describe('When its URL dies, where the list tells'),
  costUsd: z.number().optional().describe('Where the vendor tells'),
});

/** What came of taking in what a vendor has. */
export const adoptionSchema = z.object({
  route: z.string(),
  dryRun: z.boolean(),
  listed: z.number().int().describe("Clips in the vendor's list"),
  adopted: z.array(adoptedSchema).describe('The most urgent first'),
  known: z.number().int().describe('Left out: ordered here, or taken in before'),
  failed: z.number().int().describe('Left out: they came to nothing'),
  noClip: z.number().int().describe('Left out: there is no clip in them, or nobody knows that one is being made'),
  expired: z.array(z.string()).describe('Left out: too late, their URLs are dead'),
  mayBe: z
    .array(z.object({ handle: z.string(), taskId: z.string() }))
    .describe('Left out: each may be the render of a task here whose order nobody knows the end of; resolve that one'),
  reachHours: z.number().optional().describe("How far back the vendor's list goes, where that is less than was asked"),
  trouble: z
    .string()
    .optional()
    .describe('Why the list could not be read to its end; what came before it was taken in'),
});

/** {@link adoptSchema}, as it is sent. */
export type AdoptAsk = z.input<typeof adoptSchema>;
/** {@link adoptionSchema} */
export type Adoption = z.infer<typeof adoptionSchema>;
