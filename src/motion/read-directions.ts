import type { Adjustment } from '../contract/adjustment.js';
import type { InFocus } from './actions.js';
import type { Directions, TimedMove } from './directions.js';
import type { Phrase } from './phrase.js';
import { type CarriedOut, carryOut, leaveOut } from './reading/outcome/carry-out.js';
import { sizeMove } from './reading/outcome/figures.js';
import { lightAfter, type LightNow, takeBack } from './reading/outcome/light-return.js';
import { LEAST_STEP_SEC, readFitting } from './reading/outcome/fit-times.js';
import { leftOut } from './reading/outcome/left-out.js';
import type { PromptRead, Reading } from './reading/said.js';
import { comesBack } from './reading/outcome/comes-back.js';
import { type Scheduled, schedule } from './reading/outcome/schedule.js';
import { type Easing, type Timing, WHOLE_CLIP } from './timing.js';

/** A prompt as the renderer understood it. */
export interface DirectionsRead {
  readonly directions: Directions;
  /** Every piece of the prompt and how it was read, in the prompt's order. */
  readonly phrases: readonly Phrase[];
  /** What was asked and is not done as asked. */
  readonly adjustments: readonly Adjustment[];
}

/** What a prompt is read with. */
export interface ReadingOptions {
  /** Of the clip: it turns the seconds that a prompt speaks of into shares. */
  readonly durationSec: number;
  /** Whether a last still is pinned: then it, not the camera, says where the clip ends. */
  readonly hasLast: boolean;
  /** The point that a push-in closes in on, as shares of what the frame shows; the centre where absent. */
  readonly focus?: { readonly x: number; readonly y: number };
  /** Of the handheld shake. */
  readonly seed: number;
}

/**
 * Reads a prompt as stage directions: what the camera does, what happens in the picture, and when. What it has no way to render is
 * named in the adjustments, phrase by phrase with its span: nothing that was asked for vanishes. A prompt that names no change at all
 * gets a slow push-in, and says so. The same prompt and options give the same answer; any string is read, and nothing is thrown.
 */
export function readDirections(prompt: string, options: ReadingOptions): DirectionsRead {
  const { read, adjustments: scaled } = readFitting(prompt, options.durationSec);
  const mostSteps = Math.max(1, Math.floor(options.durationSec / LEAST_STEP_SEC));
  const scheduled = schedule(read.said, mostSteps);
  const left = leftOut(read, scheduled, options.durationSec);
  const outcomes = carryOutAll(scheduled, prompt, options);
  const added = addedMove(read, options);
  const camera = [...outcomes.flatMap((one) => one.camera), ...added.camera];
  const actions = outcomes.flatMap((one) => one.actions);
  const directions = { camera, actions, passage: passageOf(outcomes, scheduled, read.easing) };
  const byId = new Map([...left.outcomes, ...scheduled.map(({ said }, at) => [said.id, outcomes[at]] as const)]);
  const phrases = phrasesOf(prompt, read.readings, (id) => byId.get(id));
  const adjustments = outcomes.flatMap((one) => one.adjustments).sort((one, other) => startOf(one) - startOf(other));
  return { directions, phrases, adjustments: [...added.adjustments, ...scaled, ...left.adjustments, ...adjustments] };
}

function startOf({ span }: Adjustment): number {
  return span?.start ?? 0;
}

function carryOutAll(scheduled: readonly Scheduled[], prompt: string, options: ReadingOptions): readonly CarriedOut[] {
  let focusNow: InFocus = 'everything';
  let light: LightNow = { level: 1, warmth: 0 };
  const outcomes = scheduled.map((one) => {
    const outcome = takeBack(carryOut(one, prompt, options, focusNow), one.said, prompt, light);
    light = lightAfter(outcome, light);
    if (one.said.wish.kind === 'focus_pull') focusNow = options.hasLast ? 'everything' : one.said.wish.to;
    return outcome;
  });
  const isKept = !options.hasLast || comesBack(outcomes.flatMap(({ camera }) => camera));
  if (isKept) return outcomes;
  return outcomes.map((outcome, at) => {
    const said = scheduled[at]?.said;
    const isOneWay = outcome.camera.some(({ move }) => move.kind !== 'handheld');
    if (said === undefined || !isOneWay) return outcome;
    return { camera: [], actions: [], adjustments: [leaveOut(said, prompt)], meaning: `left out: ${outcome.meaning}` };
  });
}

/** A prompt that names nothing at all still makes a clip that moves; one that only forbids makes one that stands. */
function addedMove(
  { said, forbidsMoves }: PromptRead,
  options: ReadingOptions,
): { camera: readonly TimedMove[]; adjustments: readonly Adjustment[] } {
  const isDirected = options.hasLast || said.some(({ wish }) => wish.kind !== 'other');
  if (isDirected) return { camera: [], adjustments: [] };
  const used = forbidsMoves ? 'a camera that stands still' : 'a slow push-in';
  const reason = `The prompt names no change that the built-in renderer can make, so it makes ${used}.`;
  const adjustment = { code: 'move_added', field: 'prompt', asked: 'no camera move', used, reason };
  const { move } = sizeMove({ kind: 'move', move: 'push_in', sides: {}, amount: { factor: 1 } }, options);
  return { camera: forbidsMoves ? [] : [{ move, ...WHOLE_CLIP }], adjustments: [adjustment] };
}

/** From the first word about the way to the last; the first easing that was said. */
function passageOf(outcomes: readonly CarriedOut[], scheduled: readonly Scheduled[], easing: Easing = 'ease'): Timing {
  const ways = outcomes.flatMap(({ passage }, at) =>
    passage === undefined ? [] : [{ ...passage, said: scheduled[at]?.said.easing }],
  );
  if (ways.length === 0) return { ...WHOLE_CLIP, easing };
  const from = ways.reduce((least, way) => Math.min(least, way.from), 1);
  const to = ways.reduce((most, way) => Math.max(most, way.to), 0);
  return { from, to, easing: ways.find(({ said }) => said !== undefined)?.said ?? easing };
}

function phrasesOf(
  prompt: string,
  readings: readonly Reading[],
  meaningOf: (id: number) => CarriedOut | undefined,
): readonly Phrase[] {
  const phrases = readings.map(({ start, end, reads, meaning, said }): Phrase => {
    const own = said.flatMap((id) => meaningOf(id) ?? []);
    const isPassage = own.some(({ passage }) => passage !== undefined);
    const told = own.length === 0 ? meaning : own.map((one) => one.meaning).join(' + ');
    return { start, end, text: prompt.slice(start, end), reads: isPassage ? 'turn' : reads, meaning: told };
  });
  return phrases.sort((one, other) => one.start - other.start);
}
