import type { Adjustment } from '../contract/adjustment.js';
import { AppError } from '../contract/errors.js';
import type { Finding } from '../contract/finding.js';
import type { Framing, SizePx } from '../contract/framing.js';
import type { MediaPool } from '../media/pool.js';
import { checkLocalMotion, LOCAL_MOTION, planLocalMotion } from '../models/local-motion.js';
import type { Tier } from '../models/rasters.js';
import type { Move } from '../motion/moves.js';
import { readDirections } from '../motion/read-directions.js';
import { type Fidelity, renderLocally } from '../providers/local/local-renderer.js';
import { frameStill } from '../stills/frame-still.js';
import { inspectStill } from '../stills/inspect-still.js';
import { parseColour, WHITE } from '../stills/parse-colour.js';

/** A still to become a clip, as a person asks for it. */
export interface RenderRequest {
  readonly stillPath: string;
  /** The change over time, in words. */
  readonly prompt: string;
  /** `local/motion` is the one this build runs. */
  readonly model: string;
  /** A named ratio such as `16:9`, or `adaptive`: as the still. */
  readonly aspect: string;
  /** 1 to 15. */
  readonly durationSec: number;
  readonly resolution: Tier;
  /** Asked for, not promised: the built-in renderer makes no sound. */
  readonly audio: boolean;
  /** Of the handheld shake; a whole number. */
  readonly seed: number;
  /** How a still fills a ratio that is not its own. */
  readonly fit: 'crop' | 'pad';
  /** The point that a crop keeps and a push-in closes in on, as shares of the still. Absent: what draws the eye, and the centre. */
  readonly focus?: { readonly x: number; readonly y: number };
  /** `#rrggbb`, behind a transparent still; white where absent. */
  readonly background?: string;
  /** Of x264; 18 where absent. */
  readonly crf?: number;
  /** Of x264; `veryfast` where absent. */
  readonly preset?: string;
  /** Where the clip goes; replaced only by a whole clip. */
  readonly outputPath: string;
}

/** A finished render, with every figure behind it. Times are in ms, sizes in pixels and bytes. */
export interface RenderReport {
  readonly outputPath: string;
  readonly model: string;
  readonly costUsd: number;
  readonly widthPx: number;
  readonly heightPx: number;
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
export interface RenderDeps {
  readonly mediaPool: MediaPool;
  readonly signal?: AbortSignal;
  /** After each frame; `frame` counts from 1. */
  readonly onProgress?: (progress: { readonly frame: number; readonly frames: number }) => void;
}

/** Close to transparent, at a few Mbit/s; the encoder keeps pace with the kernels. */
const CRF = 18;
const PRESET = 'veryfast';

/**
 * The whole line for one still, without a store: check the request, inspect the still, settle the geometry, read the prompt, render,
 * measure. Costs nothing.
 * @throws AppError `bad_usage` for a request that cannot be honoured, `bad_input` for a still that cannot be used, `bad_output`
 *   for an output that cannot be written, `aborted`; MediaError when the media process gave up.
 */
export async function renderStill(request: RenderRequest, deps: RenderDeps): Promise<RenderReport> {
  const startedMs = performance.now();
  checkRequest(request);
  const background = request.background === undefined ? WHITE : parseColour(request.background);
  const { mediaPool, signal } = deps;
  const hooks = signal === undefined ? {} : { signal };
  const still = await inspectStill(mediaPool, request.stillPath, hooks);
  const { raster, frameCount } = planLocalMotion(request, still.facts.display);
  const { fit, focus } = request;
  const frame = await frameStill(mediaPool, still, { raster, fit, background, ...hooks, ...(focus && { focus }) });
  const directions = readDirections(request.prompt, request);

  const clip = await renderLocally(
    mediaPool,
    { stillPath: request.stillPath, clipPath: request.outputPath },
    {
      plan: { move: directions.move, output: raster, frameCount, fps: LOCAL_MOTION.fps },
      framing: frame.framing,
      framed: frame.framed,
      background,
      crf: request.crf ?? CRF,
      preset: request.preset ?? PRESET,
    },
    deps,
  );
  return {
    outputPath: request.outputPath,
    model: LOCAL_MOTION.id,
    costUsd: LOCAL_MOTION.priceUsd,
    ...raster,
    fps: LOCAL_MOTION.fps,
    frames: clip.frames,
    durationSec: clip.frames / LOCAL_MOTION.fps,
    sizeBytes: clip.sizeBytes,
    elapsedMs: Math.round(performance.now() - startedMs),
    framing: frame.framing,
    framed: frame.framed,
    move: directions.move,
    adjustments: [...frame.adjustments, ...directions.adjustments, ...ownAdjustments(request, directions.move)],
    findings: frame.findings,
    fidelity: clip.fidelity,
  };
}

/** Refuses what no still could make right, before a file is touched. */
function checkRequest(request: RenderRequest): void {
  if (request.model !== LOCAL_MOTION.id) {
    throw new AppError('bad_usage', `the model ${request.model} is unknown`, {
      field: '--model',
      todo: `This version runs ${LOCAL_MOTION.id}.`,
    });
  }
  if (request.prompt.trim() === '') {
    throw new AppError('bad_usage', 'the prompt is empty', {
      field: '--prompt',
      todo: 'Say what changes over time, such as --prompt "Slow push in".',
    });
  }
  checkLocalMotion(request);
}

/** What `local/motion` cannot do, whatever the still. */
function ownAdjustments({ audio }: RenderRequest, move: Move): readonly Adjustment[] {
  const adjustments: Adjustment[] = [];
  if (audio) {
    const reason = 'The built-in renderer makes no sound.';
    adjustments.push({ code: 'no_sound', field: 'audio', asked: 'sound', used: 'none', reason });
  }
  if (move.kind === 'pull_out') {
    const reason = 'A pull-out starts closer and ends on the whole still: there is nothing beyond its edges.';
    const asked = 'first frame: the whole still';
    const used = 'last frame: the whole still';
    adjustments.push({ code: 'first_frame_cropped', field: 'prompt', asked, used, reason });
  }
  return adjustments;
}
