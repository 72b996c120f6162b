import type { ImageEncoding, PreparedImage, prepareImage } from '../media/image/prepare-image.js';
import { mediaJob } from '../media/job.js';
import type { MediaPool } from '../media/pool.js';
import type { StillPlan } from './plan-still.js';

const prepareImageJob = mediaJob<typeof prepareImage>(
  import.meta.url,
  '../media/image/prepare-image.js',
  'prepareImage',
);

/** How a prepared still is written. */
export interface PrepareStillOptions {
  /** Default PNG, which loses nothing. */
  readonly encoding?: ImageEncoding;
  readonly signal?: AbortSignal;
}

/**
 * Writes a still as planned to `destination`: of the raster's exact size, in sRGB and tagged so, without any other metadata. The
 * file appears whole or not at all.
 * @throws MediaError `unreadable` when the still turns out to be damaged; AppError `bad_output`, `bad_input`, `aborted`.
 */
export async function prepareStill(
  pool: MediaPool,
  path: string,
  plan: StillPlan,
  destination: string,
  { encoding = { kind: 'png' }, signal }: PrepareStillOptions = {},
): Promise<PreparedImage> {
  const { framing, background, raster } = plan;
  return pool.run(
    prepareImageJob,
    { framing, background, ...raster, encoding },
    { files: { still: path }, outputs: { prepared: destination }, ...(signal === undefined ? {} : { signal }) },
  );
}
