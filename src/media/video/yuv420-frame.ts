/**
 * One picture as three 8-bit planes without row padding: `y` is width×height, `u` and `v` a quarter of that. BT.709, limited
 * range; chroma sited left, as H.264 assumes where nothing else is said (ITU-T H.264, figure E-1, type 0).
 */
export interface Yuv420Frame {
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
}
