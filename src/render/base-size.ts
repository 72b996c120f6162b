import type { CameraPath } from '../motion/camera-path.js';
import type { Size } from './view.js';

/**
 * Samples of the base for each output pixel where the camera is closest. A little more than one, so that resampling the
 * base costs no detail that the output could show; little enough that the filter stays at eight taps up to a zoom of 1.3.
 */
const DETAIL = 1.02;

/**
 * The size at which the renderer wants the framed still: the full-resolution still reduced once, straight to what the path's closest
 * window can show. Never larger than the still: enlarging is left to the last step.
 */
export function baseSize(path: CameraPath, output: Size, still: Size): Size {
  const scale = Math.min(1, (output.widthPx * path.maxZoom * DETAIL) / still.widthPx);
  return {
    widthPx: Math.max(1, Math.round(still.widthPx * scale)),
    heightPx: Math.max(1, Math.round(still.heightPx * scale)),
  };
}
