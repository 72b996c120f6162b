import type { Provider } from '../provider.js';
import { EXPIRY_MAX_SEC } from './to-ark-body.js';

/**
 * What Ark takes of one account and of one still.
 *
 * - Stills: below 30 MB each as a URL or a data URI, and the whole request at most 64 MB: two still fit at 31 million characters each
 *   (BytePlus ModelArk, create a video generation task, read 2026-11). A URL lives until Ark would have given the task up.
 * - Rates are the account's own, and no page says them. A report from the field has 180 calls a minute and three renders at once on
 *   Seedance 2.5 (2026); that is taken for everybody, since a render too many is refused and not queued.
 */
export const ARK_LIMITS = {
  stillTransport: {
    url: { maxBytes: 29_999_999, aliveMs: EXPIRY_MAX_SEC * 1000 },
    dataUri: { maxChars: 31_000_000 },
  },
  pace: { callsPerSec: 3, rendersAtOnce: 3 },
} as const satisfies Pick<Provider, 'stillTransport' | 'pace'>;
