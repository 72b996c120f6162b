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
  /** Where a provider's other region calls it otherwise: provider, region (`cn`), name. Asked by `vendorIdOf`. */
  readonly regionalIds?: Readonly<Record<string, Readonly<Record<string, string>>>>;
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
  /**
   * How a clip with frames comes to its ratio. `adaptive`: the vendor follows the first still, which is framed to a raster before.
   * `named`: the vendor is told one of `aspectRatios`. `still`: it follows the still, whatever its shape. Absent: there are no frames.
   */
  readonly frameRatio?: 'adaptive' | 'named' | 'still';
  /** What a provider takes less of than the model can do. */
  readonly only?: Readonly<Record<string, ProviderLimits>>;
  readonly prices: readonly Price[];
  /** Prices in other currencies; absent: there are none. They say nothing in dollars until an operator says what a unit is worth. */
  readonly foreignPrices?: readonly ForeignPrice[];
  /** Who pays for a render that came to nothing, by provider. */
  readonly billing?: Readonly<Record<string, FailureBilling>>;
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
  /** Whether the two ratios themselves are out: between them, not at them. Absent: they are in. */
  readonly isRatioOpen?: boolean;
  readonly source: Source;
}

/** What one provider takes of a model, where that is less than the model can do. Absent: all of it. */
export interface ProviderLimits {
  readonly resolutions?: readonly string[];
  readonly frames?: readonly ModelOrder['frames'][];
  readonly source: Source;
}

/** Whether a provider asks money for a render that failed, and for one that was moderated. */
export interface FailureBilling {
  readonly failed: 'free' | 'billed' | 'unknown';
  readonly moderated: 'free' | 'billed' | 'unknown';
  readonly source: Source;
}

/** What a second costs at one provider. */
export interface Price {
  readonly provider: string;
  readonly resolution: string;
  /** Absent: with and without. */
  readonly audio?: boolean;
  /** The vendor's region whose price it is; absent: the international one. */
  readonly region?: string;
  /** Of a clip of 16:9, where the ratio matters. */
  readonly usdPerSec: number;
  /** Where tokens are what is billed: width × height × frames / 1024 of them; `mostMicroUsdOf` and a bill go by this. */
  readonly usdPerMillionTokens?: number;
  readonly source: Source;
}

/** What tokens cost at one provider, in a currency that is not the dollar; see `Price.usdPerMillionTokens`. */
export interface ForeignPrice {
  readonly provider: string;
  readonly region?: string;
  readonly resolution: string;
  /** Three letters, as ISO 4217 has them. */
  readonly currency: 'CNY';
  readonly perMillionTokens: number;
  readonly source: Source;
}

/** An input that was read, or every reason why it cannot be. */
export type ReadInput =
  | {
      readonly kind: 'read';
      readonly order: ModelOrder;
      readonly findings: readonly Finding[];
      readonly adjustments: readonly Adjustment[];
      /** Where the stills are, first before last; absent: it was not asked. */
      readonly stills?: readonly NamedStill[];
    }
  | { readonly kind: 'refused'; readonly reasons: readonly InputReason[] };

/** A still as an input names it. */
export interface NamedStill {
  readonly role: 'first' | 'last';
  /** As its caller knows it: `first_frame_url`, `media[0].url`. */
  readonly field: string;
  readonly url: string;
}

/** One reason: which field, what it is, what it may be. */
export interface InputReason {
  readonly field: string;
  readonly message: string;
  readonly todo: string;
}
