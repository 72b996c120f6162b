/**
 * What a piece of a prompt was taken for.
 *
 * - `camera`, `action`, `turn`: it asks for a move, an action, a turn of the subject.
 * - `timing`: it says when, how long, or in which order.
 * - `stillness`: it says what stays as it is, which it does anyway.
 * - `negation`: it says what must not happen.
 * - `style`: it describes the picture or its manner and asks for no change.
 * - `not_rendered`: it asks for a change that the built-in renderer cannot make; an adjustment says so.
 */
export type PhraseReading =
  'camera' | 'action' | 'turn' | 'timing' | 'stillness' | 'negation' | 'style' | 'not_rendered';

/** A piece of a prompt and how it was read. Phrases do not overlap; every letter and number of a prompt lies in one. */
export interface Phrase {
  /** Where it stands in the prompt, in UTF-16 units; `end` is after its last. */
  readonly start: number;
  readonly end: number;
  /** As it was written: `prompt.slice(start, end)`. */
  readonly text: string;
  readonly reads: PhraseReading;
  /** In a few words, for a person: "push-in, slight, from 0 to 2 s". */
  readonly meaning: string;
}
