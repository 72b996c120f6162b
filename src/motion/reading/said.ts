import type { InFocus } from '../actions.js';
import type { MoveKind } from '../moves.js';
import type { PhraseReading } from '../phrase.js';
import type { Easing } from '../timing.js';
import type { Amount } from './grammar/manner.js';
import type { Sides } from './grammar/sides.js';
import type { TimeSaid } from './text/times.js';

/** One way in which light can be asked to change. */
export type LightWord = 'warmer' | 'cooler' | 'brighter' | 'dimmer' | 'key';

/** A camera move that was asked for. */
export interface MoveWish {
  readonly kind: 'move';
  readonly move: Exclude<MoveKind, 'static'>;
  readonly sides: Sides;
  readonly amount: Amount;
  /** What the camera looks at or goes by; undefined where nothing is said. */
  readonly target?: string;
  /** Why what is made is less than what was said. */
  readonly shortfall?: string;
  /** Whether the shortfall is of something beside a plain move ("a vertigo effect"). */
  readonly isEffect?: true;
  /** Whether it goes where somebody else goes. */
  readonly isFollowing?: true;
}

/** Something that a prompt asks for, before it is known when it happens and whether it can. */
export type Wish =
  | MoveWish
  /** The camera stands; `isStep`: as one step of several ("then holds"), not as the manner of the whole shot. */
  | { readonly kind: 'hold'; readonly isStep: boolean }
  | { readonly kind: 'light_sweep'; readonly sides: Sides; readonly amount: Amount }
  | {
      readonly kind: 'light_change';
      readonly change: readonly LightWord[];
      readonly amount: Amount;
      readonly isToBlack?: true;
    }
  | { readonly kind: 'focus_pull'; readonly from?: InFocus; readonly to: InFocus; readonly amount: Amount }
  /** What is in the picture turns. */
  | { readonly kind: 'turn'; readonly sides: Sides; readonly amount: Amount }
  /**
   * What the renderer does not do. `isSubject`: it is about what is in the picture, so that a last still can show it;
   * `isTransformation`: it says only that one still becomes the other.
   */
  | { readonly kind: 'other'; readonly isSubject: boolean; readonly reason: string; readonly isTransformation?: true };

/** What words were taken for. */
export interface Piece {
  /** Of the words given: the first, and after the last. */
  readonly from: number;
  readonly to: number;
  readonly reads: PhraseReading;
  /** In a few words; empty where the wishes say it. */
  readonly meaning: string;
  readonly wishes: readonly Wish[];
}

/** A wish with the words it stands in and what is said of its time. */
export interface Said {
  /** By which a reading names it; no order is meant. */
  readonly id: number;
  readonly wish: Wish;
  /** Where the words stand in the prompt. */
  readonly start: number;
  readonly end: number;
  /** Undefined: as is usual. */
  readonly easing: Easing | undefined;
  readonly time: TimeSaid | undefined;
  /** Whether it comes after what was said before it, and not beside it. */
  readonly isNext: boolean;
  readonly sentence: number;
}

/** A run of words and what it was taken for. */
export interface Reading {
  readonly start: number;
  readonly end: number;
  readonly reads: PhraseReading;
  /** Of what is not a wish; a wish's meaning follows from what becomes of it. */
  readonly meaning: string;
  /** The wishes that stand in it. */
  readonly said: readonly number[];
}

/** Everything a prompt says. */
export interface PromptRead {
  /** In the order in which it is to happen. */
  readonly said: readonly Said[];
  readonly readings: readonly Reading[];
  /** How all of it is done, where that was said of nothing in particular. */
  readonly easing: Easing | undefined;
  /** Whether it forbids a camera move. */
  readonly forbidsMoves: boolean;
}
