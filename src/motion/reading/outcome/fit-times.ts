import type { Adjustment } from '../../../contract/adjustment.js';
import { readPrompt } from '../prompt/read-prompt.js';
import type { PromptRead } from '../said.js';
import { readTimes, type TimeSaid } from '../text/times.js';
import { readWords, type Word } from '../text/words.js';
import { schedule } from './schedule.js';

/** A prompt read so that the times it names fit the clip. */
export interface FittedRead {
  readonly read: PromptRead;
  /** One, where the times had to be scaled down. */
  readonly adjustments: readonly Adjustment[];
}

/** A shorter change is seen as a jump. */
export const LEAST_STEP_SEC = 0.25;
/** Of an even share of the clip: what a step gets whose own length was not said, once times are scaled at all. */
const FREE_SHARE = 0.6;
/** How much longer a clip is tried each time, and how often: up to about six times the length. */
const GROWTH = 1.08;
const MOST_TRIES = 24;
/** Longer than any time that is said. */
const FAR_SEC = 1e5;
/** Less than this is rounding. */
const SAME_SEC = 0.01;
const SAME_SHARE = 0.005;

/**
 * Reads a prompt; where its times reach past the clip's end, or leave a step no time to be seen, it is read as of the shortest
 * clip in which everything has its time, and so all times come out smaller by the same factor.
 */
export function readFitting(prompt: string, durationSec: number): FittedRead {
  const read = readPrompt(prompt, durationSec);
  const reaches = reachesOf(prompt);
  const furthest = reaches.reduce<Reach | undefined>(
    (most, one) => (most === undefined || one.sec > most.sec ? one : most),
    undefined,
  );
  const isPast = furthest !== undefined && furthest.sec > durationSec + SAME_SEC;
  if (furthest === undefined || (!isPast && leavesRoom(read, durationSec, LEAST_STEP_SEC)))
    return { read, adjustments: [] };
  const startSec = Math.max(durationSec, furthest.sec);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const neededSec = startSec * GROWTH ** tries;
    const fitted = readPrompt(prompt, neededSec);
    if (leavesRoom(fitted, durationSec, Infinity))
      return { read: fitted, adjustments: [scaled(furthest, neededSec, durationSec)] };
  }
  // Nothing makes room for all of it: at least no time lies beyond the clip.
  if (!isPast) return { read, adjustments: [] };
  return { read: readPrompt(prompt, startSec), adjustments: [scaled(furthest, startSec, durationSec)] };
}

/** Whether every length is as it was said, and every step whose length was not said has `wantedSec` or else most of an even share. */
function leavesRoom({ said }: PromptRead, durationSec: number, wantedSec: number): boolean {
  const scheduled = schedule(said);
  const count = 1 + scheduled.reduce((most, { step }) => Math.max(most, step), 0);
  // More steps than can be seen at all are left out elsewhere.
  if (count > durationSec / LEAST_STEP_SEC) return true;
  const least = Math.min(wantedSec / durationSec, FREE_SHARE / count);
  return scheduled.every(({ said: { time, wish }, from, to }) => {
    if (wish.kind === 'other') return true;
    if (time?.length !== undefined) return to - from > time.length - SAME_SHARE;
    return time?.isBrief === true || isSpan(time) || to - from > (wish.kind === 'hold' ? least / 2 : least);
  });
}

function isSpan(time: TimeSaid | undefined): boolean {
  return time?.from !== undefined && time.to !== undefined && time.to > time.from;
}

/** Words that name seconds, and the length of the clip that holds them. */
interface Reach {
  readonly word: Word;
  readonly sec: number;
}

/** In a clip twice as long a share stays the same share, and seconds stay the same seconds: so they are told apart. */
function reachesOf(prompt: string): readonly Reach[] {
  const words = readWords(prompt);
  const twice = readTimes(prompt, words, 2 * FAR_SEC);
  return readTimes(prompt, words, FAR_SEC).flatMap((word, at) => {
    const sec = reachOf(word.time, twice[at]?.time);
    return sec === undefined ? [] : [{ word, sec }];
  });
}

function reachOf(time: TimeSaid | undefined, inTwice: TimeSaid | undefined): number | undefined {
  if (time === undefined || inTwice === undefined) return undefined;
  const secs = (['from', 'to', 'length'] as const).flatMap((key) => {
    const [share, half] = [time[key], inTwice[key]];
    if (share === undefined || half === undefined || share === half) return [];
    // Seconds are counted from the beginning, or back from the end.
    const [fromStart, fromEnd] = [share * FAR_SEC, (1 - share) * FAR_SEC];
    return [Math.min(fromStart, fromEnd)];
  });
  return secs.length === 0 ? undefined : Math.max(...secs);
}

function scaled({ word, sec }: Reach, neededSec: number, durationSec: number): Adjustment {
  const used = `${figure((sec * durationSec) / neededSec)} s for ${figure(sec)} s`;
  const reason = `All that the prompt asks for takes about ${figure(neededSec)} s and the clip is ${figure(durationSec)} s long, so all its times are scaled down together; --duration makes the clip longer.`;
  const span = { start: word.start, end: word.end };
  return { code: 'times_scaled', field: 'prompt', asked: word.text, used, reason, span };
}

function figure(sec: number): string {
  return String(Number(sec.toFixed(sec < 1 ? 2 : 1)));
}
