import type { TimeSaid } from '../text/times.js';

/** The time that holds for what follows: of "In the last second, …" or of a heading "0–2 s: …". */
export class TimeScope {
  #scope: TimeSaid | undefined;
  #isHeading = false;

  /** What holds now. */
  get scope(): TimeSaid | undefined {
    return this.#scope;
  }

  /** Says when; a heading's time holds over the ends of sentences, to the next time that is said. */
  set(time: TimeSaid, isHeading: boolean): void {
    this.#scope = time;
    this.#isHeading = isHeading;
  }

  /** Something has been given the time that holds: "at the end" is said of one thing only. */
  use(): void {
    if (this.#scope?.order !== undefined) this.#scope = undefined;
  }

  /** A new sentence. */
  startSentence(): void {
    if (!this.#isHeading || this.#scope?.from === undefined || this.#scope.to === undefined) this.#scope = undefined;
  }
}
