import { z } from 'zod';

/**
 * A field that was asked one way and used another, with the reason. Firstframe drops nothing in silence:
 * whatever a caller said that did not happen as said is one of these.
 */
export interface Adjustment {
  /** What was changed, for programs: `colour_converted`, `cropped_to_ratio`, `no_sound`… Stable once released. */
  readonly code: string;
  /** The field at stake, as the caller knows it (`prompt`, `aspect_ratio`, `first_frame_url`). */
  readonly field: string;
  /** What was asked, or what the still was, in a few words. */
  readonly asked: string;
  /** What was used instead. */
  readonly used: string;
  /** Why, as a full sentence a user understands. */
  readonly reason: string;
  /** Where in the prompt the words at stake stand, in UTF-16 units from its beginning, `end` after the last; only of the field `prompt`. */
  readonly span?: { readonly start: number; readonly end: number } | undefined;
}

/** {@link Adjustment} on the wire. */
export const adjustmentSchema = z.object({
  code: z.string(),
  field: z.string(),
  asked: z.string(),
  used: z.string(),
  reason: z.string(),
  span: z.object({ start: z.number(), end: z.number() }).optional(),
});
