/**
 * Where the camera stands at one moment, over a still seen as a flat picture. A zoom of 1 about the centre, without turn, is
 * the whole still.
 */
export interface CameraPose {
  /** Where the middle of the frame lies on the still, as a share of its width and height; 0.5 is the centre. */
  readonly centreX: number;
  readonly centreY: number;
  /** How much closer than the whole still; 1.1 shows 1/1.1 of its width. */
  readonly zoom: number;
  /** Turn of the picture in the frame, clockwise positive. */
  readonly rollRad: number;
  /** How far the camera has gone round the still's middle; the right side comes closer where positive. */
  readonly yawRad: number;
}

/** A camera move over a clip. */
export interface CameraPath {
  /**
   * The pose at a moment, 0 (first frame) to 1 (last frame). Continuous with its first and second derivative: nothing jerks.
   */
  poseAt(moment: number): CameraPose;
  /** The closest it gets, which decides how much of the still's detail is needed. */
  readonly maxZoom: number;
  /** Whether the frame stays parallel to the still's edges throughout (no roll, no yaw). */
  readonly isUpright: boolean;
}

/** The whole still, straight on. */
export const WHOLE_STILL: CameraPose = { centreX: 0.5, centreY: 0.5, zoom: 1, rollRad: 0, yawRad: 0 };
