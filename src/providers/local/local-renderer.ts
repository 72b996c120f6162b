import { mediaJob } from '../../media/job.js';
import type { MediaPool, RunOptions } from '../../media/pool.js';
import type { RenderClipInput, RenderedClip, renderClip } from './render-clip.js';

/** What goes into the job and comes out of it; its body stays in the media process. */
export type { Fidelity, PassageFacts, RenderClipInput, RenderedClip } from './render-clip.js';

/** The job behind {@link renderLocally}, for a pool to load before it is needed. */
export const renderClipJob = mediaJob<typeof renderClip>(import.meta.url, './render-clip.js', 'renderClip');

/** Far beyond what 15 s of 1080p take on a slow core: a render that takes longer hangs. */
const TIMEOUT_MS = 15 * 60_000;

/** How a render is watched and stopped. */
export interface RenderHooks {
  readonly signal?: AbortSignal;
  /** After each frame; `frame` counts from 1. */
  readonly onProgress?: (progress: { readonly frame: number; readonly frames: number }) => void;
}

/** The files of a render. */
export interface RenderPaths {
  readonly stillPath: string;
  /** The still that the clip ends on; given if, and only if, the input has a `last`. */
  readonly lastPath?: string;
  readonly clipPath: string;
}

/**
 * Renders a clip in the media process. The file appears at `clipPath` whole, or not at all.
 * @throws MediaError, or AppError `bad_output` or `aborted`, as {@link MediaPool.run} does.
 */
export async function renderLocally(
  pool: MediaPool,
  { stillPath, lastPath, clipPath }: RenderPaths,
  input: RenderClipInput,
  { signal, onProgress }: RenderHooks,
): Promise<RenderedClip> {
  const options: RunOptions = {
    files: { still: stillPath, ...(lastPath === undefined ? {} : { last: lastPath }) },
    outputs: { clip: clipPath },
    timeoutMs: TIMEOUT_MS,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress: (progress) => onProgress(progress as FrameProgress) }),
  };
  return pool.run(renderClipJob, input, options);
}

type FrameProgress = Parameters<NonNullable<RenderHooks['onProgress']>>[0];
