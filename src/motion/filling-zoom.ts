/** Half the camera's horizontal angle of view: 20°, a lens of about 50 mm on full frame. */
export const HALF_VIEW_RAD = (20 * Math.PI) / 180;

/** The least zoom at which a picture turned about its middle, by any angle, still fills the frame. */
export function fillingRollZoom(rollRad: number, aspectRatio: number): number {
  const longSide = Math.max(aspectRatio, 1 / aspectRatio);
  return Math.abs(Math.cos(rollRad)) + longSide * Math.abs(Math.sin(rollRad));
}

/**
 * The least zoom at which a picture seen `yawRad` from the side still fills the frame: its far edge, which perspective
 * draws in, must reach the frame's corner. From the projection in {@link viewOf}.
 */
export function fillingArcZoom(yawRad: number): number {
  return (1 + Math.tan(HALF_VIEW_RAD) * Math.sin(Math.abs(yawRad))) / Math.cos(yawRad);
}
