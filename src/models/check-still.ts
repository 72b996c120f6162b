import type { Finding } from '../contract/finding.js';
import type { SizePx } from '../contract/framing.js';
import type { ModelFacts } from './model-facts.js';

/** A still as it would be sent. What is not known is left out, and not judged. */
export interface StillToCheck extends SizePx {
  readonly sizeBytes?: number;
  /** `image/jpeg`… by its bytes. */
  readonly mediaType?: string;
  readonly hasAlpha?: boolean;
}

/** How a still is checked. */
export interface CheckStillOptions {
  /** What the caller calls the still; default `first_frame_url`. */
  readonly field?: string;
  /** Whether it is framed and encoded anew before it is sent: then only too few pixels stand in the way, which none can add. */
  readonly isFramedFirst?: boolean;
}

/** Holds a still against what a model takes: a refusal for each limit it breaks, with the figure and the limit; none when it fits. */
export function checkStill(
  facts: ModelFacts,
  still: StillToCheck,
  options: CheckStillOptions = {},
): readonly Finding[] {
  const { field = 'first_frame_url', isFramedFirst = false } = options;
  const { still: limits, id } = facts;
  const { widthPx, heightPx, sizeBytes, mediaType, hasAlpha } = still;
  const size = `${widthPx}×${heightPx} pixels`;
  const findings: Finding[] = [];
  const refuse = (code: string, measured: string, limit: string, repair: string): void => {
    findings.push({ code, severity: 'refuse', field, measured, limit, repair });
  };
  if (Math.min(widthPx, heightPx) < limits.minSidePx) {
    const repair = 'Use a larger version of the picture.';
    refuse('too_small', `The still has ${size}: too few for ${id}.`, `${limits.minSidePx} pixels a side`, repair);
  }
  if (isFramedFirst) return findings;
  if (Math.max(widthPx, heightPx) > limits.maxSidePx) {
    const repair = `Scale it to at most ${limits.maxSidePx} pixels a side.`;
    refuse('too_large', `The still has ${size}: too many for ${id}.`, `${limits.maxSidePx} pixels a side`, repair);
  }
  const ratio = widthPx / heightPx;
  const { minRatio, maxRatio, isRatioOpen = false } = limits;
  const isWithin = isRatioOpen ? ratio > minRatio && ratio < maxRatio : ratio >= minRatio && ratio <= maxRatio;
  if (!isWithin) {
    const limit = `${isRatioOpen ? 'between' : 'from'} ${minRatio} ${isRatioOpen ? 'and' : 'to'} ${maxRatio}, width by height`;
    const measured = `The still has ${size}, a ratio of ${Number(ratio.toFixed(3))}, which ${id} does not take.`;
    refuse('ratio_out_of_range', measured, limit, 'Crop it, or pad it, to a ratio between these.');
  }
  if (sizeBytes !== undefined && sizeBytes > limits.maxBytes) {
    const measured = `The still has ${inMegabytes(sizeBytes)} MB, too many for ${id}.`;
    refuse('too_many_bytes', measured, `${inMegabytes(limits.maxBytes)} MB`, 'Save it as JPEG, or smaller.');
  }
  if (mediaType !== undefined && !limits.mediaTypes.includes(mediaType)) {
    const repair = 'Export it as JPEG or PNG.';
    refuse(
      'unsupported_format',
      `The still is ${mediaType}, which ${id} does not take.`,
      limits.mediaTypes.join(', '),
      repair,
    );
  }
  if (hasAlpha === true && !limits.alpha) {
    const repair = 'Flatten it onto a background, or export it as JPEG.';
    refuse('alpha_not_taken', `The still has an alpha channel, which ${id} does not take.`, 'no alpha channel', repair);
  }
  return findings;
}

function inMegabytes(sizeBytes: number): string {
  return (sizeBytes / 1e6).toFixed(1).replace(/\.0$/, '');
}
