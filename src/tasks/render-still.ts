import type { MediaPool } from '../media/pool.js';
import { planLocalMotion } from '../models/local-motion.js';
import type { Directions } from '../motion/directions.js';
import { type RenderHooks, renderLocally } from '../providers/local/local-renderer.js';
import { findSubject } from '../stills/find-subject.js';
import { framePair } from '../stills/frame-pair.js';
import { frameStill } from '../stills/frame-still.js';
import { inspectStill } from '../stills/inspect-still.js';
import { parseColour, WHITE } from '../stills/parse-colour.js';
import { toFrame } from '../stills/to-frame.js';
import { planRender } from './plan-render.js';
import { readPrompt } from './read-prompt.js';
import { type RenderReport, reportRender } from './render-report.js';
import { checkRequest, type RenderRequest } from './render-request.js';

export type { RenderReport } from './render-report.js';
export type { RenderRequest } from './render-request.js';

/** What a render works with. */
export interface RenderDeps extends RenderHooks {
  readonly mediaPool: MediaPool;
}

/**
 * The whole line for one still or a pair, without a store: check the request, inspect the stills, frame them by one fit, read the
 * prompt, render, measure. Costs nothing.
 * @throws AppError `bad_usage` for a request that cannot be honoured, `bad_input` for a still that cannot be used (`field` is `last`
 *   for the last one), `bad_output` for an output that cannot be written, `aborted`; MediaError when the media process gave up.
 */
export async function renderStill(request: RenderRequest, deps: RenderDeps): Promise<RenderReport> {
  const startedMs = performance.now();
  const { mediaPool, signal } = deps;
  const { stillPath, lastPath, outputPath, fit, focus } = request;
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
  const planned = planRender(request, { model, stills, read, ...(subject && { subject }) });
  const paths = { stillPath, clipPath: outputPath, ...(lastPath === undefined ? {} : { lastPath }) };
  const made = await renderLocally(mediaPool, paths, planned.clip, deps);
  return reportRender({
    request,
    planned,
    read,
    stills,
    made,
    elapsedMs: performance.now() - startedMs,
  });
}

function pullsFocus({ actions }: Directions): boolean {
  return actions.some(({ action }) => action.kind === 'focus_pull');
}
