import type { Clause } from '../text/clauses.js';
import { has } from '../text/words.js';
import type { Transcript } from './transcript.js';

/** Puts wishes in the order in which they are to happen, where it is not that of the words. */
export class StepOrder {
  readonly #transcript: Transcript;
  /** Whether what comes next follows what was said, though its own words do not say so. */
  isNext = false;
  /** From where wishes wait for what comes after them: "before it settles, pan right". */
  #deferredFrom: number | undefined;

  constructor(transcript: Transcript) {
    this.#transcript = transcript;
  }

  /** After a clause was read: `before` wishes had been said, and `isMade` says whether it added any. */
  arrange(clause: Clause, isOpening: boolean, before: number, isMade: boolean): void {
    if (isMade) this.isNext = false;
    const { said } = this.#transcript;
    if (clause.link === 'previous') {
      if (isOpening) this.isNext = said.length > 0;
      else if (isMade) this.#putBefore(clause, before);
      // "And once inside, pan left".
      else if (clause.joint.some((word) => has(word, 'list'))) this.isNext = true;
    }
    if (!isMade) return;
    const isBefore = clause.joint.some(({ word }) => word === 'before' || word === 'prior to');
    if (isBefore && isOpening) this.#deferredFrom = before;
    else if (this.#deferredFrom !== undefined) {
      this.#transcript.defer(this.#deferredFrom, before);
      this.#deferredFrom = undefined;
    }
  }

  /** "Pan right once the light has warmed": what was said second happens first. */
  #putBefore({ sentence }: Clause, before: number): void {
    const { said } = this.#transcript;
    const start = said.findLastIndex((one, at) => at < before && one.sentence === sentence);
    if (start === -1) return;
    this.#transcript.defer(start, start + 1);
    // "The light warms once the camera stops": it stops anyway.
    const first = said.slice(before);
    if (first.every(({ wish }) => wish.kind === 'hold')) for (const { id } of first) this.#transcript.drop(id);
  }
}
