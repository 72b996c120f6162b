import type { Adjustment } from '../../contract/adjustment.js';
import type { Finding } from '../../contract/finding.js';
import type { Framing, SizePx } from '../../contract/framing.js';
import { LOCAL_MOTION } from '../../models/local-motion.js';
import type { Directions, Loop } from '../../motion/directions.js';
import type { Phrase } from '../../motion/phrase.js';
import type { Fidelity, PassageFacts, RenderedClip } from '../../providers/local/local-renderer.js';
import type { StillPlan } from '../../stills/plan-still.js';
import type { StillMarks } from './mark-stills.js';
import { withPassage } from './passage-adjustments.js';
import type { PreparedRender } from './prepare-render.js';

/** What of a still the clip shows, and the size of that in the still's own pixels. */
export interface ShownPart {
  readonly framing: Framing;
  readonly framed: SizePx;
}

/** A finished render and where its clip lies. */
export interface RenderReport extends ClipReport {
  readonly outputPath: string;
}

/** A finished render, with every figure behind it. Times are in ms, sizes in pixels and bytes. */
export interface ClipReport extends SizePx, ShownPart {
  readonly model: string;
  readonly costUsd: number;
  readonly fps: number;
  readonly frames: number;
  readonly durationSec: number;
  readonly sizeBytes: number;
  readonly elapsedMs: number;
  /** Of the last still; absent without one. */
  readonly last?: ShownPart;
  /** All that happens in the clip. */
  readonly directions: Directions;
  /** How each piece of the prompt was read. */
  readonly phrases: readonly Phrase[];
  readonly loop: Loop;
  /** The way from the first still to the last; absent without a last one. */
  readonly passage?: PassageFacts;
  /** Which frames show the stills; what is measured against them is measured there. */
  readonly marks: StillMarks;
  readonly adjustments: readonly Adjustment[];
  readonly findings: readonly Finding[];
  readonly fidelity: Fidelity;
}

/** What a report is drawn up from. */
export interface RenderOutcome {
  readonly prepared: PreparedRender;
  readonly made: RenderedClip;
  readonly elapsedMs: number;
}

/** Draws up the report of a render that is done. */
export function reportRender({ prepared, made, elapsedMs }: RenderOutcome): ClipReport {
  const { planned, read, stills } = prepared;
  const { loop, marks } = planned;
  const { fps, id, priceUsd } = LOCAL_MOTION;
  const { first, last } = stills;
  const { passage } = made;
  return {
    model: id,
    costUsd: priceUsd,
    widthPx: first.raster.widthPx,
    heightPx: first.raster.heightPx,
    fps,
    frames: made.frames,
    durationSec: made.frames / fps,
    sizeBytes: made.sizeBytes,
    elapsedMs: Math.round(elapsedMs),
    ...shownOf(first),
    ...(last && { last: shownOf(last) }),
    directions: read.directions,
    phrases: read.phrases,
    loop,
    ...(passage && { passage }),
    marks,
    adjustments: passage === undefined ? planned.adjustments : withPassage(planned.adjustments, passage, loop),
    findings: [...first.findings, ...(last?.findings ?? [])],
    fidelity: made.fidelity,
  };
}

function shownOf({ framing, framed: { widthPx, heightPx } }: StillPlan): ShownPart {
  return { framing, framed: { widthPx, heightPx } };
}
