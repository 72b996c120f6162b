import type { Adjustment } from '../contract/adjustment.js';
import type { Finding } from '../contract/finding.js';
import type { Framing, SizePx } from '../contract/framing.js';
import type { MediaPool } from '../media/pool.js';
import { LOCAL_MOTION, planLocalMotion } from '../models/local-motion.js';
import type { Move } from '../motion/moves.js';
import { type Fidelity, type RenderHooks, renderLocally } from '../providers/local/local-renderer.js';
import { frameStill } from '../stills/frame-still.js';
import { inspectStill } from '../stills/inspect-still.js';
import { parseColour, WHITE } from '../stills/parse-colour.js';
import { planRender } from './plan-render.js';
import { checkRequest, type RenderRequest } from './render-request.js';

export type { RenderRequest } from './render-request.js';

/** A finished render, with every figure behind it. Times are in ms, sizes in pixels and bytes. */
export interface RenderReport extends SizePx {
  readonly outputPath: string;
  readonly model: string;
  readonly costUsd: number;
  readonly fps: number;
  readonly frames: number;
  readonly durationSec: number;
  readonly sizeBytes: number;
  readonly elapsedMs: number;
  /** What of the still the clip shows, and the size of that in the still's own pixels. */
  readonly framing: Framing;
  readonly framed: SizePx;
  readonly move: Move;
  readonly adjustments: readonly Adjustment[];
  readonly findings: readonly Finding[];
  readonly fidelity: Fidelity;
}

/** What a render works with. */
export interface RenderDeps extends RenderHooks {
  readonly mediaPool: MediaPool;
}

/**
 * The whole line for one still, without a store: check the request, inspect the still, frame it, read the prompt, render, measure.
 * Costs nothing.
 * @throws AppError `bad_usage` for a request that cannot be honoured, `bad_input` for a still that cannot be used, `bad_output`
 *   for an output that cannot be written, `aborted`; MediaError when the media process gave up.
 */
export async function renderStill(request: RenderRequest, deps: RenderDeps): Promise<RenderReport> {
  const startedMs = performance.now();
  const { mediaPool, signal } = deps;
  const { stillPath, outputPath, fit, focus } = request;
  const stop = signal === undefined ? {} : { signal };

  checkRequest(request);
  const background = request.background === undefined ? WHITE : parseColour(request.background);
  const still = await inspectStill(mediaPool, stillPath, stop);
  const { display } = still.facts;
  const model = planLocalMotion(request, display);
  const { raster } = model;
  const frame = await frameStill(mediaPool, still, { raster, fit, background, ...stop, ...(focus && { focus }) });
  const { clip, adjustments } = planRender(request, display, model, frame);
  const made = await renderLocally(mediaPool, { stillPath, clipPath: outputPath }, clip, deps);

  const { fps, id, priceUsd } = LOCAL_MOTION;
  return {
    outputPath,
    model: id,
    costUsd: priceUsd,
    widthPx: raster.widthPx,
    heightPx: raster.heightPx,
    fps,
    frames: made.frames,
    durationSec: made.frames / fps,
    sizeBytes: made.sizeBytes,
    elapsedMs: Math.round(performance.now() - startedMs),
    framing: clip.framing,
    framed: { widthPx: clip.framed.widthPx, heightPx: clip.framed.heightPx },
    move: clip.plan.move,
    adjustments,
    findings: frame.findings,
    fidelity: made.fidelity,
  };
}
