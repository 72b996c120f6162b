import type { Provider } from '../provider.js';

/**
 * What HiAPI takes of one key and of one still.
 *
 * - Stills: URLs and data URIs, up to 30 MB (pages of seedance-2.0-mini and 2.5, docs.hiapi.ai, read 2026-11). Nothing is documented of a
 *   request's size; HiAPI's own command-line tools refuse a picture above 20 MiB, and so is one inside a request here.
 * - An order may be sent again, to the byte, 20 h after it was first: its URLs live on until such a one has waited its turn.
 * - No rate is published; creates and questions count together, about ten creates at once have tripped a new account, and too many renders
 *   wait at HiAPI itself (docs.hiapi.ai, on 429, read 2026-11). The numbers are our own caution; its 429 is heeded beside them.
 */
export const HIAPI_LIMITS = {
  stillTransport: {
    url: { maxBytes: 30_000_000, aliveMs: 48 * 3_600_000 },
    dataUri: { maxChars: 27_900_000 },
  },
  pace: { callsPerSec: 5, submitsPerSec: 1 },
} as const satisfies Pick<Provider, 'stillTransport' | 'pace'>;
