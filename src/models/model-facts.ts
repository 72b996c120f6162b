import type { Finding } from '../contract/finding.js';
import type { Adjustment } from '../contract/adjustment.js';
import type { ModelOrder } from '../contract/model-order.js';
import type { SizePx } from '../contract/framing.js';

/** Where a fact was read, and when: `2026-07-10, alibabacloud.com/help, wan image-to-video`. */
export type Source = string;

/** What a hosted model is: all that is known of it before anything is sent, each fact with its source. One file a model. */
export interface ModelFacts {
  readonly id: string;
  /** Other names for it, each as callers write it. */
  readonly aliases: readonly string[];
  readonly title: string;
  /** The vendors' names for it, by provider: who is not here does not run it. */
  readonly vendorIds: Readonly<Record<string, string>>;
  /** Gone, and what to use instead. */
  readonly withdrawn?: { readonly successor: string; readonly sinceSec?: number; readonly source: Source };
  /** The fields of `input` as JSON Schema, in HiAPI's own shape. */
  readonly input: unknown;
  readonly durationSec: { readonly min: number; readonly max: number };
  readonly resolutions: readonly string[];
  readonly aspectRatios: readonly string[];
  /** Which stills it takes: `none` is text-to-video. */
  readonly frames: readonly ModelOrder['frames'][];
  readonly audio: 'choice' | 'always' | 'never';
  readonly seed: boolean;
  readonly promptMax: number;
  readonly still: StillLimits;
  /** The exact raster of a clip, where the model has exact ones. */
  readonly rasterOf?: (resolution: string, aspectRatio: string) => SizePx | undefined;
  readonly prices: readonly Price[];
  /** How long a render takes, in seconds. */
  readonly usualSec: { readonly p50: number; readonly p90: number; readonly source: Source };
  /**
   * Reads an input. A refusal names every reason at once; what can be honoured in another way is an adjustment.
   */
  readonly read: (input: Readonly<Record<string, unknown>>) => ReadInput;
}

/** What a model takes for a still. */
export interface StillLimits {
  readonly minSidePx: number;
  readonly maxSidePx: number;
  /** Width by height. */
  readonly minRatio: number;
  readonly maxRatio: number;
  readonly maxBytes: number;
  readonly mediaTypes: readonly string[];
  readonly alpha: boolean;
  readonly source: Source;
}

/** What a second costs at one provider. */
export interface Price {
  readonly provider: string;
  readonly resolution: string;
  /** Absent: with and without. */
  readonly audio?: boolean;
  readonly usdPerSec: number;
  readonly source: Source;
}

/** An input that was read, or every reason why it cannot be. */
export type ReadInput =
  | {
      readonly kind: 'read';
      readonly order: ModelOrder;
      readonly findings: readonly Finding[];
      readonly adjustments: readonly Adjustment[];
    }
  | { readonly kind: 'refused'; readonly reasons: readonly InputReason[] };

/** One reason: which field, what it is, what it may be. */
export interface InputReason {
  readonly field: string;
  readonly message: string;
  readonly todo: string;
}
