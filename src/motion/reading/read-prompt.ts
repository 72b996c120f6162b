import type { PhraseReading } from '../phrase.js';
import type { Easing } from '../timing.js';
import { type Clause, cutClauses, hasPredicate } from './clauses.js';
import { amountOf, easingOf, isSettling } from './manner.js';
import { readMeasures } from './measures.js';
import { movesOf } from './readers/camera-moves.js';
import { isCameraMove } from './readers/camera-use.js';
import { readCamera } from './readers/read-camera.js';
import { readFocus } from './readers/read-focus.js';
import { readLightChange } from './readers/read-light-change.js';
import { readLightSweep } from './readers/read-light-sweep.js';
import { readNegation } from './readers/read-negation.js';
import { NO_SOUND, readEffect, readHappening, readSound } from './readers/read-scene.js';
import { readHandheld, readStanding } from './readers/read-standing.js';
import { readStillness } from './readers/read-stillness.js';
import { readTurn } from './readers/read-turn.js';
import type { Context, Reader } from './readers/reader.js';
import type { Piece, Said, Wish } from './said.js';
import { type Sides, sidesOf } from './sides.js';
import { isNoun, kindOf, MANNER, subjectBefore, type SubjectKind } from './subjects.js';
import { readTimes, type TimeSaid } from './times.js';
import { has, readWords, type Word } from './words.js';
import type { Sense } from './words/lexicon.js';

/** A run of words and what it was taken for. */
export interface Reading {
  readonly start: number;
  readonly end: number;
  readonly reads: PhraseReading;
  /** Of what is not a wish; a wish's meaning follows from what becomes of it. */
  readonly meaning: string;
  /** Which wishes of the prompt stand in it, by their place in {@link PromptRead.said}. */
  readonly said: readonly number[];
}

/** Everything a prompt says. */
export interface PromptRead {
  /** How all of it is done, where that was said of nothing in particular. */
  readonly easing: Easing | undefined;
  /** Whether it forbids a camera move. */
  readonly forbidsMoves: boolean;
  readonly said: readonly Said[];
  readonly readings: readonly Reading[];
}

const LENGTH_IS_SET = 'How long the clip is is a setting (--duration), not a direction.';
/** Lengths closer than this are the same. */
const SAME_SEC = 0.05;

/** Names of what has readers of its own. */
const NAMED: readonly Sense[] = [
  ...([
    'pan',
    'zoom',
    'tilt',
    'push',
    'orbit',
    'arc',
    'pull',
    'sweep',
    'light',
    'daytime',
    'glint',
    'rack',
    'focus',
    'spin',
  ] as const),
  ...(['handheld', 'warm', 'cool', 'bright', 'dim', 'key', 'crane', 'retreat', 'inward', 'outward'] as const),
];

/** Moves that can be forbidden. */
const FORBIDDEN: readonly Sense[] = [
  'pan',
  'zoom',
  'tilt',
  'push',
  'orbit',
  'arc',
  'pull',
  'crane',
  'truck',
  'roll',
  'handheld',
];

/** In this order: what is narrow and certain before what is wide. */
const READERS: readonly Reader[] = [
  readNegation,
  readEffect,
  readFocus,
  readLightSweep,
  readLightChange,
  readHandheld,
  readStanding,
  readCamera,
  readTurn,
  readSound,
  readStillness,
  readHappening,
];

/** Reads a prompt for all it wishes, in the order of its words. `durationSec` turns its seconds into shares. */
export function readPrompt(prompt: string, durationSec: number): PromptRead {
  const words = readMeasures(prompt, readTimes(prompt, readWords(prompt), durationSec));
  const clauses = cutClauses(words);
  const first = new Fold(clauses, new Set(), durationSec).read();
  const directing = new Set(first.said.filter(({ wish }) => wish.kind !== 'other').map(({ sentence }) => sentence));
  // Only a light that stands in a list of wishes needs to know whether it does.
  const hasLight = words.some((word) => has(word, 'light', 'key'));
  return hasLight && directing.size > 0 ? new Fold(clauses, directing, durationSec).read() : first;
}

/** What was said so far; it reads one clause after the other. */
class Fold {
  readonly #clauses: readonly Clause[];
  readonly #directing: ReadonlySet<number>;
  readonly #durationSec: number;
  readonly #said: Said[] = [];
  readonly #readings: Reading[] = [];
  #subject: SubjectKind | undefined;
  #it: SubjectKind | undefined;
  #topic: SubjectKind | undefined;
  #isNegated = false;
  #sentence = 0;
  /** Of a clause that only says when: it holds for what follows. */
  #scope: TimeSaid | undefined;
  /** Of a clause that only says how, before there is anything to say it of. */
  #pending: readonly Word[] = [];
  #isNextPending = false;

  constructor(clauses: readonly Clause[], directing: ReadonlySet<number>, durationSec: number) {
    this.#durationSec = durationSec;
    this.#clauses = clauses;
    this.#directing = directing;
  }

  read(): PromptRead {
    this.#clauses.forEach((clause, at) => this.#readClause(clause, at));
    this.#standIfForbidden();
    return {
      said: this.#said,
      readings: this.#readings,
      forbidsMoves: this.#forbidden.size > 0,
      easing: easingOf(this.#pending),
    };
  }

  /** "No zoom, no pan": whoever forbids two moves and asks for none wants a camera that stands. */
  #standIfForbidden(): void {
    const isMoving = this.#said.some(
      ({ wish }) => wish.kind === 'move' || wish.kind === 'hold' || wish.kind === 'turn',
    );
    if (isMoving || this.#forbidden.size < 2) return;
    const at = this.#readings.findIndex(({ reads }) => reads === 'negation');
    const reading = this.#readings[at];
    if (reading === undefined) return;
    const { start, end } = reading;
    this.#readings[at] = { ...reading, said: [this.#said.length] };
    this.#said.push({
      wish: { kind: 'hold', isStep: false },
      start,
      end,
      easing: undefined,
      time: undefined,
      isNext: false,
      sentence: 0,
    });
  }

  readonly #forbidden = new Set<string>();

  #readClause(clause: Clause, at: number): void {
    if (clause.sentence !== this.#sentence) this.#startSentence(clause);
    this.#times = [];
    for (const word of clause.joint) this.#put([word], 'timing', jointMeaning(clause));
    const times = clause.words.filter((word) => word.time !== undefined);
    this.#times = times;
    for (const word of times) if (this.#isOtherLength(word)) this.#leaveOut([word], LENGTH_IS_SET);
    for (const word of times) if (!this.#isOtherLength(word)) this.#put([word], 'timing', timeMeaning(word.time));
    const spoken = clause.words.filter((word) => word.time === undefined);
    const isEnding = has(spoken[0], 'ending') && spoken.length > 1;
    const words = isEnding ? spoken.slice(1) : spoken;
    const time = times.reduce<TimeSaid | undefined>((sum, word) => ({ ...sum, ...word.time }), undefined);
    if (isEnding) this.#put(spoken.slice(0, 1), 'timing', 'last');
    const link = clause.link;
    if (words.length === 0) {
      if (time !== undefined) this.#setTime(clause, time, at);
      return;
    }
    if (clause.isHeading && !hasPredicate(words) && words.length <= 4) {
      this.#setTopic(words);
      if (time !== undefined) this.#scope = time;
      return;
    }
    if (this.#isSound && clause.isBracketed) this.#isSound = false;
    if (this.#isSound) {
      this.#leaveOut(words, NO_SOUND);
      return;
    }
    if (this.#isNegated) {
      this.#put(words, 'negation', 'must not happen');
      return;
    }
    if (this.#readReturn(words, clause, time) || this.#readManner(words, clause, time)) return;
    const isNext = link === 'next' || isEnding || this.#isNextPending;
    const before = this.#said.length;
    this.#readWords(words, clause, at, time ?? this.#scope, isNext);
    const isMade = this.#said.length > before;
    if (isMade) this.#isNextPending = false;
    if (isMade && time === undefined && this.#scope?.order !== undefined) this.#scope = undefined;
    if (link === 'previous') this.#reorder(clause, before, isMade);
    if (isMade && clause.joint.some(({ word }) => word === 'before' || word === 'prior to') && this.#opens(clause, at))
      this.#delayed = before;
    else if (isMade && this.#delayed !== undefined) this.#swap(this.#delayed, before);
  }

  #delayed: number | undefined;

  /** "Before it settles, pan right": what was said first happens second. */
  #swap(delayed: number, from: number): void {
    const later = this.#said.splice(delayed, from - delayed);
    const count = this.#said.length - delayed;
    this.#said.push(...later.map((one) => ({ ...one, isNext: true })));
    this.#renumber((index) => (index < delayed ? index : index < from ? index + count : index - later.length));
    this.#delayed = undefined;
  }

  /** "Pan right once the light has warmed": what was said second happens first. */
  #reorder(clause: Clause, before: number, isMade: boolean): void {
    const at = this.#clauses.indexOf(clause);
    if (this.#opens(clause, at)) {
      this.#isNextPending = isMade || this.#said.length > 0;
      return;
    }
    const first = this.#said.slice(before);
    const isHold = first.every(({ wish }) => wish.kind === 'hold');
    const start = this.#said.findLastIndex(({ sentence }, index) => index < before && sentence === clause.sentence);
    if (!isMade || start === -1) return;
    const [moved] = this.#said.splice(start, 1);
    if (moved === undefined) return;
    // "The light warms once the camera stops": it stops anyway.
    if (isHold) this.#said.splice(start, first.length);
    this.#said.push({ ...moved, isNext: true });
    this.#renumber((index) =>
      index < start ? index : index === start ? this.#said.length - 1 : isHold ? -1 : index - 1,
    );
  }

  #renumber(to: (index: number) => number): void {
    this.#readings.forEach((reading, at) => {
      if (reading.said.length > 0)
        this.#readings[at] = { ...reading, said: reading.said.map(to).filter((index) => index >= 0) };
    });
  }

  #opens(clause: Clause, at: number): boolean {
    return this.#clauses[at - 1]?.sentence !== clause.sentence;
  }

  #startSentence(clause: Clause): void {
    this.#sentence = clause.sentence;
    this.#topic = undefined;
    this.#isNegated = false;
    this.#isSound = false;
    if (this.#scope?.to === undefined || this.#scope.from === undefined || !this.#isCoded) this.#scope = undefined;
    if (this.#subject !== 'camera') this.#subject = undefined;
  }

  /** Whether the time that holds is a heading of its own ("0–2 s:"), which reaches to the next. */
  #isCoded = false;

  #setTime(clause: Clause, time: TimeSaid, at: number): void {
    const last = this.#said.length - 1;
    const previous = this.#said[last];
    const isRange = time.from !== undefined && time.to !== undefined && clause.isBracketed;
    const leads =
      clause.isHeading ||
      isRange ||
      this.#opens(clause, at) ||
      clause.joint.length > 0 ||
      previous?.sentence !== clause.sentence;
    if (leads) {
      this.#scope = time;
      this.#isCoded = clause.isHeading || isRange;
      if (clause.link === 'next') this.#isNextPending = true;
    } else if (previous.time === undefined) this.#said[last] = { ...previous, time };
  }

  /** Whether a prompt takes the clip to be longer or shorter than it is. */
  #isOtherLength({ time }: Word): boolean {
    return time?.clipSec !== undefined && Math.abs(time.clipSec - this.#durationSec) > SAME_SEC;
  }

  /** Whether a heading ("Audio:") has made all that follows in its sentence a matter of sound. */
  #isSound = false;

  #leaveOut(words: readonly Word[], reason: string): void {
    const [start, end] = [words[0]?.start ?? 0, words.at(-1)?.end ?? 0];
    this.#put(words, 'not_rendered', '', [this.#said.length]);
    const wish = { kind: 'other', isSubject: false, reason } as const;
    this.#said.push({ wish, start, end, easing: undefined, time: undefined, isNext: false, sentence: this.#sentence });
  }

  #setTopic(words: readonly Word[]): void {
    if (words.some((word) => has(word, 'negation') || word.word === 'negative')) this.#isNegated = true;
    const kinds = words.map((word) => (has(word, 'travel') ? 'camera' : kindOf(word)));
    this.#topic = kinds.find((kind) => kind === 'camera' || kind === 'light' || kind === 'focus');
    this.#subject = this.#topic;
    if (words.some((word) => has(word, 'sound'))) {
      this.#isSound = true;
      this.#leaveOut(words, NO_SOUND);
    } else this.#put(words, 'style', 'a heading');
  }

  /** "Zoom in, then out", "pan left and right": a move named once and made again another way. */
  #readReturn(words: readonly Word[], clause: Clause, time: TimeSaid | undefined): boolean {
    const before = this.#said.findLastIndex(({ wish }) => wish.kind === 'move');
    const last = this.#said[before];
    const isAnd = clause.link === 'list' && clause.joint.length > 0 && !clause.isSetOff;
    if (last?.wish.kind !== 'move' || (clause.link !== 'next' && !isAnd && time === undefined) || !isWays(words))
      return false;
    const sides = sidesOf(words);
    const isIn = words.some((word) => has(word, 'inward') || word.word === 'in');
    const move = sides.x !== undefined ? 'pan' : sides.y !== undefined ? 'tilt' : isIn ? 'push_in' : 'pull_out';
    const kept = last.wish.move === 'arc' || last.wish.move === 'roll' ? last.wish.move : move;
    const { shortfall } = last.wish;
    const wish: Wish = {
      kind: 'move',
      move: kept,
      sides,
      amount: last.wish.amount,
      ...(shortfall === undefined ? {} : { shortfall }),
    };
    const [start, end] = [words[0]?.start ?? 0, words.at(-1)?.end ?? 0];
    this.#put(words, 'camera', '', [this.#said.length]);
    this.#said.push({ ...last, wish, start, end, time, isNext: true, sentence: clause.sentence });
    return true;
  }

  /** Words that only say how: of what was said before in this sentence, or else of what follows. */
  #readManner(words: readonly Word[], clause: Clause, time: TimeSaid | undefined): boolean {
    const easing = easingOf(words) ?? (clause.link === 'next' ? laterEasing(words) : undefined);
    const context = this.#contextOf(words, clause);
    const isMove = words.some((_, index) => isCameraMove(words, index, context) && movesOf(words, index).length > 0);
    if ((isMove || !isManner(words)) && !this.#isSettling(words, easing)) return false;
    this.#put(words, 'timing', easing === undefined ? 'how it is done' : easingMeaning(easing));
    const any = this.#modified(clause, easing);
    if (any === -1) this.#pending = [...this.#pending, ...words];
    else this.#modify(any, words, time?.order === undefined ? time : undefined, easing);
    return true;
  }

  /** What words of manner are about: what was said last in their sentence, things that move by themselves only if nothing else was. */
  #modified(clause: Clause, easing: Easing | undefined): number {
    const isLate = easing === 'settle' || this.#clauses.at(-1) === clause;
    const isOwn = ({ sentence }: Said): boolean => isLate || sentence === clause.sentence;
    const isSure = ({ wish }: Said): boolean => wish.kind !== 'other' && wish.kind !== 'hold';
    const near = this.#said.findLastIndex((one) => one.sentence === clause.sentence && isSure(one));
    const other = this.#said.findLastIndex(
      (one) => one.sentence === clause.sentence && one.wish.kind === 'other' && one.wish.isSubject,
    );
    if (near !== -1) return near;
    return other !== -1 ? other : this.#said.findLastIndex((one) => isOwn(one) && isSure(one));
  }

  /** "And settles", "the camera comes to rest on the label": how what was said before ends, or goes on. */
  #isSettling(words: readonly Word[], easing: Easing | undefined): boolean {
    const at = words.findIndex((word, index) => isSettling(words, index) || has(word, 'speedup'));
    if (easing === undefined || at === -1 || words.some((word) => has(word, ...NAMED))) return false;
    const verb = words.findIndex((word) => word.isVerb);
    const subject = subjectBefore(words, verb === -1 ? at : verb);
    if (words.slice(0, at).some((word) => has(word, 'happens') && !has(word, 'travel', 'become', 'falling', 'roll')))
      return false;
    if (subject === undefined) return this.#subject !== 'living';
    if (subject.kind === 'camera' || subject.kind === 'it') return true;
    return (
      subject.kind === 'thing' &&
      !has(subject.head, 'event', 'partSpinning') &&
      this.#said.some(({ wish }) => wish.kind === 'turn' || wish.kind === 'move')
    );
  }

  #modify(at: number, words: readonly Word[], time: TimeSaid | undefined, said = easingOf(words)): void {
    const one = this.#said[at];
    if (one === undefined) return;
    const { wish } = one;
    const easing = said ?? one.easing;
    const amount = amountOf(words);
    const sized =
      'amount' in wish
        ? {
            ...wish,
            amount: {
              factor: amount.factor === 1 ? wish.amount.factor : amount.factor,
              ...(amount.measure === undefined ? wish.amount : { measure: amount.measure }),
            },
          }
        : wish;
    const full =
      'amount' in sized && amount.measure === undefined && wish.kind !== 'other' && 'amount' in wish
        ? { ...sized, amount: { ...wish.amount, factor: amount.factor === 1 ? wish.amount.factor : amount.factor } }
        : sized;
    const pointed = 'sides' in full ? { ...full, sides: { ...sidesOf(words), ...full.sides } } : full;
    this.#said[at] = { ...one, wish: pointed, easing, time: one.time ?? time };
  }

  #readWords(words: readonly Word[], clause: Clause, at: number, time: TimeSaid | undefined, isNext: boolean): void {
    const piece = isPurpose(words) ? undefined : firstPiece(words, this.#contextOf(words, clause));
    if (piece === undefined) {
      this.#put(words, 'style', 'describes; asks for no change');
      this.#remember(words, undefined);
      return;
    }
    const before = words.slice(0, piece.from);
    const after = words.slice(piece.to);
    const isBefore = hasPredicate(before) && before.length < words.length;
    const isAfter = hasPredicate(after) && after.length < words.length;
    const own = words.slice(isBefore ? piece.from : 0, isAfter ? piece.to : words.length);
    if (isBefore) this.#readWords(before, clause, at, time, isNext);
    if (piece.reads === 'negation')
      for (const word of own) if (has(word, ...FORBIDDEN)) this.#forbidden.add(word.lemma);
    this.#wish(own, piece, clause, time, isNext);
    if (piece.reads === 'not_rendered') this.#walked = sidesOf(own);
    this.#remember(own, piece);
    if (isAfter) this.#readWords(after, clause, at, time, false);
  }

  #contextOf(words: readonly Word[], clause: Clause): Context {
    return {
      subject: this.#subject,
      it: this.#it ?? this.#subject,
      topic: this.#topic,
      isListed:
        words.length <= 5 &&
        (clause.isSetOff || clause.link === 'start' || clause.joint.some(({ word }) => word === 'with')),
      isExcepted: clause.joint.some(({ word }) => /^(except|apart|other|besides)/.test(word)),
      isDirecting: this.#directing.has(clause.sentence),
    };
  }

  #wish(words: readonly Word[], piece: Piece, clause: Clause, time: TimeSaid | undefined, isNext: boolean): void {
    const first = this.#said.length;
    const [start, end] = [words[0]?.start ?? 0, words.at(-1)?.end ?? 0];
    const wishes = piece.wishes.flatMap((wish) => this.#unlessSaid(wish, words, clause, isNext));
    if (clause.link === 'together' && piece.reads === 'not_rendered') this.#pointFollower(words);
    const walked = this.#said.at(-1)?.wish.kind === 'other' ? this.#walked : undefined;
    wishes.forEach((plain, index) => {
      // "She walks left; the camera follows".
      const wish =
        plain.kind === 'move' && plain.isFollowing === true && walked !== undefined
          ? { ...plain, sides: { ...walked, ...plain.sides } }
          : plain;
      this.#said.push({
        wish,
        start,
        end,
        easing: easingOf(words),
        time,
        isNext: isNext && index === 0,
        sentence: clause.sentence,
      });
    });
    if (wishes.length > 0 && this.#pending.length > 0) {
      wishes.forEach((_, index) => this.#modify(first + index, this.#pending, undefined));
      this.#pending = [];
    }
    this.#put(
      words,
      piece.reads,
      piece.meaning,
      wishes.map((_, index) => first + index),
    );
  }

  /** "Handheld, a bit of camera shake" is one wish, and "push in with a vertigo effect" a push-in that falls short of something. */
  #unlessSaid(wish: Wish, words: readonly Word[], clause: Clause, isNext: boolean): readonly Wish[] {
    if (wish.kind !== 'move' || isNext) return [wish];
    const before = this.#said.findLastIndex(
      (one) =>
        one.wish.kind === 'move' &&
        one.wish.move === wish.move &&
        one.sentence === clause.sentence &&
        isOneWay(one.wish.sides, wish.sides),
    );
    if (before === -1) return [wish];
    this.#modify(before, words, undefined);
    return wish.isEffect === true && wish.shortfall !== undefined
      ? [{ kind: 'other', isSubject: false, reason: wish.shortfall }]
      : [];
  }

  /** "Follow her as she walks to the left": where she goes, the camera goes. */
  #pointFollower(words: readonly Word[]): void {
    const last = this.#said.length - 1;
    const one = this.#said[last];
    if (one?.wish.kind !== 'move' || one.wish.isFollowing !== true) return;
    this.#said[last] = { ...one, wish: { ...one.wish, sides: { ...sidesOf(words), ...one.wish.sides } } };
  }

  /** Where somebody who is not the camera went last. */
  #walked: Sides | undefined;

  /** Who did it, for the verbs and the "it" that follow. */
  #remember(words: readonly Word[], piece: Piece | undefined): void {
    const wish = piece?.wishes[0];
    const nouns = words.filter((_, index) => isNoun(words, index));
    const last = nouns.findLast((word) => kindOf(word) !== 'camera');
    // "Starts close on the dial and pulls back": who starts is the camera.
    if (
      wish === undefined &&
      words.some((word) => has(word, 'opening', 'ending')) &&
      !nouns.some((word) => kindOf(word) === 'camera')
    )
      return;
    if (wish === undefined || wish.kind === 'other') {
      const [noun] = nouns;
      if (noun !== undefined) this.#subject = kindOf(noun) === 'it' ? this.#subject : kindOf(noun);
      this.#it = this.#subject;
      return;
    }
    this.#subject =
      wish.kind === 'move' || wish.kind === 'hold'
        ? 'camera'
        : wish.kind === 'turn'
          ? 'thing'
          : wish.kind === 'focus_pull'
            ? 'focus'
            : 'light';
    this.#it = this.#subject === 'camera' && last !== undefined && kindOf(last) === 'light' ? 'light' : this.#subject;
  }

  /** Puts down what words were taken for; a time among them was put down before, and parts them. */
  #put(words: readonly Word[], reads: PhraseReading, meaning: string, said: readonly number[] = []): void {
    let run: Word[] = [];
    const flush = (): void => {
      const [first, last] = [run[0], run.at(-1)];
      if (first !== undefined && last !== undefined)
        this.#readings.push({ start: first.start, end: last.end, reads, meaning, said });
      run = [];
    };
    for (const word of words) {
      const end = run.at(-1)?.end ?? word.start;
      if (this.#times.some(({ start }) => start >= end && start < word.start)) flush();
      run.push(word);
    }
    flush();
  }

  /** The expressions of time in the clause that is being read. */
  #times: readonly Word[] = [];
}

/** Nothing but where to, and it is not where the move before goes. */
function isWays(words: readonly Word[]): boolean {
  const isWay = (word: Word): boolean =>
    has(word, 'left', 'right', 'up', 'down', 'inward', 'outward') || word.word === 'in';
  const isSmall = (word: Word): boolean =>
    has(word, 'filler', 'determiner', 'slow', 'smooth', 'slight') || /^(to|from|again|center|centre)$/.test(word.word);
  return (
    words.some(isWay) &&
    words.every((word) => isWay(word) || isSmall(word)) &&
    !words.some((word) => word.word === 'from')
  );
}

function isOneWay(one: Sides, other: Sides): boolean {
  const agree = (first: string | undefined, second: string | undefined): boolean =>
    first === undefined || second === undefined || first === second;
  return agree(one.x, other.x) && agree(one.y, other.y) && agree(one.turn, other.turn);
}

function firstPiece(words: readonly Word[], context: Context): Piece | undefined {
  for (const read of READERS) {
    const piece = read(words, context);
    if (piece !== undefined) return piece;
  }
  return undefined;
}

/** "Revealing the label", "to show the texture": what it is good for. */
function isPurpose(words: readonly Word[]): boolean {
  const at = words.findIndex((word) => !has(word, 'filler', ...MANNER) && word.word !== 'to');
  const isTo = words[at - 1]?.word === 'to' || words[at]?.form === 'ing';
  if (!isTo && !has(words[at + 1], 'determiner')) return false;
  return (
    has(words[at], 'purpose') &&
    words[at]?.form !== 's' &&
    !has(words[at], 'picture') &&
    !words.some((word) => has(word, 'effect', 'sound'))
  );
}

const MANNER_NOUN =
  /^(speed|pace|rate|motion|movement|move|tempo|way|manner|fashion|frame|width|height|energy|velocity|momentum|start|stop|finish|beginning|landing|halt|rest|camera|shot|take|possible|distance|angle)$/;

function isManner(words: readonly Word[]): boolean {
  const isSaid = (word: Word): boolean =>
    has(
      word,
      ...MANNER,
      'left',
      'right',
      'up',
      'down',
      'clockwise',
      'counterclockwise',
      'above',
      'beneath',
      'settle',
      'speedup',
    ) ||
    (word.measure !== undefined && !has(word, 'spin'));
  const isSmall = (word: Word): boolean =>
    has(word, 'determiner', 'filler', 'list', 'preposition', 'be', 'rig') || MANNER_NOUN.test(word.word);
  return (
    words.some(isSaid) &&
    words.every((word) => isSaid(word) || isSmall(word)) &&
    !words.every((word) => has(word, 'style', 'list')) &&
    !words.some(
      (word) =>
        has(word, 'pan', 'zoom', 'tilt', 'arc', 'orbit', 'push', 'crane', 'roll', 'pull', 'rise') ||
        (word.isVerb && has(word, 'travel') && !MANNER_NOUN.test(word.word)),
    )
  );
}

/** "Then faster", "then slower". */
function laterEasing(words: readonly Word[]): Easing | undefined {
  return words.some((word) => has(word, 'fast'))
    ? 'accelerate'
    : words.some((word) => has(word, 'slow'))
      ? 'settle'
      : undefined;
}

function jointMeaning({ link }: Clause): string {
  if (link === 'next') return 'after what was said before';
  if (link === 'previous') return 'before what it goes with';
  return 'together with what was said before';
}

function timeMeaning(time: TimeSaid | undefined): string {
  if (time?.clipSec !== undefined) return `a clip of ${time.clipSec} s`;
  if (time?.order !== undefined) return time.order === 'start' ? 'first' : 'last';
  if (time?.isBrief === true) return 'for a moment';
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  if (time?.length !== undefined) return `for ${percent(time.length)} of the clip`;
  const parts = [
    time?.from === undefined ? '' : `from ${percent(time.from)}`,
    time?.to === undefined ? '' : `to ${percent(time.to)}`,
  ];
  return `${parts.filter((part) => part !== '').join(' ')} of the clip`;
}

function easingMeaning(easing: Easing): string {
  return {
    ease: 'from rest to rest',
    settle: 'slower and slower into its end',
    accelerate: 'faster and faster',
    snap: 'in a moment',
    linear: 'evenly',
  }[easing];
}
