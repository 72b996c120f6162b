/** A camera move with its figures. Directions are the camera's: a pan right shows more of the right. */
export type Move =
  | { readonly kind: 'static' }
  /** `zoom` above 1 is how much closer it ends; `focus` is the point (shares of width and height) that stays where it is. */
  | { readonly kind: 'push_in'; readonly zoom: number; readonly focusX: number; readonly focusY: number }
  /** A push-in reversed: it ends on the whole still. */
  | { readonly kind: 'pull_out'; readonly zoom: number; readonly focusX: number; readonly focusY: number }
  /** `zoom` is the push that makes room to travel in. */
  | { readonly kind: 'pan'; readonly direction: 'left' | 'right'; readonly zoom: number }
  | { readonly kind: 'tilt'; readonly direction: 'up' | 'down'; readonly zoom: number }
  /** Turn of the camera about its axis, clockwise positive, at most {@link MAX_ROLL_RAD}; the push that keeps the corners filled follows from it. */
  | { readonly kind: 'roll'; readonly rollRad: number }
  /**
   * `zoom` is the push whose room the unsteadiness uses; the same seed shakes the same way. `fadesOut`: it comes to rest on the whole
   * still by its end, as it must before a last still; absent, it lasts to the end of a clip.
   */
  | { readonly kind: 'handheld'; readonly zoom: number; readonly seed: number; readonly fadesOut?: boolean }
  /** A way round the still's middle, right positive; at most {@link MAX_ARC_RAD}. */
  | { readonly kind: 'arc'; readonly yawRad: number };

/** The kinds of move the renderer knows. */
export type MoveKind = Move['kind'];

/** A flat still seen further from the side than 8° looks like a card, not like a scene. */
export const MAX_ARC_RAD = (8 * Math.PI) / 180;
/** Rolled further than 15°, the zoom that keeps the corners filled takes the picture away. */
export const MAX_ROLL_RAD = (15 * Math.PI) / 180;
/** The closest that push-ins and pull-outs come when they are added up: a quarter of the width; no still has more to show. */
export const MAX_ADDED_ZOOM = 4;
