import { NO_SOUND } from '../readers/read-scene.js';
import type { Clause } from '../text/clauses.js';
import { has, type Word } from '../text/words.js';
import type { Transcript } from './transcript.js';

/** What a heading has made of the rest of its sentence: "Negative: …", "Audio: …". */
export class Headings {
  readonly #transcript: Transcript;
  #rest: 'negation' | 'sound' | undefined;

  constructor(transcript: Transcript) {
    this.#transcript = transcript;
  }

  /** A new sentence. */
  startSentence(): void {
    this.#rest = undefined;
  }

  /** Takes down a heading. */
  open(words: readonly Word[]): void {
    if (words.some((word) => has(word, 'sound'))) this.#rest = 'sound';
    if (has(words[0], 'negation') || words.some(({ word }) => word === 'negative')) this.#rest = 'negation';
    this.#transcript.put(words, 'style', 'a heading');
  }

  /** Reads what stands under a heading that has decided what it is; answers whether one has. */
  read(words: readonly Word[], { isBracketed, sentence }: Clause): boolean {
    if (isBracketed && this.#rest === 'sound') this.#rest = undefined;
    const isNone = words.some((word) => has(word, 'negation'));
    if (this.#rest === 'negation' || (this.#rest === 'sound' && isNone))
      this.#transcript.put(words, 'negation', 'must not happen');
    else if (this.#rest === 'sound') this.#transcript.leaveOut(words, NO_SOUND, sentence);
    return this.#rest !== undefined;
  }
}
