import { Frame, SoftwareScaleContext } from 'node-av/lib';
import { AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P } from 'node-av/constants';
import { MediaError } from '../../contract/errors.js';
import { colourTagsOf, type ColourTags } from './colour-tags.js';
import type { Yuv420Frame } from './yuv420-frame.js';

/**
 * A decoded picture as 8-bit 4:2:0 planes without row padding, as coded: neither turned nor stretched. `u` and `v` have
 * half the width and height, rounded up. The numbers mean what `colour` says, which is what the clip says; planes that
 * were converted kept matrix and range.
 */
export interface DecodedFrame extends Yuv420Frame {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly colour: ColourTags;
}

/** Turns FFmpeg's frames into planes; keeps a converter for clips that are not 4:2:0 in 8 bits. */
export interface FrameReader {
  read(frame: Frame): DecodedFrame;
  free(): void;
}

/** Makes a reader; free it when done. */
export function createFrameReader(): FrameReader {
  let scaler: SoftwareScaleContext | undefined;
  return {
    read(frame) {
      if (frame.format === AV_PIX_FMT_YUV420P || frame.format === AV_PIX_FMT_YUVJ420P) return split(frame);
      if (scaler === undefined) {
        scaler = new SoftwareScaleContext();
        scaler.allocContext();
      }
      const converted = convert(frame, scaler);
      try {
        return split(converted);
      } finally {
        converted.free();
      }
    },
    free() {
      scaler?.freeContext();
      scaler = undefined;
    },
  };
}

function convert(frame: Frame, scaler: SoftwareScaleContext): Frame {
  const converted = new Frame();
  converted.alloc();
  converted.format = AV_PIX_FMT_YUV420P;
  converted.width = frame.width;
  converted.height = frame.height;
  const status = Math.min(converted.getBuffer(), converted.copyProps(frame), scaler.scaleFrameSync(converted, frame));
  if (status >= 0) return converted;
  converted.free();
  throw new MediaError('a frame cannot be converted to 8-bit 4:2:0', { reason: 'internal', step: 'decode' });
}

function split(frame: Frame): DecodedFrame {
  const { width, height } = frame;
  const packed = frame.toBuffer();
  const luma = width * height;
  const chroma = Math.ceil(width / 2) * Math.ceil(height / 2);
  const tags = colourTagsOf(frame);
  return {
    widthPx: width,
    heightPx: height,
    y: packed.subarray(0, luma),
    u: packed.subarray(luma, luma + chroma),
    v: packed.subarray(luma + chroma, luma + 2 * chroma),
    // The J in yuvj420p says full range, whether a tag does or not.
    colour: frame.format === AV_PIX_FMT_YUVJ420P ? { ...tags, range: 'full' } : tags,
  };
}
