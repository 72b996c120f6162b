import type { Stream } from 'node-av/lib';
import { AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants';

/** How a clip's frames are to be shown. */
export interface Display {
  /** As shown: stretched by the sample aspect ratio, then turned. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** As coded and cropped. */
  readonly codedWidthPx: number;
  readonly codedHeightPx: number;
  /** Clockwise, 0 to 359; a player turns the frames by it. */
  readonly rotationDeg: number;
  /** Width of a sample over its height; 1 is square. */
  readonly sampleAspect: number;
}

/** Reads a stream's size, sample aspect ratio and display matrix. */
export function displayOf(video: Stream): Display {
  const { codecpar } = video;
  const { width, height } = codecpar;
  const sampleAspect = ratioOf(video.sampleAspectRatio) ?? ratioOf(codecpar.sampleAspectRatio) ?? 1;
  const rotationDeg = rotationOf(codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX));
  const wide = Math.round(width * sampleAspect);
  const turned = rotationDeg === 90 || rotationDeg === 270;
  return {
    widthPx: turned ? height : wide,
    heightPx: turned ? wide : height,
    codedWidthPx: width,
    codedHeightPx: height,
    rotationDeg,
    sampleAspect,
  };
}

/**
 * The clockwise turn of a display matrix: nine 32-bit integers in the machine's order, of which the first two of each
 * of the first two rows (16.16 fixed point) turn the picture (ISO/IEC 14496-12, section 6.2.2). 0 for none, or one that
 * is not a turn.
 */
export function rotationOf(matrix: Uint8Array | null): number {
  if (matrix === null || matrix.byteLength < 36) return 0;
  const view = new DataView(matrix.buffer, matrix.byteOffset, matrix.byteLength);
  const [a, b] = [view.getInt32(0, LITTLE_ENDIAN), view.getInt32(4, LITTLE_ENDIAN)];
  if (a === 0 && b === 0) return 0;
  const degrees = Math.round((Math.atan2(b, a) * 180) / Math.PI);
  return (degrees + 360) % 360;
}

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Undefined for 0/1, which says nothing. */
function ratioOf(ratio: { readonly num: number; readonly den: number }): number | undefined {
  return ratio.num > 0 && ratio.den > 0 ? ratio.num / ratio.den : undefined;
}
