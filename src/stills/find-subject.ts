import type { FocusPoint } from '../media/image/crop-rect.js';
import type { MediaPool } from '../media/pool.js';
import { findAttentionJob } from './frame-still.js';
import type { StillReport } from './inspect-still.js';
import type { StillPlan } from './plan-still.js';
import { toFrame } from './to-frame.js';

/** A part of a frame, in shares of its width and height; (0, 0) is the top left corner. */
export interface SubjectBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How much of the frame a subject takes, each way: a product shot's usual third and a little around it. */
const SUBJECT_SHARE = 0.36;

/** What a subject is found with. */
export interface FindSubjectOptions {
  /** A point on it, in shares of the still; undefined: what draws the eye. */
  readonly focus?: FocusPoint;
  readonly signal?: AbortSignal;
}

/**
 * Finds the part of the frame that a focus pull takes for its subject: a box around the focus, or around what draws the eye, which
 * costs two jobs of about 50 ms on a 12-megapixel JPEG.
 * @throws AppError `aborted`; MediaError `unreadable` when the still turns out to be damaged.
 */
export async function findSubject(
  pool: MediaPool,
  still: StillReport,
  plan: StillPlan,
  { focus, signal }: FindSubjectOptions = {},
): Promise<SubjectBox> {
  const point = focus ?? (await findEye(pool, still, signal));
  return boxAround(toFrame(point, still.facts.display, plan));
}

/** The box of a subject around a point of the frame; near an edge it is moved in, not cut. */
export function boxAround({ x, y }: FocusPoint): SubjectBox {
  const place = (middle: number): number => Math.min(1 - SUBJECT_SHARE, Math.max(0, middle - SUBJECT_SHARE / 2));
  return { x: place(x), y: place(y), width: SUBJECT_SHARE, height: SUBJECT_SHARE };
}

/** Where the eye is drawn: the best upright band of a subject's width says how far across, the best level one how far down. */
async function findEye(pool: MediaPool, still: StillReport, signal: AbortSignal | undefined): Promise<FocusPoint> {
  const { path, facts } = still;
  const { widthPx, heightPx } = facts.display;
  const options = { files: { still: path }, ...(signal === undefined ? {} : { signal }) };
  const [upright, level] = await Promise.all([
    pool.run(findAttentionJob, { ratio: { widthPx: widthPx * SUBJECT_SHARE, heightPx } }, options),
    pool.run(findAttentionJob, { ratio: { widthPx, heightPx: heightPx * SUBJECT_SHARE } }, options),
  ]);
  return {
    x: (upright.leftPx + upright.widthPx / 2) / widthPx,
    // Half way, as for a crop: it is no good judge of up and down.
    y: ((level.topPx + level.heightPx / 2) / heightPx + 0.5) / 2,
  };
}
