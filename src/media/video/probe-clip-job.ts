import { mediaJob } from '../job.js';
import type { probeClip } from './probe-clip.js';

/** The probe as the parent names it: input file `clip`, answer `ClipFacts`. */
export const probeClipJob = mediaJob<typeof probeClip>(import.meta.url, './probe-clip.js', 'probeClip');
