import { z } from 'zod';

/**
 * Something the preflight saw in a still, a prompt or a pair, with the figure behind it.
 */
export interface Finding {
  /** For programs: `too_small`, `not_an_image`, `unsupported_format`… Stable once released. */
  readonly code: string;
  /** `refuse`: would fail or waste the render; `warn`: will be seen in the clip; `note`: worth knowing. */
  readonly severity: 'refuse' | 'warn' | 'note';
  /** The field at stake (`first_frame_url`, `prompt`…). */
  readonly field: string;
  /** What was measured, with its unit, as a full sentence. */
  readonly measured: string;
  /** The limit it was held against, where there is one. */
  readonly limit?: string | undefined;
  /** What to do about it, as a full sentence. */
  readonly repair: string;
}

/** {@link Finding} on the wire. */
export const findingSchema = z.object({
  code: z.string(),
  severity: z.enum(['refuse', 'warn', 'note']),
  field: z.string(),
  measured: z.string(),
  limit: z.string().optional(),
  repair: z.string(),
});
