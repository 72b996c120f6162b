/**
 * The most pixels a still may have. It bounds memory and time: what a decoder that must hold the whole picture (WebP, AVIF,
 * progressive JPEG) takes for this many is near, or over, all that a media process is given.
 */
export const PIXELS_MAX = 100_000_000;
