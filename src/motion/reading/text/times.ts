import { has, merge, type Word } from './words.js';
import { numberAt } from './numbers.js';
import { figureAt, held, isClock, isNear, loneUnitAt, sharedUnitAt } from './time-figures.js';

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

const BEFORE =
  /^(for|in|during|over|within|on|at|by|until|till|after|from|between|before|past|into|to|starting|throughout|lasting|takes|around|about|across|up to|since)$/;
const ROUGHLY =
  /^(the|about|around|roughly|approximately|exactly|just|a|course|of|first|under|another|next|only|mark|span|least|very)$/;
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
  const figure =
    figureAt(words, start + 1, durationSec) ??
    loneUnitAt(words, start + 1, durationSec, parts) ??
    (isFirst ? sharedUnitAt(words, start + 1, durationSec) : undefined);
  if (figure === undefined) return undefined;
  const share = held(figure.share);
  const end = afterOf(words, figure.end);
  if (isFirst) return { time: lead === 'after' ? { from: share } : { from: 0, to: share }, end };
  return {
    time: /^(until|till|before|up to|by)$/.test(lead) ? { to: held(1 - share) } : { from: held(1 - share), to: 1 },
    end,
  };
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

/** What may follow without saying more: "of the clip", "mark". */
function afterOf(words: readonly Word[], end: number): number {
  if (/^(of|through)$/.test(words[end]?.word ?? '') && isNear(words, end)) {
    const noun = /^(the|this)$/.test(words[end + 1]?.word ?? '') ? end + 2 : end + 1;
    if (has(words[noun], 'clip') && isNear(words, noun)) return noun + 1;
  }
  return end;
}

function isThing(word: Word | undefined): boolean {
  // "At the end 1 second zoom in".
  return (word?.senses.size === 0 && !/^\d/.test(word.word)) || (has(word, 'posture') && word?.form === 'base');
}

function startsPart(word: Word | undefined): boolean {
  return word !== undefined && (!isNear([word], 0) || word.start === 0 || word.gap === 'bracket');
}
