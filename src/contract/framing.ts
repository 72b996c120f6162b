/** A size in whole pixels. */
export interface SizePx {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A rectangle of whole pixels; (0, 0) is the top left corner of what it lies in. */
export interface Rect extends SizePx {
  readonly leftPx: number;
  readonly topPx: number;
}

/** A colour in sRGB; each channel is a whole number, 0 to 255. */
export interface Rgb {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

/**
 * How a still is brought to the ratio of a raster.
 *
 * - `crop`: only `rect` of it is used, in display pixels: those a viewer shows, after the EXIF orientation.
 * - `blur_pad`: the whole still is shown, over a blurred and darkened copy of itself that fills the raster.
 */
export type Framing = { readonly kind: 'crop'; readonly rect: Rect } | { readonly kind: 'blur_pad' };
