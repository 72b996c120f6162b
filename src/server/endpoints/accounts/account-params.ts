import { z } from 'zod';

/** `{id}` of an account. */
export const accountParams = z.object({ id: z.string().max(100) });
