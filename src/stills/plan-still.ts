import type { Adjustment } from '../contract/adjustment.js';
import { AppError } from '../contract/errors.js';
import type { Finding } from '../contract/finding.js';
import type { Framing, Rect, Rgb, SizePx } from '../contract/framing.js';
import { placeCrop, type FocusPoint } from '../media/image/crop-rect.js';
import { conversionAdjustments } from './conversion-adjustments.js';
import type { StillReport } from './inspect-still.js';
import { magnifiedFinding } from './judge-still.js';

/** What a still is to become. */
export interface PlanStillOptions {
  /** The exact size the model takes. */
  readonly raster: SizePx;
  /** How its ratio is met: by cutting off what is too much, or by showing all of it over a blurred copy. */
  readonly fit: 'crop' | 'pad';
  /** The point a crop is centred on, as far as the edges allow; each part 0 to 1. Goes before `attention`. */
  readonly focus?: FocusPoint;
  /** What `findAttention` found; a crop is centred on its middle. Neither given: the middle of the still. */
  readonly attention?: Rect;
  /** What shows through where the still is transparent. */
  readonly background: Rgb;
}

/** How a still is brought onto a raster, with what that changes and what will be seen of it. */
export interface StillPlan {
  readonly raster: SizePx;
  readonly framing: Framing;
  readonly background: Rgb;
  /** What of the still is shown, in its own pixels: how much detail there is to take. */
  readonly framed: SizePx;
  readonly adjustments: readonly Adjustment[];
  readonly findings: readonly Finding[];
}

/** Less cut off than this part of the still is rounding, not a crop worth telling of. */
const CROP_TOLD_FROM = 0.005;

/**
 * Plans how a still meets a raster. Pure geometry; costs nothing.
 * @throws AppError `bad_usage` for a focus outside 0 to 1.
 */
export function planStill(report: StillReport, options: PlanStillOptions): StillPlan {
  const { raster, fit, background } = options;
  const { display } = report.facts;
  const rect = placeCrop(display, raster, focusOf(display, options));
  const needsNoPad = fit === 'pad' && cutPartOf(display, rect) < CROP_TOLD_FROM;
  const framing: Framing = fit === 'crop' || needsNoPad ? { kind: 'crop', rect } : { kind: 'blur_pad' };
  return planFramed(report, framing, { raster, background });
}

/** The plan of a still whose framing is settled: what of it is shown, what that changes, and what will be seen of it. */
export function planFramed(
  report: StillReport,
  framing: Framing,
  { raster, background }: Pick<PlanStillOptions, 'raster' | 'background'>,
): StillPlan {
  const { field, facts } = report;
  const { display } = facts;
  const framed = framing.kind === 'crop' ? framing.rect : display;
  const adjustments = conversionAdjustments(report, background);
  if (framing.kind === 'blur_pad') adjustments.push(paddedAdjustment(display, raster, field));
  else if (cutPartOf(display, framed) >= CROP_TOLD_FROM)
    adjustments.push(croppedAdjustment(display, framing.rect, raster, field));
  const magnified = magnifiedFinding(framed, insideRaster(framed, raster), field);
  return { raster, framing, background, framed, adjustments, findings: magnified === undefined ? [] : [magnified] };
}

/** How much of a still is cut off, of 1. */
function cutPartOf(still: SizePx, kept: SizePx): number {
  return 1 - (kept.widthPx * kept.heightPx) / (still.widthPx * still.heightPx);
}

function focusOf(still: SizePx, { focus, attention }: PlanStillOptions): FocusPoint {
  if (focus !== undefined) {
    if ([focus.x, focus.y].every((part) => part >= 0 && part <= 1)) return focus;
    throw new AppError('bad_usage', `focus ${focus.x},${focus.y} lies outside the still`, {
      todo: 'Give both as parts of the still, from 0 to 1: 0.5,0.3 is the middle, a third from the top.',
    });
  }
  if (attention === undefined) return { x: 0.5, y: 0.5 };
  return {
    x: (attention.leftPx + attention.widthPx / 2) / still.widthPx,
    // Half way: what draws the eye is a good judge of left and right, and takes grass over summits and paws over faces.
    y: ((attention.topPx + attention.heightPx / 2) / still.heightPx + 0.5) / 2,
  };
}

/** How large a picture is when it is as large as fits in a raster; of the raster's own ratio it fills it. */
function insideRaster(shown: SizePx, raster: SizePx): SizePx {
  const scale = Math.min(raster.widthPx / shown.widthPx, raster.heightPx / shown.heightPx);
  return { widthPx: Math.round(shown.widthPx * scale), heightPx: Math.round(shown.heightPx * scale) };
}

function croppedAdjustment(still: SizePx, rect: Rect, raster: SizePx, field: string): Adjustment {
  const sides = [
    ['left', rect.leftPx / still.widthPx],
    ['right', 1 - (rect.leftPx + rect.widthPx) / still.widthPx],
    ['top', rect.topPx / still.heightPx],
    ['bottom', 1 - (rect.topPx + rect.heightPx) / still.heightPx],
  ] as const;
  const cut = sides
    .filter(([, part]) => part >= 0.0005)
    .map(([side, part]) => `${(part * 100).toFixed(1)} % off the ${side}`);
  return {
    code: 'cropped_to_ratio',
    field,
    asked: `${still.widthPx}×${still.heightPx}`,
    used: `${rect.widthPx}×${rect.heightPx} from ${rect.leftPx},${rect.topPx}`,
    reason: `The clip is ${raster.widthPx}×${raster.heightPx}, so the still is cropped to its ratio: ${cut.join(', ')}.`,
  };
}

function paddedAdjustment(still: SizePx, raster: SizePx, field: string): Adjustment {
  const isWider = still.widthPx * raster.heightPx > raster.widthPx * still.heightPx;
  return {
    code: 'padded_to_ratio',
    field,
    asked: `${still.widthPx}×${still.heightPx}`,
    used: `all of it, on ${raster.widthPx}×${raster.heightPx}`,
    reason: `The still is ${isWider ? 'wider' : 'taller'} than the clip, so the room ${isWider ? 'above and below' : 'at its sides'} is filled with a blurred copy of it.`,
  };
}
