import type { Adjustment } from '../../contract/adjustment.js';

/** Tells that a clip is in our store alone, and why, as a full sentence. */
export function notPublished(asked: string, reason: string): Adjustment {
  return { code: 'not_published', field: 'publish_to', asked, used: "the server's own URL, which expires", reason };
}
