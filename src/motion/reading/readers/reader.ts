import type { SubjectKind } from '../grammar/subjects.js';
import type { Piece } from '../said.js';
import type { Word } from '../text/words.js';

/** What a reader may know beside the words: what was said before them. */
export interface Context {
  /** Who did something in the clause before, if the sentence still goes on; a verb without a subject goes on from there. */
  readonly subject: SubjectKind | undefined;
  /** What "it" means. */
  readonly it: SubjectKind | undefined;
  /** Of a heading: "Lighting: …". */
  readonly topic: SubjectKind | undefined;
  /** Whether the words stand alone between commas, as a list of wishes has them. */
  readonly isListed: boolean;
  /** Whether they are what goes on while nothing else does: "except a glint on the ring". */
  readonly isExcepted: boolean;
  /** Whether the words before them, in their sentence, were about something that happens in the picture. */
  readonly isHappening: boolean;
  /** Whether a "with" or an "and" ties them to the words before them, and no comma parts them. */
  readonly isAttached: boolean;
  /** Whether they are the next step. */
  readonly isNext: boolean;
  /** Whether they are said of the clip's end: "by the end …". */
  readonly isLast: boolean;
  /** Whether the camera moves by then, and these words stand beside that move and not after it. */
  readonly isMoving: boolean;
  /** Whether the prompt has asked for a move or an action in this sentence. */
  readonly isDirecting: boolean;
}

/** Takes from a clause what it understands; undefined: nothing. What it leaves at either side is read again. */
export type Reader = (words: readonly Word[], context: Context) => Piece | undefined;
