import { framingOf, moveBetween } from '../readers/camera/framing.js';
import { targetAfter } from '../readers/camera/target.js';
import type { MoveWish, Said } from '../said.js';
import { hasPredicate } from '../text/clauses.js';
import { has, type Word } from '../text/words.js';

/** "Starts wide on the shelf and ends tight on the bottle": a move that is named by its ends. */
export class Framings {
  /** How close the framing is that the shot begins with. */
  #opening: number | undefined;

  /** Takes down the framing that these words begin with. */
  note(words: readonly Word[]): void {
    const opening = words.findIndex((word) => has(word, 'opening'));
    if (opening !== -1 && words.slice(0, opening).every((word) => !word.isVerb)) this.#opening = framingOf(words);
  }

  /** The move to the framing that these words end with; undefined where a move has been said already, or none is needed. */
  moveTo(words: readonly Word[], said: readonly Said[]): MoveWish | undefined {
    const closeness = framingOf(words);
    const isMoved = said.some(({ wish }) => wish.kind === 'move' && wish.move !== 'handheld');
    if (isMoved || closeness === undefined || this.#opening === undefined || hasPredicate(words)) return undefined;
    const move = moveBetween(this.#opening, closeness);
    const target = targetAfter(words, 0);
    if (move === undefined) return undefined;
    return { kind: 'move', move, sides: {}, amount: { factor: 1 }, ...(target === undefined ? {} : { target }) };
  }
}
