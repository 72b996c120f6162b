import type { MediaPool } from '../../media/pool.js';
import { planLocalMotion } from '../../models/local-motion.js';
import type { Directions } from '../../motion/directions.js';
import type { DirectionsRead } from '../../motion/read-directions.js';
import { findSubject } from '../../stills/find-subject.js';
import { framePair } from '../../stills/frame-pair.js';
import { frameStill } from '../../stills/frame-still.js';
import { inspectStill } from '../../stills/inspect-still.js';
import { parseColour, WHITE } from '../../stills/parse-colour.js';
import { toFrame } from '../../stills/to-frame.js';
import { planRender, type PlannedRender, type RenderFacts } from './plan-render.js';
import { readPrompt } from './read-prompt.js';
import { checkRequest, type RenderSettings } from './render-request.js';

/** Where the stills of a render lie. */
export interface StillPaths {
  readonly stillPath: string;
  readonly lastPath?: string;
}

/** What is settled before a frame is made; plain data, so that it can be kept and gone on with by another process. */
export interface PreparedRender {
  readonly planned: PlannedRender;
  readonly read: DirectionsRead;
  readonly stills: RenderFacts['stills'];
}

/**
 * Checks a request, inspects the stills, frames them by one fit and reads the prompt. Costs a job or two in the media process.
 * @throws AppError `bad_usage` for a request that cannot be honoured, `bad_input` for a still that cannot be used (`field` is `last`
 *   for the last one), `aborted`; MediaError when the media process gave up.
 */
export async function prepareRender(
  request: RenderSettings,
  { stillPath, lastPath }: StillPaths,
  { mediaPool, signal }: { readonly mediaPool: MediaPool; readonly signal?: AbortSignal },
): Promise<PreparedRender> {
  const { fit, focus } = request;
  const stop = signal === undefined ? {} : { signal };
  checkRequest(request);
  const background = request.background === undefined ? WHITE : parseColour(request.background);
  const still = await inspectStill(mediaPool, stillPath, stop);
  const last = lastPath === undefined ? undefined : await inspectStill(mediaPool, lastPath, { field: 'last', ...stop });
  const { display } = still.facts;
  const model = planLocalMotion(request, display);
  const { raster, frameCount } = model;
  const framing = { raster, fit, background, ...stop, ...(focus && { focus }) };
  const stills =
    last === undefined
      ? { first: await frameStill(mediaPool, still, framing) }
      : await framePair(mediaPool, still, last, framing);

  const read = readPrompt(request, frameCount, focus && toFrame(focus, display, stills.first));
  const subject = pullsFocus(read.directions)
    ? await findSubject(mediaPool, still, stills.first, { ...stop, ...(focus && { focus }) })
    : undefined;
  return { planned: planRender(request, { model, stills, read, ...(subject && { subject }) }), read, stills };
}

function pullsFocus({ actions }: Directions): boolean {
  return actions.some(({ action }) => action.kind === 'focus_pull');
}
