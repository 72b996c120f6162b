import type { SizePx } from './framing.js';

/**
 * A task's input read by its model, in one form for every vendor: what an adapter translates. Every choice is made; nothing is left to
 * a vendor's default, for those crop and bill unasked. Plain data: it is kept in the task's row.
 */
export interface ModelOrder {
  /** The catalogue's id. */
  readonly model: string;
  readonly prompt: string;
  /** Only of models that take one. */
  readonly negativePrompt?: string;
  /** Which stills there are; their URLs come when it is sent. */
  readonly frames: 'none' | 'first' | 'first_last';
  readonly durationSec: number;
  /** `480p`, `720p`, `1080p`, `4k`. */
  readonly resolution: string;
  /** A ratio, or `adaptive`: as the first still. */
  readonly aspectRatio: string;
  /** The exact size at which the frames are sent; absent: as the stills are. */
  readonly raster?: SizePx;
  readonly audio: boolean;
  /** 0 is a seed; absent: the vendor's choice. */
  readonly seed?: number;
  /** Whether the vendor may rewrite the prompt. */
  readonly promptExtend: boolean;
  /** Whether the clip's last frame is wanted as a picture beside it. */
  readonly returnLastFrame: boolean;
}
