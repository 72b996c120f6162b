import { z } from 'zod';

/** Text, or a number in its place; anything else is not there. */
export const looseText = z
  .union([z.string(), z.number().transform(String)])
  .optional()
  .catch(undefined);

/** A number, or digits in its place; anything else is not there. */
export const looseNumber = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .optional()
  .catch(undefined);

/** A URL of http or https; anything else is not there. */
export const looseWebUrl = z
  .url({ protocol: /^https?$/ })
  .optional()
  .catch(undefined);
