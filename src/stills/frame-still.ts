import type { Rect, Rgb, SizePx } from '../contract/framing.js';
import { largestCrop, type FocusPoint } from '../media/image/crop-rect.js';
import type { findAttention } from '../media/image/find-attention.js';
import { mediaJob } from '../media/job.js';
import type { MediaPool } from '../media/pool.js';
import type { StillReport } from './inspect-still.js';
import { WHITE } from './parse-colour.js';
import { planStill, type StillPlan } from './plan-still.js';

/** The job that finds where the eye is drawn, for a crop of a ratio. */
export const findAttentionJob = mediaJob<typeof findAttention>(
  import.meta.url,
  '../media/image/find-attention.js',
  'findAttention',
);

/** A crop that leaves this little to choose is not worth a job: half a percent on either side. */
const SLACK_MIN = 0.01;

/** How a still is to be framed, as a caller asks for it. */
export interface FrameStillOptions {
  /** The exact size the model takes. */
  readonly raster: SizePx;
  /** Default `crop`. */
  readonly fit?: 'crop' | 'pad';
  /** The point a crop is centred on; undefined: what draws the eye. */
  readonly focus?: FocusPoint;
  /** What shows through where the still is transparent; default white. */
  readonly background?: Rgb;
  readonly signal?: AbortSignal;
}

/**
 * {@link planStill} with the choices that were left open made: a crop without a focus goes where the eye is drawn, which costs
 * a job of about 50 ms on a 12-megapixel JPEG when there is room to choose.
 * @throws AppError `bad_usage` for a focus outside 0 to 1, `aborted`; MediaError `unreadable` when the still turns out to be damaged.
 */
export async function frameStill(
  pool: MediaPool,
  report: StillReport,
  { raster, fit = 'crop', focus, background = WHITE, signal }: FrameStillOptions,
): Promise<StillPlan> {
  if (focus !== undefined) return planStill(report, { raster, fit, background, focus });
  const attention = fit === 'crop' ? await findStillAttention(pool, report, raster, signal) : undefined;
  return planStill(report, { raster, fit, background, ...(attention === undefined ? {} : { attention }) });
}

async function findStillAttention(
  pool: MediaPool,
  { path, facts: { display } }: StillReport,
  ratio: SizePx,
  signal: AbortSignal | undefined,
): Promise<Rect | undefined> {
  const crop = largestCrop(display, ratio);
  const cutPart = 1 - (crop.widthPx * crop.heightPx) / (display.widthPx * display.heightPx);
  if (cutPart < SLACK_MIN) return undefined;
  return pool.run(findAttentionJob, { ratio }, { files: { still: path }, ...(signal === undefined ? {} : { signal }) });
}
