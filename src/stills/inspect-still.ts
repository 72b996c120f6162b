import { AppError } from '../contract/errors.js';
import type { Finding } from '../contract/finding.js';
import type { ImageFacts, inspectImage, UnopenedFile } from '../media/image/inspect-image.js';
import { mediaJob } from '../media/job.js';
import type { MediaPool } from '../media/pool.js';
import { refusalOf } from './judge-still.js';

const inspectImageJob = mediaJob<typeof inspectImage>(
  import.meta.url,
  '../media/image/inspect-image.js',
  'inspectImage',
);

/** How a still is inspected. */
export interface InspectStillOptions {
  /** What the caller calls the still, for findings and adjustments (`first_frame_url`); default `still`. */
  readonly field?: string;
  /**
   * Reads every pixel, about 10 ms a megapixel, to be sure that it can be done; default false: what looks whole from outside
   * is believed, and decoding it later says if it is not.
   */
  readonly decode?: boolean;
  readonly signal?: AbortSignal;
}

/** A still that can be used. */
export interface StillReport {
  readonly path: string;
  readonly field: string;
  readonly facts: ImageFacts;
}

/** A file as it was found, usable or not; `finding` is the refusal when it is not. */
export type CheckedStill =
  | { readonly usable: true; readonly report: StillReport }
  | { readonly usable: false; readonly found: ImageFacts | UnopenedFile; readonly finding: Finding };

/**
 * Looks at a still and says whether it can be used. Costs one job in the media process: a few ms, or a decode if asked
 * for or if the still has an alpha channel.
 * @throws AppError `bad_input` for a path that is missing, a folder, empty or not readable; `aborted`.
 * @throws MediaError when the media process gave up on it.
 */
export async function checkStill(
  pool: MediaPool,
  path: string,
  options: InspectStillOptions = {},
): Promise<CheckedStill> {
  const { field = 'still', decode = false, signal } = options;
  const found = await pool
    .run(inspectImageJob, { decode }, { files: { still: path }, ...(signal === undefined ? {} : { signal }) })
    .catch((error: unknown) => {
      throw ofField(error, field);
    });
  const finding = refusalOf(found, field);
  if (finding !== undefined) return { usable: false, found, finding };
  if (found.kind !== 'image') throw new TypeError(`a file that is ${found.kind} was not refused`);
  return { usable: true, report: { path, field, facts: found } };
}

/** The pool knows files, not what the caller calls them: of two stills it must be said which one cannot be read. */
function ofField(error: unknown, field: string): unknown {
  if (!(error instanceof AppError) || error.code !== 'bad_input' || error.field !== undefined) return error;
  const { message, todo, cause } = error;
  return new AppError('bad_input', message, { field, cause, ...(todo === undefined ? {} : { todo }) });
}

/**
 * {@link checkStill}, for callers that cannot go on without it.
 * @throws AppError `bad_input` for a file that is no still or cannot be used: no image, damaged, an animation, of an unsupported
 *   format or in unsupported colours, under 64 pixels a side, over 100 megapixels or more than there is memory to decode. The message says what it is, `todo` what to do.
 */
export async function inspectStill(
  pool: MediaPool,
  path: string,
  options: InspectStillOptions = {},
): Promise<StillReport> {
  const checked = await checkStill(pool, path, options);
  if (checked.usable) return checked.report;
  const { measured, limit, repair, field } = checked.finding;
  const held = limit === undefined ? '' : ` (limit: ${limit})`;
  throw new AppError('bad_input', `${path}: ${measured.replace(/\.$/, '')}${held}`, { todo: repair, field });
}
