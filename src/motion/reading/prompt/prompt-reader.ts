import type { PhraseReading } from '../../phrase.js';
import { easingOf } from '../grammar/manner.js';
import { sidesOf } from '../grammar/sides.js';
import { describeEasing, describeJoint, describeTime } from '../outcome/meanings.js';
import { NO_SOUND } from '../readers/read-scene.js';
import { readPiece } from '../readers/read-piece.js';
import type { Context } from '../readers/reader.js';
import type { MoveWish, Piece, PromptRead, Said, Wish } from '../said.js';
import { type Clause, hasPredicate } from '../text/clauses.js';
import type { TimeSaid } from '../text/times.js';
import { has, type Word } from '../text/words.js';
import type { Sense } from '../words/lexicon.js';
import {
  easingSaid,
  isBackOnly,
  isExtent,
  isMannerClause,
  isPurpose,
  isSettlingClause,
  isWayOnly,
} from './manner-clause.js';
import { Memory } from './memory.js';
import { anotherWay, isSameWish, refine, wayBack } from './refine.js';
import { TimeScope } from './time-scope.js';
import { Transcript } from './transcript.js';

/** Moves that can be forbidden. */
const FORBIDDEN: readonly Sense[] = [
  ...(['pan', 'zoom', 'tilt', 'push', 'orbit', 'arc', 'pull', 'crane', 'truck', 'roll', 'handheld'] as const),
];
const LENGTH_IS_SET = 'How long the clip is is a setting (--duration), not a direction.';
const NO_REPEAT = 'What is said once happens once; say each of them (“zoom in, then out, then in”).';
/** Lengths closer than this are the same. */
const SAME_SEC = 0.05;
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
  readonly #durationSec: number;
  readonly #transcript = new Transcript();
  readonly #memory = new Memory();
  readonly #times = new TimeScope();
  readonly #forbidden = new Set<string>();
  #sentence = -1;
  /** What a heading has made of the rest of its sentence: "Negative: …", "Audio: …". */
  #rest: 'negation' | 'sound' | undefined;
  /** Words that say how, before there is anything to say it of. */
  #pending: readonly Word[] = [];
  /** Whether what comes next follows what was said, though its own words do not say so. */
  #isNext = false;
  /** From where wishes wait for what comes after them: "before it settles, pan right". */
  #deferredFrom: number | undefined;

  /** `directing`: the sentences that ask for a move or an action, as far as that is known. */
  constructor(durationSec: number, directing: ReadonlySet<number>) {
    this.#durationSec = durationSec;
    this.#directing = directing;
  }

  /** Reads them all. */
  read(clauses: readonly Clause[]): PromptRead {
    for (const clause of clauses) this.#readClause(clause, clause === clauses.at(-1));
    this.#standIfForbidden();
    const { said, readings } = this.#transcript;
    return { said, readings, easing: easingOf(this.#pending), forbidsMoves: this.#forbidden.size > 0 };
  }

  #readClause(clause: Clause, isLast: boolean): void {
    const isOpening = clause.sentence !== this.#sentence;
    if (isOpening) this.#startSentence(clause);
    const time = this.#readTimes(clause);
    const spoken = clause.words.filter((word) => word.time === undefined && !has(word, 'repeat', 'correction'));
    this.#readCorrection(clause.words);
    const isEnding = has(spoken[0], 'ending') && spoken.length > 1;
    if (isEnding) this.#transcript.put(spoken.slice(0, 1), 'timing', 'last');
    const words = isEnding ? spoken.slice(1) : spoken;
    if (words.length === 0) {
      if (time !== undefined) this.#setTime(clause, time, isOpening);
      return;
    }
    if (clause.isHeading && !hasPredicate(words) && words.length <= HEADING_WORDS) {
      this.#readHeading(words, time);
      return;
    }
    if (this.#readRest(words, clause) || this.#readForbidden(words, clause) || this.#readReturn(words, clause, time))
      return;
    if (this.#readManner(words, clause, time, isLast)) return;
    const before = this.#transcript.said.length;
    const isNext = clause.link === 'next' || isEnding || this.#isNext;
    this.#readWords(words, { clause, time: time ?? this.#times.scope, isNext });
    const isMade = this.#transcript.said.length > before;
    if (isMade) {
      this.#isNext = false;
      if (time === undefined) this.#times.use();
    }
    this.#putInOrder(clause, isOpening, before, isMade);
  }

  #startSentence({ sentence }: Clause): void {
    this.#sentence = sentence;
    this.#rest = undefined;
    this.#memory.startSentence();
    this.#times.startSentence();
  }

  /** "Zoom in, no wait, zoom out": the last word counts. */
  #readCorrection(words: readonly Word[]): void {
    const last = this.#transcript.said.findLast(({ wish }) => wish.kind !== 'other');
    if (last !== undefined && words.some((word) => has(word, 'correction'))) this.#transcript.drop(last.id);
  }

  /** Puts down the joint and the times of a clause; answers with what the times say together. */
  #readTimes(clause: Clause): TimeSaid | undefined {
    const times = clause.words.filter((word) => word.time !== undefined);
    const repeats = clause.words.filter((word) => has(word, 'repeat'));
    const corrections = clause.words.filter((word) => has(word, 'correction'));
    this.#transcript.startClause([...times, ...repeats, ...corrections].sort((one, other) => one.start - other.start));
    for (const word of repeats) this.#leaveOut([word], NO_REPEAT);
    for (const word of corrections) this.#transcript.put([word], 'negation', 'takes back what was said before');
    for (const word of clause.joint) this.#transcript.put([word], 'timing', describeJoint(clause.link));
    for (const word of times) {
      const clipSec = word.time?.clipSec ?? this.#durationSec;
      if (Math.abs(clipSec - this.#durationSec) > SAME_SEC) this.#leaveOut([word], LENGTH_IS_SET);
      else this.#transcript.put([word], 'timing', describeTime(word.time));
    }
    return times.reduce<TimeSaid | undefined>((sum, { time }) => ({ ...sum, ...time }), undefined);
  }

  /** A clause of nothing but time leads what follows, or trails what was said before it. */
  #setTime(clause: Clause, time: TimeSaid, isOpening: boolean): void {
    const previous = this.#transcript.said.at(-1);
    const isRange = time.from !== undefined && time.to !== undefined && clause.isBracketed;
    const isTrailing = previous?.sentence === clause.sentence && !clause.isHeading && !isRange && !isOpening;
    if (isTrailing && clause.joint.length === 0) {
      if (previous.time === undefined) this.#transcript.change(previous.id, { time });
      return;
    }
    this.#times.set(time, clause.isHeading || isRange);
    if (clause.link === 'next') this.#isNext = true;
  }

  #readHeading(words: readonly Word[], time: TimeSaid | undefined): void {
    if (time !== undefined) this.#times.set(time, true);
    this.#memory.setTopic(words);
    if (words.some((word) => has(word, 'sound'))) {
      this.#rest = 'sound';
    }
    if (has(words[0], 'negation') || words.some(({ word }) => word === 'negative')) this.#rest = 'negation';
    this.#transcript.put(words, 'style', 'a heading');
  }

  /** What stands under a heading that has decided what it is. */
  #readRest(words: readonly Word[], clause: Clause): boolean {
    if (clause.isBracketed && this.#rest === 'sound') this.#rest = undefined;
    const isNone = words.some((word) => has(word, 'negation'));
    if (this.#rest === 'sound' && isNone) this.#transcript.put(words, 'negation', 'must not happen');
    else if (this.#rest === 'sound') this.#leaveOut(words, NO_SOUND);
    if (this.#rest === 'negation') this.#transcript.put(words, 'negation', 'must not happen');
    return this.#rest !== undefined;
  }

  /** "No cuts, zooms or shake": what a list forbids is forbidden to its "or". */
  #readForbidden(words: readonly Word[], clause: Clause): boolean {
    const last = this.#transcript.readings.findLast(({ reads }) => reads !== 'timing');
    const isListed =
      clause.link === 'list' && clause.isSetOff && clause.joint.length === 0 && clause.sentence === this.#forbiddenIn;
    if (last?.reads !== 'negation' || !isListed || !clause.isAlternative) return false;
    this.#forbid(words);
    this.#transcript.put(words, 'negation', 'must not happen');
    return true;
  }

  #forbid(words: readonly Word[]): void {
    this.#forbiddenIn = this.#sentence;
    for (const word of words) if (has(word, ...FORBIDDEN)) this.#forbidden.add(word.lemma);
  }

  /** The sentence in which something was forbidden last. */
  #forbiddenIn: number | undefined;

  /** "Zoom in, then out", "pan left and right", "and back again": something named once and made again another way. */
  #readReturn(words: readonly Word[], clause: Clause, time: TimeSaid | undefined): boolean {
    const { said } = this.#transcript;
    const isFocusBack = words[0]?.word === 'back' && /^(to|onto|on)$/.test(words[1]?.word ?? '');
    const isBack = isBackOnly(words) || (isFocusBack && said.at(-1)?.wish.kind === 'focus_pull');
    const last = said.findLast(({ wish }) => wish.kind === 'move' || (isBack && wish.kind === 'focus_pull'));
    const isAnd = clause.link === 'list' && clause.joint.length > 0 && !clause.isSetOff;
    const isStep = clause.link === 'next' || isAnd || time !== undefined;
    if (last === undefined || !isStep || (!isBack && !isWayOnly(words))) return false;
    const wish = isBack ? wayBack(last.wish) : last.wish.kind === 'move' ? anotherWay(last.wish, words) : undefined;
    if (wish === undefined) return false;
    const reads = wish.kind === 'move' ? 'camera' : 'action';
    this.#say(words, reads, [{ wish, easing: last.easing, time, isNext: true, sentence: clause.sentence }]);
    return true;
  }

  /** Words that only say how: of what was said before in this sentence, or else of what follows. */
  #readManner(words: readonly Word[], clause: Clause, time: TimeSaid | undefined, isLast: boolean): boolean {
    const isMoving = this.#transcript.said.some(({ wish }) => wish.kind === 'turn' || wish.kind === 'move');
    const context = this.#contextOf(words, clause);
    if (!isMannerClause(words, context) && !isSettlingClause(words, context, isMoving)) return false;
    const easing = easingSaid(words, clause);
    this.#transcript.put(words, 'timing', easing === undefined ? 'how it is done' : describeEasing(easing));
    const one = this.#mannerOf(clause, isLast || easing === 'settle');
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
    if (piece.reads === 'negation') this.#forbid(words);
    if (piece.reads === 'not_rendered' && clause.link === 'together') this.#pointFollower(words);
    const wishes = piece.wishes.flatMap((wish) => this.#unlessSaid(wish, words, clause, isNext));
    const said = wishes.map((wish, at) => ({
      wish: this.#pointed(wish),
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

  /** "Handheld, a bit of camera shake" is one wish; "push in with a vertigo effect" a push-in, and an effect that is not made. */
  #unlessSaid(wish: Wish, words: readonly Word[], { sentence }: Clause, isNext: boolean): readonly Wish[] {
    if (isNext || words.some(({ word }) => /^(another|second|again)$/.test(word))) return [wish];
    const before = this.#transcript.said.findLast((one) => one.sentence === sentence && isSameWish(one.wish, wish));
    // "Zoom in, hold, zoom in more" is two.
    const isParted =
      this.#transcript.said.findLast(({ wish: one }) => one.kind === 'move' || one.kind === 'hold')?.wish.kind ===
      'hold';
    if (before === undefined || isParted) return [wish];
    this.#transcript.change(before.id, refine(before, words, easingOf(words), undefined));
    if (wish.kind !== 'move' || wish.isEffect !== true || wish.shortfall === undefined) return [];
    return [{ kind: 'other', isSubject: false, reason: wish.shortfall }];
  }

  /** "She walks left; the camera follows". */
  #pointed(wish: Wish): Wish {
    if (wish.kind !== 'move' || wish.isFollowing !== true) return wish;
    return { ...wish, sides: { ...this.#memory.walked, ...wish.sides } };
  }

  /** "Follow her as she walks to the left". */
  #pointFollower(words: readonly Word[]): void {
    const last = this.#transcript.said.at(-1);
    if (last?.wish.kind !== 'move' || last.wish.isFollowing !== true) return;
    const wish: MoveWish = { ...last.wish, sides: { ...sidesOf(words), ...last.wish.sides } };
    this.#transcript.change(last.id, { wish });
  }

  /** Puts wishes in the order in which they are to happen, where it is not that of the words. */
  #putInOrder(clause: Clause, isOpening: boolean, before: number, isMade: boolean): void {
    const { said } = this.#transcript;
    if (clause.link === 'previous') {
      if (isOpening) this.#isNext = said.length > 0;
      else if (isMade) this.#putBefore(clause, before);
      // "And once inside, pan left".
      else if (clause.joint.some((word) => has(word, 'list'))) this.#isNext = true;
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

  /** "No zoom, no pan": whoever forbids two moves and asks for none wants a camera that stands. */
  #standIfForbidden(): void {
    const isAsked = ({ wish }: Said): boolean => wish.kind === 'move' || wish.kind === 'hold' || wish.kind === 'turn';
    if (this.#forbidden.size < 2 || this.#transcript.said.some(isAsked)) return;
    const wish = { kind: 'hold', isStep: false } as const;
    const id = this.#transcript.add([], { wish, easing: undefined, time: undefined, isNext: false, sentence: 0 });
    this.#transcript.tie(id, 'negation');
  }

  #leaveOut(words: readonly Word[], reason: string): void {
    const wish = { kind: 'other', isSubject: false, reason } as const;
    const id = this.#transcript.add(words, {
      wish,
      easing: undefined,
      time: undefined,
      isNext: false,
      sentence: this.#sentence,
    });
    this.#transcript.put(words, 'not_rendered', '', [id]);
  }

  #contextOf(words: readonly Word[], clause: Clause): Context {
    return this.#memory.contextOf(words, clause, this.#directing.has(clause.sentence));
  }
}
