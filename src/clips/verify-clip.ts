import { MediaError } from '../contract/errors.js';
import type { MediaPool } from '../media/pool.js';
import { probeClipJob } from '../media/video/probe-clip-job.js';

/**
 * Reads a clip's every packet and decodes its first and last group of pictures. Answers with what is wrong with it, `undefined` for a
 * sound one. Costs one job in the media process.
 * @throws MediaError when the media process failed for a reason of its own; trying again may help.
 */
export async function verifyClip(pool: MediaPool, path: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const facts = await pool.run(probeClipJob, { decode: 'ends' }, { files: { clip: path }, signal });
    const damage = facts.decoding.firstDamage;
    if (damage !== undefined) return `it is damaged after frame ${damage.frame}`;
    return facts.video.frames === 0 ? 'there is no frame in it' : undefined;
  } catch (error) {
    if (error instanceof MediaError && (error.reason === 'unreadable' || error.reason === 'limit')) {
      return error.message.replaceAll(path, 'it');
    }
    throw error;
  }
}
