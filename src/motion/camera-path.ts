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

/** The whole still, straight on. */
export const WHOLE_STILL: CameraPose = { centreX: 0.5, centreY: 0.5, zoom: 1, rollRad: 0, yawRad: 0 };
