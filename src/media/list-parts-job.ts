import { mediaJob } from './job.js';
import type { listParts } from './list-parts.js';

/** Asks a media process for its native parts; fails when one of them does not load. Input: nothing. */
export const listPartsJob = mediaJob<typeof listParts>(import.meta.url, './list-parts.js', 'listParts');
