import type { Framing, Rect, SizePx } from '../contract/framing.js';
import type { Finding } from '../contract/finding.js';
import type { MediaPool } from '../media/pool.js';
import { frameStill, type FrameStillOptions } from './frame-still.js';
import type { StillReport } from './inspect-still.js';
import { planFramed, type StillPlan } from './plan-still.js';

/** How the two stills of a clip are brought onto its raster. */
export interface PairPlan {
  readonly first: StillPlan;
  readonly last: StillPlan;
}

/** Ratios that differ by less than this are one: rounding a side to whole pixels alone can make this much. */
const SAME_RATIO = 0.005;

/**
 * Frames a first and a last still by one fit, so that what stands still in both stays still, and neither is stretched. Of one
 * ratio, both give the same share of themselves, chosen by the first. Of two, each is cropped around what draws the eye in it (or the
 * focus), or each is padded; a finding says that they differ.
 * @throws AppError and MediaError as {@link frameStill}.
 */
export async function framePair(
  pool: MediaPool,
  first: StillReport,
  last: StillReport,
  options: FrameStillOptions,
): Promise<PairPlan> {
  const plan = await frameStill(pool, first, options);
  if (haveOneRatio(first.facts.display, last.facts.display)) return { first: plan, last: planAlike(last, first, plan) };
  const other = await frameStill(pool, last, options);
  return { first: plan, last: { ...other, findings: [ratiosDiffer(first, last, options.fit), ...other.findings] } };
}

/** Whether two stills have the same ratio but for rounding. */
export function haveOneRatio(one: SizePx, other: SizePx): boolean {
  return Math.abs((one.widthPx * other.heightPx) / (one.heightPx * other.widthPx) - 1) < SAME_RATIO;
}

/** Frames a still as another of its ratio is framed: the same share of it is shown, at the same place. */
export function planAlike(still: StillReport, as: StillReport, { framing, raster, background }: StillPlan): StillPlan {
  const alike: Framing =
    framing.kind === 'crop'
      ? { kind: 'crop', rect: sameShare(framing.rect, as.facts.display, still.facts.display) }
      : framing;
  return planFramed(still, alike, { raster, background });
}

/** The part of one picture that lies where `rect` lies in another; each edge to the nearest pixel. */
function sameShare(rect: Rect, from: SizePx, to: SizePx): Rect {
  const across = to.widthPx / from.widthPx;
  const down = to.heightPx / from.heightPx;
  const leftPx = Math.round(rect.leftPx * across);
  const topPx = Math.round(rect.topPx * down);
  return {
    leftPx,
    topPx,
    widthPx: Math.max(1, Math.round((rect.leftPx + rect.widthPx) * across) - leftPx),
    heightPx: Math.max(1, Math.round((rect.topPx + rect.heightPx) * down) - topPx),
  };
}

function ratiosDiffer(first: StillReport, last: StillReport, fit: FrameStillOptions['fit']): Finding {
  const size = ({ facts: { display } }: StillReport): string => `${display.widthPx}×${display.heightPx}`;
  return {
    code: 'ratios_differ',
    severity: 'warn',
    field: last.field,
    measured: `The last still has ${size(last)} pixels, the first ${size(first)}: they are not of one ratio.`,
    repair: `Crop both alike before, for the truest way between them${fit === 'pad' ? '' : '; --fit pad shows all of both'}.`,
  };
}
