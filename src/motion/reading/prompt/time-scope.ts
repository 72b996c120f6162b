import { describeJoint, describeTime } from '../outcome/meanings.js';
import type { Clause } from '../text/clauses.js';
import type { TimeSaid } from '../text/times.js';
import { has } from '../text/words.js';
import { repeatsIn } from './repeats.js';
import type { Transcript } from './transcript.js';

const LENGTH_IS_SET = 'How long the clip is is a setting (--duration), not a direction.';
/** Lengths closer than this are the same. */
const SAME_SEC = 0.05;

/** The time that holds for what follows: of "In the last second, …" or of a heading "0–2 s: …". */
export class TimeScope {
  readonly #transcript: Transcript;
  readonly #durationSec: number;
  #scope: TimeSaid | undefined;
  #isHeading = false;

  constructor(transcript: Transcript, durationSec: number) {
    this.#transcript = transcript;
    this.#durationSec = durationSec;
  }

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

  /** Puts down the joint and the times of a clause; answers with what the times say together. */
  read({ words, joint, link, sentence }: Clause): TimeSaid | undefined {
    const times = words.filter((word) => word.time !== undefined);
    const repeats = repeatsIn(words).map(({ word }) => word);
    const corrections = words.filter((word) => has(word, 'correction'));
    this.#transcript.startClause([...times, ...repeats, ...corrections].sort((one, other) => one.start - other.start));
    for (const word of corrections) this.#transcript.put([word], 'negation', 'takes back what was said before');
    for (const word of joint) this.#transcript.put([word], 'timing', describeJoint(link));
    for (const word of times) {
      const clipSec = word.time?.clipSec ?? this.#durationSec;
      if (Math.abs(clipSec - this.#durationSec) > SAME_SEC) this.#transcript.leaveOut([word], LENGTH_IS_SET, sentence);
      else this.#transcript.put([word], 'timing', describeTime(word.time));
    }
    return times.reduce<TimeSaid | undefined>((sum, { time }) => ({ ...sum, ...time }), undefined);
  }

  /** A clause of nothing but time leads what follows, or trails what was said before it; answers whether it leads. */
  place(clause: Clause, time: TimeSaid, isOpening: boolean): boolean {
    const previous = this.#transcript.said.at(-1);
    const isRange = time.from !== undefined && time.to !== undefined && clause.isBracketed;
    const isTrailing = previous?.sentence === clause.sentence && !clause.isHeading && !isRange && !isOpening;
    if (isTrailing && clause.joint.length === 0) {
      if (previous.time === undefined) this.#transcript.change(previous.id, { time });
      return false;
    }
    // "Hold in the first second and in the last": once more.
    if (isTrailing && clause.link === 'list' && previous.time !== undefined) {
      this.#transcript.again(previous, { time });
      return false;
    }
    this.set(time, clause.isHeading || isRange);
    return true;
  }
}
