import { isNoun, kindOf, subjectBefore, type SubjectKind } from '../grammar/subjects.js';
import type { Sides } from '../grammar/sides.js';
import type { Context } from '../readers/reader.js';
import type { Wish } from '../said.js';
import type { Clause } from '../text/clauses.js';
import { has, type Word } from '../text/words.js';

/** Who did what last: what verbs without a subject and the words "it" and "they" go by. */
export class Memory {
  #subject: SubjectKind | undefined;
  #it: SubjectKind | undefined;
  #topic: SubjectKind | undefined;

  /** A new sentence: only the camera is still meant when nobody is named. */
  startSentence(): void {
    this.#topic = undefined;
    if (this.#subject !== 'camera') this.#subject = undefined;
  }

  /** A heading: "Camera: …", "Lighting: …". */
  setTopic(words: readonly Word[]): void {
    const kinds = words.map((word) => (has(word, 'travel') ? 'camera' : kindOf(word)));
    this.#topic = kinds.find((kind) => kind === 'camera' || kind === 'light' || kind === 'focus');
    this.#subject = this.#topic;
  }

  /** What a reader may know of what was said before. */
  contextOf(
    words: readonly Word[],
    clause: Clause,
    { isDirecting, isMoving, isHappening }: Pick<Context, 'isDirecting' | 'isMoving' | 'isHappening'>,
  ): Context {
    const isWith = clause.joint.some(({ word }) => word === 'with');
    return {
      subject: this.#subject,
      it: this.#it ?? this.#subject,
      topic: this.#topic,
      isListed: words.length <= 5 && (clause.isSetOff || clause.link === 'start' || isWith),
      isExcepted: clause.joint.some(
        ({ word }) => /^(except|apart|other|besides)/.test(word) || (word === 'but' && clause.link === 'together'),
      ),
      isMoving,
      isHappening,
      isAttached: !clause.isSetOff && clause.joint.some(({ word }) => /^(with|and|&)$/.test(word)),
      isNext: clause.link === 'next',
      isLast: clause.words.some(({ time }) => time?.order === 'end'),
      isDirecting,
    };
  }

  /** Takes down who did something; `wish` is what it was taken for. */
  remember(words: readonly Word[], wish: Wish | undefined): void {
    const nouns = words.filter((_, at) => isNoun(words, at));
    if (wish === undefined || wish.kind === 'other') {
      // "Starts close on the dial and pulls back", "the shot opens on the label and tilts up": who starts is the camera.
      const isOpening = wish === undefined && words.some((word) => has(word, 'opening', 'ending'));
      const isCamera = nouns.some((word) => kindOf(word) === 'camera');
      if (isOpening && !isCamera) return;
      // "The lady says hello": what follows the verb does nothing.
      const verb = words.findIndex((word) => word.isVerb && word.form === 's' && has(word, 'happens'));
      const kind = isOpening ? 'camera' : subjectBefore(words, verb > 0 ? verb : words.length)?.kind;
      if (kind !== undefined && kind !== 'it') this.#subject = kind;
      this.#it = this.#subject;
      return;
    }
    this.#subject = shimmering(words, wish) ?? doerOf(wish);
    // "The camera follows the light as it travels on".
    const last = nouns.findLast((word) => kindOf(word) !== 'camera');
    const isLight = this.#subject === 'camera' && last !== undefined && kindOf(last) === 'light';
    this.#it = isLight ? 'light' : this.#subject;
  }

  /** Where somebody who is not the camera went last, for a camera that follows. */
  walked: Sides | undefined;
}

/** "The tear catches the light and rolls down": the tear does. */
function shimmering(words: readonly Word[], { kind }: Wish): SubjectKind | undefined {
  const verb = words.findIndex((word) => word.isVerb && word.form === 's');
  if (kind !== 'light_sweep' || verb <= 0) return undefined;
  const subject = subjectBefore(words, verb)?.kind;
  return subject === 'thing' || subject === 'living' ? subject : undefined;
}

function doerOf({ kind }: Wish): SubjectKind {
  if (kind === 'move' || kind === 'hold') return 'camera';
  if (kind === 'turn') return 'thing';
  return kind === 'focus_pull' ? 'focus' : 'light';
}
