import type { Adjustment } from '../../contract/adjustment.js';
import type { SizePx } from '../../contract/framing.js';
import type { ImageFacts } from '../../media/image/inspect-image.js';
import { checkStill } from '../../models/check-still.js';
import type { ModelFacts } from '../../models/model-facts.js';
import { conversionAdjustments } from '../../stills/conversion-adjustments.js';
import type { StillReport } from '../../stills/inspect-still.js';
import { WHITE } from '../../stills/parse-colour.js';
import { planFramed, type StillPlan } from '../../stills/plan-still.js';
import { sentBytesMax } from './write-sent.js';

/** Whether a still can be sent as it came, or why it has to be written anew. */
export type AsItCame =
  | { readonly kind: 'same'; readonly mediaType: string; readonly sizeBytes: number; readonly extension: string }
  | { readonly kind: 'anew'; readonly adjustments: readonly Adjustment[] };

/** The formats that a still may be sent in as it came, by their bytes. */
const SENDABLE: Readonly<
  Partial<Record<ImageFacts['format'], { readonly mediaType: string; readonly extension: string }>>
> = {
  jpeg: { mediaType: 'image/jpeg', extension: 'jpg' },
  png: { mediaType: 'image/png', extension: 'png' },
  webp: { mediaType: 'image/webp', extension: 'webp' },
};

/**
 * Looks whether a model that follows the still's own shape can be sent the very file: of a type it takes, without alpha, within its
 * bytes and sides, upright, in the colours of screens; and without the place where it was taken, which is nobody's to know.
 */
export function asItCame(facts: ModelFacts, report: StillReport): AsItCame {
  const { facts: image, field } = report;
  const { format, sizeBytes, display } = image;
  const type = SENDABLE[format];
  const mediaType = type?.mediaType ?? `image/${format}`;
  const hasAlpha = image.alpha !== 'none';
  const reasons = checkStill(facts, { ...display, sizeBytes, mediaType, hasAlpha }, { field }).map(
    ({ measured }) => measured,
  );
  const maxBytes = sentBytesMax(facts);
  if (sizeBytes > maxBytes && sizeBytes <= facts.still.maxBytes) {
    reasons.push(`The still has ${sizeBytes} bytes, and ${maxBytes} are sent at most.`);
  }
  // Each of these is told by an adjustment of its own, which the new file's plan has.
  const isChanged = changesOf(report).length > 0;
  if (type !== undefined && reasons.length === 0 && !isChanged) return { kind: 'same', ...type, sizeBytes };
  const [reason] = reasons;
  if (reason === undefined) return { kind: 'anew', adjustments: [] };
  const { widthPx, heightPx } = wholeSize(facts, display);
  const adjustment: Adjustment = {
    code: 'still_encoded_anew',
    field,
    asked: `${mediaType}, ${display.widthPx}×${display.heightPx}, ${sizeBytes} bytes`,
    used: `${widthPx}×${heightPx}, encoded anew`,
    reason: `${reasons.join(' ')} So it is sent encoded anew, whole and in its own shape.`,
  };
  return { kind: 'anew', adjustments: [adjustment] };
}

/** The plan of a still that is written anew, whole: in its own ratio, no side longer than the model takes. */
export function planWhole(facts: ModelFacts, report: StillReport): StillPlan {
  const { display } = report.facts;
  const framing = { kind: 'crop', rect: { leftPx: 0, topPx: 0, ...display } } as const;
  return planFramed(report, framing, { raster: wholeSize(facts, display), background: WHITE });
}

/** Camera data alone is no reason to write a file anew; where it was taken is. */
function changesOf(report: StillReport): readonly Adjustment[] {
  return conversionAdjustments(report, WHITE).filter(
    ({ code }) => code !== 'metadata_removed' || report.facts.hasLocation,
  );
}

/** Pixels a side of a still that is written anew: twice what any clip has, and within the bytes that are sent. */
const SIDE_MAX_PX = 4096;

function wholeSize({ still: { maxSidePx } }: ModelFacts, { widthPx, heightPx }: SizePx): SizePx {
  const scale = Math.min(1, Math.min(maxSidePx, SIDE_MAX_PX) / Math.max(widthPx, heightPx));
  return { widthPx: Math.round(widthPx * scale), heightPx: Math.round(heightPx * scale) };
}
