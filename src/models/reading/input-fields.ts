import { z } from 'zod';
import type { Field } from './read-fields.js';

/** A field for stage directions. Lengths are those of JavaScript strings, which are never less than a vendor counts. */
export function promptField({ min, max }: { readonly min: number; readonly max: number }) {
  return {
    schema: z
      .string()
      .max(max)
      .refine((text) => text.trim().length >= min),
    todo: `Say what changes over time, in ${min} to ${max} characters.`,
    isPrivate: true,
  } as const satisfies Field;
}

/** What a still can be given as. Only the beginning is looked at: a data URI can be 24 MiB long. */
const STILL_URL = /^(?:https?:\/\/[^\s/?#]|data:|asset:\/\/[^\s/])/i;

const STILL_TODO =
  'Give an http(s) URL, a data: URI, or the asset://id that POST /v1/assets answers; a file on a disk goes there first.';

/** Whether a text can name a still; whether there is one is seen later. */
export const stillUrl = z.string().refine((text) => STILL_URL.test(text));

/** A field for a still that must be there. */
export const STILL = { schema: stillUrl, todo: STILL_TODO, isPrivate: true } as const satisfies Field;

/** A field for a still that may be there. */
export const STILL_OR_NONE = {
  schema: stillUrl.optional(),
  todo: STILL_TODO,
  isPrivate: true,
} as const satisfies Field;

/** A field for whole seconds. */
export function secondsField({ min, max }: { readonly min: number; readonly max: number }) {
  return {
    schema: z.int().min(min).max(max).default(5),
    todo: `Give whole seconds, ${min} to ${max}, as a number.`,
  } as const satisfies Field;
}

/** A field for a resolution, in either letter case. */
export function resolutionField<const Names extends readonly [string, ...string[]]>(names: Names) {
  return {
    schema: z.enum(names).default('720p'),
    todo: names.length === 1 ? `It can only be ${names[0]}.` : `Use one of ${names.join(', ')}.`,
    clean: (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value),
  } as const satisfies Field;
}

/** A field for yes or no that has no default: whether it was said matters. */
export const FLAG = {
  schema: z.boolean().optional(),
  todo: 'Give true or false, without quotes.',
} as const satisfies Field;

/** A field for a seed. 0 is one. */
export function seedField(max: number) {
  return {
    schema: z.int().min(0).max(max).optional(),
    todo: `Give a whole number, 0 to ${max}; leave it out for one of the vendor's choice.`,
  } as const satisfies Field;
}
