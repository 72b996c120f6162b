import type { Homography } from '../homography.js';

/**
 * How the picture gets from the first still to the last. Places are in frame coordinates: the frame's height is 1, its middle the
 * origin, y points down. `moment` goes from 0 (first still) to 1 (last still).
 */
export interface PassageModel {
  readonly way: PassageWay;
  /** Share of the picture that is found again in the other still, 0 to 1. */
  readonly confidence: number;
  /** At least one. A dissolve and a hold are one layer that stands still and covers everything. */
  readonly layers: readonly PassageLayer[];
}

/**
 * - `layers`: parts of the picture were found again in the last still, and travel there.
 * - `dissolve`: too little was; one still fades into the other.
 * - `hold`: the two stills show the same.
 */
export type PassageWay = 'layers' | 'dissolve' | 'hold';

/** A part of the picture that moves as one. */
export interface PassageLayer {
  /** From where a point is in the first still to where it is at a moment; `at(0)` is the identity. */
  at(moment: number): Homography;
  /** Where in each still this layer is seen, and how surely: 0 to 255. */
  readonly inFirst: Cover;
  readonly inLast: Cover;
  /** What the homography leaves over; undefined where nothing is. */
  readonly drift: Drift | undefined;
  /** From 0 (the farthest layer) to 1 (the nearest), where all layers have one: of what one still alone shows, the nearer hides the other. */
  readonly nearness?: number;
}

/** One byte a cell, row by row; the cells divide the frame evenly, and each value is that of its cell's middle. */
export interface Cover {
  readonly columns: number;
  readonly rows: number;
  readonly values: Uint8Array;
}

/**
 * Where things go beside the homography: a point that is at q halfway (moment ½) is at `at(m)·at(½)⁻¹ (q + (m − ½) · drift(q))` at moment m.
 * Cells as in {@link Cover}, in frame coordinates.
 */
export interface Drift {
  readonly columns: number;
  readonly rows: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}
