import { has, merge, type Word } from './words.js';
import { numberAt } from './numbers.js';

/** When something happens, as far as a prompt says; all in shares of the clip. */
export interface TimeSaid {
  readonly from?: number;
  readonly to?: number;
  readonly length?: number;
  /** "At first", "at the end": where in the order of things. */
  readonly order?: 'start' | 'end';
  /** "For a moment": a length that gives way. */
  readonly isBrief?: true;
  /** "A 5-second clip": what the prompt thinks the clip's length is. */
  readonly clipSec?: number;
}

/** Makes every expression of time one word that says what it means. Figures beyond the clip are held to its ends. */
export function readTimes(prompt: string, words: readonly Word[], durationSec: number): readonly Word[] {
  const read: Word[] = [];
  for (let at = 0; at < words.length;) {
    const found = onlyAt(words, at, durationSec) ?? timeAt(words, at, durationSec);
    const length = Math.max(1, found === undefined ? 1 : found.end - at);
    const run = words.slice(at, at + length);
    if (found === undefined) read.push(...run);
    else read.push(merge(prompt, run, { time: found.time }));
    at += length;
  }
  return read;
}

interface Found {
  readonly time: TimeSaid;
  readonly end: number;
}

/** A length or a position that was said, and where its words end. */
interface Figure {
  readonly share: number;
  readonly end: number;
}

const BEFORE =
  /^(for|in|during|over|within|on|at|by|until|till|after|from|between|before|past|into|to|starting|throughout|lasting|takes|around|about|across|up to|since)$/;
const ROUGHLY =
  /^(the|about|around|roughly|approximately|exactly|just|a|course|of|first|under|another|next|only|mark|span|least|very)$/;
const BREAKS = new Set(['comma', 'colon', 'dash', 'stop', 'line']);

/** "But only during the last two seconds": says no more than the time does. */
function onlyAt(words: readonly Word[], at: number, durationSec: number): Found | undefined {
  const only = words[at]?.word === 'but' ? at + 1 : at;
  if (words[only]?.word !== 'only' || !isNear(words, only + 1)) return undefined;
  return timeAt(words, only + 1, durationSec);
}

function timeAt(words: readonly Word[], at: number, durationSec: number): Found | undefined {
  const first = words[at];
  if (first === undefined) return undefined;
  if (has(first, 'whole')) return { time: { from: 0, to: 1 }, end: afterOf(words, at + 1) };
  // "At the start line".
  if (has(first, 'atStart', 'atEnd') && isNear(words, at + 1) && isThing(words[at + 1])) return undefined;
  if (has(first, 'atStart')) return { time: { order: 'start' }, end: afterOf(words, at + 1) };
  if (has(first, 'atEnd')) return { time: { order: 'end' }, end: afterOf(words, at + 1) };
  const isFirst = first.word === 'first' && startsPart(first) && isNear(words, at + 1);
  if (isFirst && (words[at + 1]?.isVerb === true || has(words[at + 1], 'determiner', 'slow', 'slight', 'camera'))) {
    return { time: { order: 'start' }, end: at + 1 };
  }
  const range = rangeAt(words, at, durationSec);
  if (range !== undefined) return range;
  // "Dolly in 2s": in, for two seconds.
  const isParticle =
    first.word === 'in' &&
    /^\d/.test(words[at + 1]?.word ?? '') &&
    has(words[at - 1], 'zoom', 'push', 'pull', 'truck', 'crane', 'travel') &&
    isNear(words, at);
  if (isParticle) return undefined;
  const isLed = BEFORE.test(first.word) && isNear(words, at + 1);
  const lead = isLed ? first.word : '';
  const next = isLed ? at + 1 : at;
  return (
    shareAt(words, next, lead, durationSec) ??
    middleAt(words, next, lead) ??
    positionAt(words, next, lead, durationSec) ??
    lengthAt(words, next, lead, durationSec)
  );
}

/** "From 2s to 4s", "0:00–0:02", "between 2 and 4 seconds", "seconds 2-4", "0-2:". */
function rangeAt(words: readonly Word[], at: number, durationSec: number): Found | undefined {
  let next = at;
  while (
    /^(from|between|second|seconds|t|time|timecode|the|at)$/.test(words[next]?.word ?? '') &&
    isNear(words, next + 1)
  ) {
    if (next - at > 2) return undefined;
    next += 1;
  }
  const hasUnitBefore = words.slice(at, next).some((word) => has(word, 'second'));
  const from = numberAt(words, next);
  if (from === undefined || words[next]?.word === 'a') return undefined;
  const fromUnit = has(words[from.end], 'second') || has(words[from.end], 'percent') ? words[from.end] : undefined;
  const joint = fromUnit === undefined ? from.end : from.end + 1;
  const word = words[joint];
  const isHyphen = word?.gap === 'hyphen' || (word?.gap === 'dash' && isClock(word));
  const isTo = /^(to|until|and|through|till|→|>)$/.test(word?.word ?? '');
  if (!isHyphen && !isTo) return undefined;
  const toAt = isHyphen ? joint : joint + 1;
  const to = numberAt(words, /^(the|second|t)$/.test(words[toAt]?.word ?? '') ? toAt + 1 : toAt);
  if (to === undefined) return undefined;
  const unit = has(words[to.end], 'second') || has(words[to.end], 'percent') ? words[to.end] : undefined;
  const isCoded = isClock(words[next]) && isClock(words[to.end - 1]);
  const isHeading = words[at]?.gap !== 'space' && words[to.end]?.gap === 'colon';
  if (unit === undefined && fromUnit === undefined && !isCoded && !hasUnitBefore && !isHeading) return undefined;
  const scale = has(unit ?? fromUnit, 'percent') ? 0.01 : 1 / durationSec;
  if (has(unit ?? fromUnit, 'percent') && !/^(clip|video|shot|duration|mark)$/.test(words[to.end + 1]?.word ?? 'clip'))
    return undefined;
  if (!(to.value > from.value)) return undefined;
  const end = unit === undefined ? to.end : to.end + 1;
  return { time: { from: held(from.value * scale), to: held(to.value * scale) }, end: afterOf(words, end) };
}

/** "Halfway through", "until the midpoint". */
function middleAt(words: readonly Word[], at: number, lead: string): Found | undefined {
  const start = words[at]?.word === 'the' ? at + 1 : at;
  const word = words[start];
  if (!has(word, 'middle')) return undefined;
  const next = words[start + 1];
  // "Halfway to the crane" is a way, "in the middle of the table" a place.
  if (isNear(words, start + 1) && /^(to|toward|towards|up|down|between|around|across)$/.test(next?.word ?? ''))
    return undefined;
  if (next?.word === 'of' && !has(words.slice(start + 2, start + 4).at(-1), 'clip')) return undefined;
  const isEnd = /^(until|till|by|before|up to|to)$/.test(lead);
  return { time: isEnd ? { to: 0.5 } : { from: 0.5 }, end: afterOf(words, start + 1) };
}

/** "For the first two seconds", "in the last third", "the second half". */
function shareAt(words: readonly Word[], at: number, lead: string, durationSec: number): Found | undefined {
  const start = words[at]?.word === 'the' || words[at]?.word === 'its' ? at + 1 : at;
  const nth = words[start];
  const ordinal = ['first', 'second', 'third', 'fourth'].indexOf(nth?.word ?? '');
  const part = words[start + 1];
  const parts = has(part, 'half') ? 2 : has(part, 'third') ? 3 : has(part, 'quarter') ? 4 : 0;
  if (parts > 0 && (ordinal >= 0 || /^(the )?middle$/.test(nth?.word ?? ''))) {
    const index = /^(the )?middle$/.test(nth?.word ?? '') ? (parts - 1) / 2 : ordinal;
    return { time: { from: index / parts, to: held((index + 1) / parts) }, end: afterOf(words, start + 2) };
  }
  const isFirst = has(nth, 'ordinalFirst');
  const isLast = has(nth, 'ordinalLast') || nth?.word === 'latter';
  if (!isFirst && !isLast) return undefined;
  const figure = figureAt(words, start + 1, durationSec) ?? loneUnitAt(words, start + 1, durationSec, parts);
  if (figure === undefined) return undefined;
  const share = held(figure.share);
  const end = afterOf(words, figure.end);
  if (isFirst) return { time: lead === 'after' ? { from: share } : { from: 0, to: share }, end };
  return {
    time: /^(until|till|before|up to|by)$/.test(lead) ? { to: held(1 - share) } : { from: held(1 - share), to: 1 },
    end,
  };
}

/** "The last second", "the final moments", "the last half". */
function loneUnitAt(words: readonly Word[], at: number, durationSec: number, parts: number): Figure | undefined {
  const word = words[at];
  if (parts > 0) return { share: 1 / parts, end: at + 1 };
  if (word?.word === 'second') return { share: held(1 / durationSec), end: at + 1 };
  if (has(word, 'moment') && !/^(frames?|seconds|while)$/.test(word?.word ?? '')) return { share: 0.2, end: at + 1 };
  return word?.word === 'seconds' ? { share: held(2 / durationSec), end: at + 1 } : undefined;
}

/** "After two seconds", "at the 2-second mark", "until 3s", "at 0:02", "two seconds in". */
function positionAt(words: readonly Word[], at: number, lead: string, durationSec: number): Found | undefined {
  let start = at;
  while (ROUGHLY.test(words[start]?.word ?? '') && start - at < 3 && numberAt(words, start) === undefined) start += 1;
  const clock = isClock(words[start]) ? numberAt(words, start) : undefined;
  const counted = /^(second|t)$/.test(words[start]?.word ?? '') ? numberAt(words, start + 1) : undefined;
  const figure =
    clock !== undefined || counted !== undefined
      ? {
          share: held((clock ?? counted ?? { value: 0 }).value / durationSec),
          end: (clock ?? counted ?? { end: start }).end,
        }
      : figureAt(words, start, durationSec);
  if (figure === undefined) return undefined;
  const { share } = figure;
  const isMark =
    /^(mark|point|in|later|into|onward|onwards|on|after)$/.test(words[figure.end]?.word ?? '') &&
    isNear(words, figure.end);
  const after = words[figure.end]?.word ?? '';
  const isPoint = isMark && (after === 'mark' || after === 'point');
  const end = afterOf(words, isMark && (isPoint || lead !== 'for') ? figure.end + 1 : figure.end);
  if (/^(until|till|by|before|up to)$/.test(lead)) return { time: { to: share }, end };
  if (lead === 'after' || lead === 'from' || lead === 'past' || lead === 'starting' || lead === 'since')
    return { time: { from: share }, end };
  if (lead === 'at' || (lead === 'around' && isPoint)) return { time: { from: share }, end };
  // "Two seconds in, …" begins its clause; "two seconds in the sun" does not speak of the clip.
  const isIn = /^(in|later|into)$/.test(after) && isMark && lead === '' && !isNear(words, figure.end + 1);
  if (isIn || (isMark && isPoint) || (after === 'later' && lead === '')) return { time: { from: share }, end };
  return clock !== undefined && lead === '' ? { time: { from: share }, end } : undefined;
}

/** "For two seconds", "over 3 s", "a 5-second clip". */
function lengthAt(words: readonly Word[], at: number, lead: string, durationSec: number): Found | undefined {
  let start = at;
  while (ROUGHLY.test(words[start]?.word ?? '') && start - at < 3 && figureAt(words, start, durationSec) === undefined)
    start += 1;
  const figure = figureAt(words, start, durationSec);
  const canBe = lead === '' || /^(for|over|in|within|during|lasting|takes|about|around|across|throughout)$/.test(lead);
  if (figure === undefined) {
    const isBrief = lead === 'for' && has(words[start], 'moment') && start > at;
    return isBrief && !/^s?econds?$/.test(words[start]?.word ?? '')
      ? { time: { isBrief: true }, end: afterOf(words, start + 1) }
      : undefined;
  }
  if (!canBe) return undefined;
  const after = words[figure.end];
  if (
    isNear(words, figure.end) &&
    (has(after, 'clip') || /^(long|loop)$/.test(after?.word ?? '')) &&
    !/^(take|time|way|animation|shot)$/.test(after?.word ?? '')
  ) {
    return { time: { clipSec: figure.share * durationSec }, end: figure.end + 1 };
  }
  // "5 s" at the beginning or the end of a prompt is the clip's; in brackets or before a colon it is that of what it stands by.
  const isAlone = lead === '' && startsPart(words[at]) && words[at]?.gap !== 'bracket';
  const isAtEdge = (at === 0 && startsPart(after) && after?.gap !== 'colon') || after === undefined;
  if (isAlone && isAtEdge) return { time: { clipSec: figure.share * durationSec }, end: figure.end };
  return { time: { length: held(figure.share) }, end: afterOf(words, figure.end) };
}

/** A number of seconds, or a share: "two seconds", "2s", "half a second", "a third", "20 percent". */
function figureAt(words: readonly Word[], at: number, durationSec: number): Figure | undefined {
  const number = numberAt(words, at);
  if (number === undefined) return undefined;
  const { value, end: numberEnd } = withFraction(words, at, number);
  let end = numberEnd;
  if (/^(a|an|of|full|whole|good|more)$/.test(words[end]?.word ?? '') && value <= 60) end += 1;
  const unit = words[end];
  if (!isNear(words, end)) return undefined;
  if (has(unit, 'second')) return { share: value / durationSec, end: end + 1 };
  if (unit?.word === 'ms') return { share: value / 1000 / durationSec, end: end + 1 };
  if (has(unit, 'percent'))
    return isOfClip(words, end + 1) || has(words[at - 1], 'ordinalFirst', 'ordinalLast')
      ? { share: value / 100, end: end + 1 }
      : undefined;
  const parts = has(unit, 'half') ? 2 : has(unit, 'third') ? 3 : has(unit, 'quarter') ? 4 : 0;
  return parts > 0 && isOfClip(words, end + 1) ? { share: value / parts, end: end + 1 } : undefined;
}

/** "1,5" and "two and a half". */
function withFraction(
  words: readonly Word[],
  at: number,
  { value, end }: { readonly value: number; readonly end: number },
): { readonly value: number; readonly end: number } {
  const [last, next] = [words[end - 1], words[end]];
  const isDecimal = next?.gap === 'comma' && next.start === (last?.end ?? 0) + 1;
  if (isDecimal && end === at + 1 && /^\d+$/.test(last?.word ?? '') && /^\d{1,2}$/.test(next.word))
    return { value: Number(`${last?.word ?? ''}.${next.word}`), end: end + 1 };
  const half = [1, 2, 3].find(
    (count) =>
      words
        .slice(end, end + count)
        .map(({ word }) => word)
        .join(' ') === 'and a half',
  );
  return half === undefined ? { value, end } : { value: value + 0.5, end: end + half };
}

/** "… of the clip", "… mark": a share of time, and not of something else. */
function isOfClip(words: readonly Word[], at: number): boolean {
  if (/^(mark|point)$/.test(words[at]?.word ?? '')) return true;
  return words[at]?.word === 'of' && words.slice(at + 1, at + 3).some((word) => has(word, 'clip'));
}

/** What may follow without saying more: "of the clip", "mark". */
function afterOf(words: readonly Word[], end: number): number {
  if (/^(of|through)$/.test(words[end]?.word ?? '') && isNear(words, end)) {
    const noun = /^(the|this)$/.test(words[end + 1]?.word ?? '') ? end + 2 : end + 1;
    if (has(words[noun], 'clip') && isNear(words, noun)) return noun + 1;
  }
  return end;
}

function isThing(word: Word | undefined): boolean {
  return word?.senses.size === 0 || (has(word, 'posture') && word?.form === 'base');
}

function isClock(word: Word | undefined): boolean {
  return word !== undefined && /^\d+:\d/.test(word.word);
}

function isNear(words: readonly Word[], at: number): boolean {
  const word = words[at];
  return word !== undefined && !BREAKS.has(word.gap);
}

function startsPart(word: Word | undefined): boolean {
  return word !== undefined && (BREAKS.has(word.gap) || word.start === 0 || word.gap === 'bracket');
}

function held(share: number): number {
  return Math.min(1, Math.max(0, share));
}
