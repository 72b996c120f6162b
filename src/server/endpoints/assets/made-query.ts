import { z } from 'zod';

/** `?made=true`: whether what was made from a still goes with it. */
export const madeQuery = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true')
  .describe('true: with every clip that was made from the same bytes');
