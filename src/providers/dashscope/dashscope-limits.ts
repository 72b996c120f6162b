import type { Provider } from '../provider.js';

/**
 * What DashScope takes of one main account and of one still.
 *
 * - Stills: 20 MB at most, by an https URL, a data URI or its temporary store (alibabacloud.com/help, Model Studio, wan image-to-video,
 *   read 2026-11-22). How large a request may be is not said: 10 million characters are our own caution, and what is larger has the store.
 *   A task is kept for 24 h, and a URL lives as long.
 * - 20 questions and 5 orders a second, 5 renders at once (Model Studio, rate limits, read 2026-07; manage-asynchronous-tasks).
 */
export const DASHSCOPE_LIMITS = {
  stillTransport: {
    url: { maxBytes: 20_000_000, aliveMs: 24 * 3_600_000 },
    dataUri: { maxChars: 10_000_000 },
    upload: { maxBytes: 20_000_000 },
  },
  pace: { callsPerSec: 20, submitsPerSec: 5, rendersAtOnce: 5 },
} as const satisfies Pick<Provider, 'stillTransport' | 'pace'>;

/** The regions by their hosts; the operator's own gateway has none. */
const REGIONS: readonly (readonly [host: RegExp, name: string])[] = [
  [/^dashscope\.aliyuncs\.com$|\.cn-beijing\.maas\.aliyuncs\.com$/, 'Beijing'],
  [/^dashscope-intl\.aliyuncs\.com$|\.ap-southeast-1\.maas\.aliyuncs\.com$/, 'Singapore'],
  [/^dashscope-us\.aliyuncs\.com$|\.us-east-1\.maas\.aliyuncs\.com$/, 'Virginia'],
  [/\.cn-hongkong\.maas\.aliyuncs\.com$/, 'Hong Kong'],
  [/\.eu-central-1\.maas\.aliyuncs\.com$/, 'Frankfurt'],
];

/** The place behind a base URL, for people; `undefined` for a host that is not DashScope's own. */
export function dashscopePlaceOf(baseUrl: string): string | undefined {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : '';
  return REGIONS.find(([hosts]) => hosts.test(host))?.[1];
}
