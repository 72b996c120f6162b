import type { MediaPool } from '../../media/pool.js';
import { type RenderHooks, renderLocally } from '../../providers/local/local-renderer.js';
import { prepareRender } from './prepare-render.js';
import { type RenderReport, reportRender } from './render-report.js';
import type { RenderRequest } from './render-request.js';

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
  const { stillPath, lastPath, outputPath } = request;
  const paths = { stillPath, ...(lastPath === undefined ? {} : { lastPath }) };
  const prepared = await prepareRender(request, paths, deps);
  const made = await renderLocally(deps.mediaPool, { ...paths, clipPath: outputPath }, prepared.planned.clip, deps);
  return { outputPath, ...reportRender({ prepared, made, elapsedMs: performance.now() - startedMs }) };
}
