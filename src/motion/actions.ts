import type { Timing } from './timing.js';

/** Which way something travels over the picture. */
export type Towards = 'left' | 'right' | 'up' | 'down';

/** What a focus pull leaves sharp. The still itself is `everything`: no more can be made sharp than is. */
export type InFocus = 'everything' | 'subject' | 'background' | 'nothing';

/** A change in the picture that is not the camera's. */
export type Action =
  /** A soft band of light goes over the picture once; `strength` is what it adds to linear light at its crest (0.5: half as much again). */
  | { readonly kind: 'light_sweep'; readonly towards: Towards; readonly strength: number }
  /**
   * The light becomes another, and stays so. `level` is the factor on linear light at the end (0.6 dims, 1.25 brightens), `warmth` goes
   * from −1 (cold) over 0 (as it is) to 1 (candle), `key` from 0 to 1: how far a clean studio key from the upper left takes over.
   */
  | { readonly kind: 'light_change'; readonly level: number; readonly warmth: number; readonly key: number }
  /** The focus goes from one to the other. Where `from` is not `everything` it first leaves the still, which is frame 0. */
  | { readonly kind: 'focus_pull'; readonly from: InFocus; readonly to: InFocus; readonly strength: number };

/** The kinds of action the renderer knows. */
export type ActionKind = Action['kind'];

/** An action and when it happens. Actions may overlap each other and the camera's moves. */
export interface TimedAction extends Timing {
  readonly action: Action;
}
