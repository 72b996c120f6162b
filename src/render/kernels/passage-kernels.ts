import type { KernelExport, Samples, Target } from './samples.js';

/** What a byte of a layer's cells says: whether it is seen there in the first still and in the last. 0: nowhere. */
export const IN_FIRST = 1;
/** See {@link IN_FIRST}. */
export const IN_LAST = 2;
/** Covered fully in both stills, all over the cell. */
export const SOLID = 4;
/** The layer stands still: its samples are those of the two grounds. */
export const RESTING = 8;

/** Luma samples on a side of a cell. */
export const CELL_SIDE = 8;
/** Bytes a layer takes in the table that {@link PassageJob.layers} points to. */
export const LAYER_BYTES = 24;
/** With more layers sums would overflow. */
export const LAYERS_MAX = 31;
/** Bytes of a node: where it lies in the first still (x, y) and in the last, i32 in 1/512 luma sample. Each well below 2^24. */
export const NODE_BYTES = 16;

/** One plane of a frame between two stills: layers by weights, over one still's ground mixed with the other's. */
export interface PassageJob {
  /**
   * For each layer six u32: the addresses of nodes, cells, cover in the first still and in the last, and how deep it lies: where both of two
   * layers are seen in both stills, the one less deep counts sixteen times as much for each step. Last whether it hides (1) or not (0) what one
   * still alone shows of the layers that come after it.
   */
  readonly layers: number;
  /** At most {@link LAYERS_MAX}. */
  readonly layerCount: number;
  /** Cells in a row: as many as cover the target. A row has one more node. */
  readonly columns: number;
  /** How much the last still counts, in Q14. */
  readonly share: number;
  /** 512 × 4 filter weights in Q14 as i16. */
  readonly weights: number;
  /** Planes of covers, one byte for each luma sample of a still, and three of 0 beyond every edge. */
  readonly covers: Pick<Target, 'stride' | 'widthPx' | 'heightPx'>;
  /** Planes of the stills; one stride. Four samples go on beyond every edge. */
  readonly first: Samples;
  readonly last: Samples;
  /** What the frame is where no layer is: one still and the other as the camera sees them, laid out as the target is. */
  readonly underFirst: Samples;
  readonly underLast: Samples;
  readonly target: Target;
  /** Whether these are planes of half the size: the target's on the left column of each pair, the stills' centred. */
  readonly isHalf: boolean;
}

/** What paints the way between two stills. */
export interface PassageKernels {
  paintPassage(job: PassageJob): void;
}

/** The same, called with jobs. */
export function bindPassageKernels(exports: Readonly<Record<keyof PassageKernels, KernelExport>>): PassageKernels {
  return {
    paintPassage({
      layers,
      layerCount,
      columns,
      share,
      weights,
      covers,
      first,
      last,
      underFirst,
      underLast,
      target,
      isHalf,
    }) {
      exports.paintPassage(
        ...[layers, layerCount, columns, share, weights],
        ...[covers.stride, covers.widthPx, covers.heightPx],
        ...[first.address, last.address, first.stride, underFirst.address, underLast.address],
        ...[target.address, target.stride, target.widthPx, target.heightPx, isHalf ? 1 : 0],
      );
    },
  };
}
