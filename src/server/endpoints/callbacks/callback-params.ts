import { z } from 'zod';
import { type Refused, refuse } from '../../replies/refusal.js';

/** A callback's id in a path. */
export const callbackParams = z.object({ id: z.string().max(100) });

/** Of a callback that is not there, and of another account's. */
export function unknownCallback(): Refused {
  return refuse(404, 'there is no such callback');
}
