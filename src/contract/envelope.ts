import { z } from 'zod';

/** HiAPI's business codes of a refusal; its SDKs map these and no others. */
export const ERROR_CODES = [
  'INVALID_REQUEST',
  'MODEL_UNAVAILABLE',
  'TASK_FAILED',
  'TASK_TIMEOUT',
  'STORAGE_UNAVAILABLE',
  'IDEMPOTENCY_KEY_PROCESSING',
  'IDEMPOTENCY_KEY_MISMATCH',
] as const;

/** Ours, of the status 402: what HiAPI has no word for. A client that does not know them goes by the status. */
export const MONEY_ERROR_CODES = ['UNPRICED', 'BUDGET_EXCEEDED'] as const;

const WIRE_ERROR_CODES = [...ERROR_CODES, ...MONEY_ERROR_CODES] as const;

/** {@link ERROR_CODES}, and {@link MONEY_ERROR_CODES} */
export type WireErrorCode = (typeof WIRE_ERROR_CODES)[number];

/** What every success of the API looks like: HTTP 200 around `data`. */
export function envelopeOf<Data extends z.ZodType>(data: Data) {
  return z.object({ code: z.literal(200), message: z.literal('success'), data });
}

/**
 * What every refusal looks like. The first four fields are HiAPI's; `error` is the form its gateway uses, for clients that read only
 * that one. `findings` is ours: each thing that is wrong with the stills, the prompt or the settings, with its repair.
 */
export const failureEnvelopeSchema = z.object({
  code: z.number().int().describe('The HTTP status'),
  message: z.string().describe('What is wrong and what to do'),
  data: z.null(),
  error_code: z.enum(WIRE_ERROR_CODES).optional(),
  error: z.object({
    code: z.string().describe('error_code in lower case, or a word for the status'),
    message: z.string(),
    type: z.string(),
    request_id: z.string().describe('As in the header X-Request-Id'),
  }),
  findings: z.array(z.unknown()).optional(),
});

/** {@link failureEnvelopeSchema} */
export type FailureEnvelope = z.infer<typeof failureEnvelopeSchema>;
