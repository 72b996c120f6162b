import type { PhraseReading } from '../../phrase.js';
import { goesOn } from '../account/chains.js';
import { nameUnread } from '../account/unread.js';
import { easingOf } from '../grammar/manner.js';
import { sidesOf } from '../grammar/sides.js';
import { describeEasing } from '../outcome/meanings.js';
import { readPiece } from '../readers/read-piece.js';
import type { Context } from '../readers/reader.js';
import type { Piece, PromptRead, Said } from '../said.js';
import { type Clause, hasPredicate } from '../text/clauses.js';
import type { TimeSaid } from '../text/times.js';
import { has, type Word } from '../text/words.js';
import { easingSaid, isExtent, isMannerClause, isPurpose, isSettlingClause } from './manner-clause.js';
import { following, pointFollower } from './followers.js';
import { Forbidden } from './forbidden.js';
import { Framings } from './framings.js';
import { Headings } from './headings.js';
import { Memory } from './memory.js';
import { madeAgain } from './made-again.js';
import { refine } from './refine.js';
import { makeRepeats, repeatsIn } from './repeats.js';
import { unlessSaid } from './said-before.js';
import { isDenied, joinSettings } from './settings.js';
import { StepOrder } from './step-order.js';
import { TimeScope } from './time-scope.js';
import { Transcript } from './transcript.js';

/** More words than this before a colon are no heading. */
const HEADING_WORDS = 4;

/** What a clause stands in, while its words are read. */
interface Setting {
  readonly clause: Clause;
  readonly time: TimeSaid | undefined;
  readonly isNext: boolean;
}

/** Reads a prompt's clauses one after the other; what was said before tells what a clause means. */
export class PromptReader {
  readonly #directing: ReadonlySet<number>;
  readonly #transcript = new Transcript();
  readonly #memory = new Memory();
  readonly #times: TimeScope;
  readonly #headings = new Headings(this.#transcript);
  readonly #framings = new Framings();
  readonly #forbidden = new Forbidden();
  readonly #order = new StepOrder(this.#transcript);
  #sentence = -1;
  /** Words that say how, before there is anything to say it of. */
  #pending: readonly Word[] = [];

  /** `directing`: the sentences that ask for a move or an action, as far as that is known. */
  constructor(durationSec: number, directing: ReadonlySet<number>) {
    this.#times = new TimeScope(this.#transcript, durationSec);
    this.#directing = directing;
  }

  /** Reads them all. */
  read(clauses: readonly Clause[]): PromptRead {
    const joined = joinSettings(clauses);
    joined.forEach((clause, at) => {
      this.#readClause(clause, joined[at + 1]);
      makeRepeats(this.#transcript, clause);
    });
    this.#forbidden.standIfMoves(this.#transcript);
    nameUnread(this.#transcript, clauses);
    const { said, readings } = this.#transcript;
    return { said, readings, easing: easingOf(this.#pending), forbidsMoves: this.#forbidden.hasMoves };
  }

  #readClause(clause: Clause, next: Clause | undefined): void {
    const isOpening = clause.sentence !== this.#sentence;
    if (isOpening) this.#startSentence(clause);
    if (isDenied(clause, next)) {
      this.#forbidden.deny(this.#transcript, clause);
      return;
    }
    const time = this.#times.read(clause);
    const repeats = repeatsIn(clause.words).map(({ word }) => word);
    const spoken = clause.words.filter(
      (word) => word.time === undefined && !has(word, 'correction') && !repeats.includes(word),
    );
    this.#readCorrection(clause.words);
    const isEnding = has(spoken[0], 'ending') && spoken.length > 1;
    if (isEnding) this.#transcript.put(spoken.slice(0, 1), 'timing', 'last');
    const words = isEnding ? spoken.slice(1) : spoken;
    if (words.length === 0) {
      const isLeading = time !== undefined && this.#times.place(clause, time, isOpening);
      if (isLeading && clause.link === 'next') this.#order.isNext = true;
      return;
    }
    if (clause.isHeading && !hasPredicate(words) && words.length <= HEADING_WORDS) {
      if (time !== undefined) this.#times.set(time, true);
      this.#memory.setTopic(words);
      this.#headings.open(words);
      return;
    }
    if (
      this.#headings.read(words, clause) ||
      this.#readForbidden(words, clause) ||
      this.#readReturn(words, clause, time)
    )
      return;
    if (this.#readFraming(words, clause, time, isEnding) || this.#readManner(words, clause, time, next)) return;
    const before = this.#transcript.said.length;
    const isNext = clause.link === 'next' || isEnding || this.#order.isNext;
    this.#readWords(words, { clause, time: time ?? this.#times.scope, isNext });
    const isMade = this.#transcript.said.length > before;
    if (isMade && time === undefined) this.#times.use();
    this.#order.arrange(clause, isOpening, before, isMade);
  }

  #startSentence({ sentence }: Clause): void {
    this.#sentence = sentence;
    this.#headings.startSentence();
    this.#memory.startSentence();
    this.#times.startSentence();
  }

  /** "Zoom in, no wait, zoom out": the last word counts. */
  #readCorrection(words: readonly Word[]): void {
    const last = this.#transcript.said.findLast(({ wish }) => wish.kind !== 'other');
    if (last !== undefined && words.some((word) => has(word, 'correction'))) this.#transcript.drop(last.id);
  }

  #readForbidden(words: readonly Word[], clause: Clause): boolean {
    if (!this.#forbidden.reaches(clause, this.#transcript.readings)) return false;
    this.#forbidden.forbid(words, this.#sentence);
    this.#transcript.put(words, 'negation', 'must not happen');
    return true;
  }

  /** "Zoom in, then out", "pan left and right", "and back again": something named once and made again another way. */
  #readReturn(words: readonly Word[], clause: Clause, time: TimeSaid | undefined): boolean {
    const again = madeAgain(words, clause, this.#transcript.said, time !== undefined);
    if (again === undefined) return false;
    const { wish, easing } = again;
    const reads = wish.kind === 'move' ? 'camera' : 'action';
    this.#say(words, reads, [{ wish, easing, time, isNext: true, sentence: clause.sentence }]);
    return true;
  }

  /** "Starts wide on the shelf and ends tight on the bottle". */
  #readFraming(words: readonly Word[], clause: Clause, time: TimeSaid | undefined, isEnding: boolean): boolean {
    this.#framings.note(words);
    const wish = isEnding ? this.#framings.moveTo(words, this.#transcript.said) : undefined;
    if (wish === undefined) return false;
    this.#say(words, 'camera', [{ wish, easing: easingOf(words), time, isNext: false, sentence: clause.sentence }]);
    this.#memory.remember(words, wish);
    return true;
  }

  /** Words that only say how: of what was said before in this sentence, or else of what follows. */
  #readManner(words: readonly Word[], clause: Clause, time: TimeSaid | undefined, next: Clause | undefined): boolean {
    const isBoth = next?.words[0]?.word === 'ease out';
    const isMoving = isBoth || this.#transcript.said.some(({ wish }) => wish.kind === 'turn' || wish.kind === 'move');
    const context = this.#contextOf(words, clause);
    if (!isMannerClause(words, context) && !isSettlingClause(words, context, isMoving)) return false;
    // "The sneaker bounces, squashes, lands": the end of what is not made is not made either.
    if (context.isHappening && goesOn(words, context.isAttached)) return false;
    // "Ease in, ease out", in a sentence of its own: the first half waits for the second.
    const before = this.#transcript.said.at(-1)?.easing ?? easingSaid(this.#pending, clause, undefined);
    const easing = easingSaid(words, clause, before);
    this.#transcript.put(words, 'timing', easing === undefined ? 'how it is done' : describeEasing(easing));
    const isWhole = next === undefined || easing === 'settle' || (easing === 'ease' && before === 'accelerate');
    const one = isBoth ? undefined : this.#mannerOf(clause, isWhole);
    if (one === undefined) this.#pending = [...this.#pending, ...words];
    else this.#transcript.change(one.id, refine(one, words, easing, time?.order === undefined ? time : undefined));
    return true;
  }

  /** What words of manner are about: what was said last in their sentence; what a thing does by itself only if nothing else was. */
  #mannerOf({ sentence }: Clause, isAnywhere: boolean): Said | undefined {
    const isSure = ({ wish }: Said): boolean => wish.kind !== 'other' && wish.kind !== 'hold';
    const here = this.#transcript.said.filter((one) => one.sentence === sentence);
    const near = here.findLast(isSure) ?? here.findLast(({ wish }) => wish.kind === 'other' && wish.isSubject);
    return near ?? (isAnywhere ? this.#transcript.said.findLast(isSure) : undefined);
  }

  /** Reads words for the first thing that a reader finds in them, and what is left at either side of it again. */
  #readWords(words: readonly Word[], setting: Setting): void {
    const isLikeness = /^as (if|though)$/.test(words[0]?.word ?? '');
    const isAside = isPurpose(words) || isLikeness || isExtent(words, setting.clause);
    const piece = isAside ? undefined : readPiece(words, this.#contextOf(words, setting.clause));
    if (piece === undefined) {
      this.#transcript.put(words, 'style', 'describes; asks for no change');
      this.#memory.remember(words, undefined);
      return;
    }
    const before = words.slice(0, piece.from);
    const after = words.slice(piece.to);
    const isBefore = before.length < words.length && hasPredicate(before);
    const isOnward = piece.reads === 'not_rendered' && has(after[0], 'inward', 'outward');
    const isAfter = after.length < words.length && (isOnward || hasPredicate(after));
    const own = words.slice(isBefore ? piece.from : 0, isAfter ? piece.to : words.length);
    if (isBefore) this.#readWords(before, setting);
    this.#take(own, piece, setting);
    if (isAfter) this.#readWords(after, { ...setting, isNext: false });
  }

  /** Takes down what a reader found. */
  #take(words: readonly Word[], piece: Piece, { clause, time, isNext }: Setting): void {
    if (piece.reads === 'negation') this.#forbidden.forbid(words, this.#sentence);
    if (piece.reads === 'not_rendered' && clause.link === 'together') pointFollower(this.#transcript, words);
    const wishes = piece.wishes.flatMap((wish) =>
      isNext ? [wish] : unlessSaid(this.#transcript, wish, words, clause.sentence),
    );
    const said = wishes.map((wish, at) => ({
      wish: following(wish, this.#memory.walked),
      easing: easingOf(words),
      time,
      isNext: isNext && at === 0,
      sentence: clause.sentence,
    }));
    this.#say(words, piece.reads, said, piece.meaning);
    if (piece.reads === 'not_rendered') this.#memory.walked = sidesOf(words);
    this.#memory.remember(words, piece.wishes[0]);
  }

  #say(
    words: readonly Word[],
    reads: PhraseReading,
    said: readonly Omit<Said, 'id' | 'start' | 'end'>[],
    meaning = '',
  ): void {
    const ids = said.map((one) => this.#transcript.add(words, one));
    const pending = this.#pending;
    if (ids.length > 0 && pending.length > 0) {
      this.#pending = [];
      const added = this.#transcript.said.filter(({ id }) => ids.includes(id));
      for (const one of added) this.#transcript.change(one.id, refine(one, pending, easingOf(pending), undefined));
    }
    this.#transcript.put(words, reads, meaning, ids);
  }

  #contextOf(words: readonly Word[], clause: Clause): Context {
    const { said } = this.#transcript;
    const isMoving = clause.link !== 'next' && said.some(({ wish }) => wish.kind === 'move');
    const last = said.at(-1);
    const isHappening = last?.wish.kind === 'other' && last.wish.isSubject && last.sentence === clause.sentence;
    return this.#memory.contextOf(words, clause, {
      isDirecting: this.#directing.has(clause.sentence),
      isMoving,
      isHappening,
    });
  }
}
