import type { PhraseReading } from '../../phrase.js';
import type { Reading, Said } from '../said.js';
import type { Word } from '../text/words.js';

/** What was read so far: wishes in the order in which they are to happen, and what each run of words was taken for. */
export class Transcript {
  #said: Said[] = [];
  readonly #readings: Reading[] = [];
  #nextId = 0;
  /** Words of the clause in hand that were put down first and part the runs around them. */
  #parting: readonly Word[] = [];

  get said(): readonly Said[] {
    return this.#said;
  }

  get readings(): readonly Reading[] {
    return this.#readings;
  }

  /** Begins a clause; `parting` are words in its midst (its times) that have readings of their own. */
  startClause(parting: readonly Word[]): void {
    this.#parting = parting;
  }

  /** Puts down what words were taken for: one reading for each run of them. */
  put(words: readonly Word[], reads: PhraseReading, meaning: string, said: readonly number[] = []): void {
    let run: Word[] = [];
    const close = (): void => {
      const [first, last] = [run[0], run.at(-1)];
      if (first !== undefined && last !== undefined) {
        this.#readings.push({ start: first.start, end: last.end, reads, meaning, said });
      }
      run = [];
    };
    for (const word of words) {
      const end = run.at(-1)?.end ?? word.start;
      if (this.#parting.some(({ start }) => start >= end && start < word.start)) close();
      run.push(word);
    }
    close();
  }

  /** Adds a wish that stands in these words; answers with its id. */
  add(words: readonly Word[], said: Omit<Said, 'id' | 'start' | 'end'>): number {
    const id = this.#nextId++;
    this.#said.push({ ...said, id, start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0 });
    return id;
  }

  /** Adds a wish once more, as the next step; it stands in the same words. Answers with its id. */
  again(one: Said, more: Partial<Pick<Said, 'time'>>): number {
    const id = this.#nextId++;
    this.#said.push({ ...one, ...more, id, isNext: true });
    return id;
  }

  /** Says more about a wish. */
  change(id: number, more: Partial<Pick<Said, 'wish' | 'easing' | 'time'>>): void {
    this.#said = this.#said.map((one) => (one.id === id ? { ...one, ...more } : one));
  }

  /** Ties a wish to the first reading of a kind that has none. */
  tie(id: number, reads: PhraseReading): void {
    const at = this.#readings.findIndex((reading) => reading.reads === reads);
    const reading = this.#readings[at];
    if (reading !== undefined) this.#readings[at] = { ...reading, said: [...reading.said, id] };
  }

  /** What was said before comes after what was said since `from`: it goes last, as the next step. */
  defer(from: number, to: number): void {
    const deferred = this.#said.slice(from, to).map((one, at) => (at === 0 ? { ...one, isNext: true } : one));
    this.#said = [...this.#said.slice(0, from), ...this.#said.slice(to), ...deferred];
  }

  /** Puts down words that ask for what is not made, and why it is not. */
  leaveOut(words: readonly Word[], reason: string, sentence: number): void {
    const wish = { kind: 'other', isSubject: false, reason } as const;
    const id = this.add(words, { wish, easing: undefined, time: undefined, isNext: false, sentence });
    this.put(words, 'not_rendered', '', [id]);
  }

  /** Cuts its last words, after `before`, out of a reading that does not answer for them, and puts them down as what is not made. */
  nameAgain(
    reading: Reading,
    before: Word | undefined,
    words: readonly Word[],
    reason: string,
    sentence: number,
  ): void {
    const at = this.#readings.indexOf(reading);
    const [first, last] = [words[0], words.at(-1)];
    if (at === -1 || first === undefined || last === undefined) return;
    const wish = { kind: 'other', isSubject: true, reason } as const;
    const id = this.add(words, { wish, easing: undefined, time: undefined, isNext: false, sentence });
    const named = { start: first.start, end: last.end, reads: 'not_rendered', meaning: '' } as const;
    const parts: readonly Reading[] =
      before === undefined
        ? [{ ...named, said: [...reading.said, id] }]
        : [
            { ...reading, end: before.end },
            { ...named, said: [id] },
          ];
    this.#readings.splice(at, 1, ...parts);
  }

  /** Takes a wish back; its words stay read. */
  drop(id: number): void {
    this.#said = this.#said.filter((one) => one.id !== id);
  }
}
