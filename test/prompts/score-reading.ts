import type { Adjustment } from '../../src/contract/adjustment.js';
import type { Move } from '../../src/motion/moves.js';
import { readDirections } from '../../src/motion/read-directions.js';
import { sizeMove } from '../../src/motion/reading/outcome/figures.js';
import { readPrompt } from '../../src/motion/reading/prompt/read-prompt.js';
import { type Scheduled, schedule } from '../../src/motion/reading/outcome/schedule.js';

/** One prompt and what a person who has not seen the rules says it asks for. `null`: it says nothing about that. */
export interface LabelledPrompt {
  readonly prompt: string;
  /** Whether a last still is pinned. */
  readonly last: boolean;
  readonly camera: readonly { readonly kind: string; readonly direction: string | null }[];
  readonly turn: boolean;
  readonly actions: readonly LabelledAction[];
  readonly easing: string | null;
  /** In seconds of a 5 s clip, one for each entry of `camera`; those of a camera that stands are not compared. */
  readonly times: readonly (readonly [number, number] | null)[];
  /** Words of the prompt that an adjustment must be about. */
  readonly unrendered: readonly string[];
}

/** An action as it is labelled. */
export type LabelledAction =
  | { readonly kind: 'light_sweep'; readonly direction: string | null }
  | { readonly kind: 'light_change'; readonly change: readonly string[] }
  | { readonly kind: 'focus_pull'; readonly to: string };

/** What is wrong with the reading of one prompt; a list is empty where all is right. */
export interface ReadingScore {
  readonly prompt: string;
  /** Camera, direction, turn and actions. */
  readonly wrong: readonly string[];
  /** Easing and times, where they are labelled. */
  readonly mistimed: readonly string[];
  /** What was asked for and neither happens nor is named in an adjustment. */
  readonly vanished: readonly string[];
}

/** The clip that the labels were written for. */
const DURATION_SEC = 5;
/** How far off a time may be. */
const TOLERANCE_SEC = 0.3;
const OPTIONS = { seed: 1, durationSec: DURATION_SEC } as const;

/** Reads one labelled prompt and compares. */
export function scoreReading(label: LabelledPrompt): ReadingScore {
  const scheduled = schedule(readPrompt(label.prompt, DURATION_SEC).said);
  const read = readDirections(label.prompt, { ...OPTIONS, hasLast: label.last });
  const moves = scheduled.flatMap((one) => {
    const { wish } = one.said;
    return wish.kind === 'move' ? [{ ...one, move: sizeMove(wish, OPTIONS).move }] : [];
  });
  return {
    prompt: label.prompt,
    wrong: [
      ...cameraFaults(label, scheduled, moves),
      ...turnFaults(label, scheduled),
      ...actionFaults(label, scheduled, read.adjustments),
    ],
    mistimed: [...easingFaults(label, scheduled), ...timeFaults(label, moves)],
    vanished: [...unnamed(label, read.adjustments), ...lost(scheduled, read)],
  };
}

/** The scores of a table, with the share of prompts whose camera, turn and actions are right. */
export function scoreTable(table: readonly LabelledPrompt[]): {
  readonly share: number;
  readonly scores: readonly ReadingScore[];
} {
  const scores = table.map(scoreReading);
  return { share: scores.filter(({ wrong }) => wrong.length === 0).length / Math.max(1, scores.length), scores };
}

/** A table's failures, a paragraph each; empty when there are none. */
export function describeFailures(scores: readonly ReadingScore[]): string {
  return scores
    .filter(({ wrong, mistimed, vanished }) => wrong.length + mistimed.length + vanished.length > 0)
    .map(({ prompt, wrong, mistimed, vanished }) =>
      [prompt, ...wrong, ...mistimed, ...vanished.map((one) => `vanished: ${one}`)].join('\n    '),
    )
    .join('\n');
}

interface MoveAt extends Scheduled {
  readonly move: Move;
}

function cameraFaults(
  { camera }: LabelledPrompt,
  scheduled: readonly Scheduled[],
  moves: readonly MoveAt[],
): readonly string[] {
  const asked = camera.filter(({ kind }) => kind !== 'static');
  const isHeld = scheduled.some(({ said }) => said.wish.kind === 'hold');
  const stands = camera.length > asked.length && !isHeld ? ['camera: does not stand'] : [];
  const read = moves.map(({ move }) => `${move.kind} ${directionOf(move)}`.trim());
  const isRight =
    asked.length === moves.length && asked.every(({ kind, direction }, at) => isMove(moves[at]?.move, kind, direction));
  const told = asked.map(({ kind, direction }) => `${kind} ${direction ?? ''}`.trim());
  return isRight ? stands : [...stands, `camera: asked [${told.join(', ')}], read [${read.join(', ')}]`];
}

function isMove(move: Move | undefined, kind: string, direction: string | null): boolean {
  return move?.kind === kind && (direction === null || directionOf(move) === direction);
}

function directionOf(move: Move): string {
  if (move.kind === 'pan' || move.kind === 'tilt') return move.direction;
  if (move.kind === 'roll') return move.rollRad > 0 ? 'clockwise' : 'counterclockwise';
  return move.kind === 'arc' ? (move.yawRad > 0 ? 'right' : 'left') : '';
}

function turnFaults({ turn }: LabelledPrompt, scheduled: readonly Scheduled[]): readonly string[] {
  const isRead = scheduled.some(({ said }) => said.wish.kind === 'turn');
  return isRead === turn ? [] : [`turn: asked ${String(turn)}, read ${String(isRead)}`];
}

function actionFaults(
  label: LabelledPrompt,
  scheduled: readonly Scheduled[],
  adjustments: readonly Adjustment[],
): readonly string[] {
  const { actions } = label;
  const readAll = readActions(scheduled);
  const readSure = readActions(scheduled.filter((one) => !isNamedAsNear(label, one, adjustments)));
  const faults = faultsOf(actions, readAll, scheduled);
  return faults.length === 0 ? [] : faultsOf(actions, readSure, scheduled).length === 0 ? [] : faults;
}

/**
 * "Day turns to night": the light does what is near to it, and an adjustment names it as what is not made. Where a label has these very
 * words as not rendered, it asks for no action, and the one that is made beside the adjustment is no misreading.
 */
function isNamedAsNear(
  { prompt, unrendered }: LabelledPrompt,
  { said }: Scheduled,
  adjustments: readonly Adjustment[],
): boolean {
  if (said.wish.kind !== 'light_change') return false;
  const isOver = (start: number, end: number): boolean => start < said.end && said.start < end;
  const isNamed = adjustments.some(
    ({ code, span }) => code === 'action_left_out' && span !== undefined && isOver(span.start, span.end),
  );
  return isNamed && unrendered.some((words) => isOver(prompt.indexOf(words), prompt.indexOf(words) + words.length));
}

function readActions(scheduled: readonly Scheduled[]): readonly LabelledAction[] {
  return scheduled.flatMap(({ said: { wish } }): LabelledAction[] => {
    if (wish.kind === 'light_sweep') return [{ kind: wish.kind, direction: wish.sides.x ?? wish.sides.y ?? null }];
    if (wish.kind === 'light_change') return [{ kind: wish.kind, change: wish.change }];
    return wish.kind === 'focus_pull' ? [{ kind: wish.kind, to: wish.to }] : [];
  });
}

function faultsOf(
  actions: readonly LabelledAction[],
  read: readonly LabelledAction[],
  scheduled: readonly Scheduled[],
): readonly string[] {
  const isRight =
    areActions(read, actions) ||
    (isLightAtOnce(scheduled) && areActions(withLightJoined(read), withLightJoined(actions)));
  return isRight ? [] : [`actions: asked ${JSON.stringify(actions)}, read ${JSON.stringify(read)}`];
}

function areActions(read: readonly LabelledAction[], asked: readonly LabelledAction[]): boolean {
  return read.length === asked.length && asked.every((action) => read.some((one) => isAction(one, action)));
}

/** Whether all that the light does, it does at one time: dimmer and cooler side by side are one change that is both. */
function isLightAtOnce(scheduled: readonly Scheduled[]): boolean {
  const changes = scheduled.filter(({ said }) => said.wish.kind === 'light_change');
  const first = changes[0];
  return changes.every(({ from, to }) => from === first?.from && to === first.to);
}

function withLightJoined(actions: readonly LabelledAction[]): readonly LabelledAction[] {
  const change = actions.flatMap((action) => (action.kind === 'light_change' ? action.change : []));
  const rest = actions.filter(({ kind }) => kind !== 'light_change');
  return change.length === 0 ? rest : [...rest, { kind: 'light_change', change }];
}

function isAction(read: LabelledAction, asked: LabelledAction): boolean {
  if (read.kind === 'light_sweep' && asked.kind === 'light_sweep')
    return asked.direction === null || asked.direction === read.direction;
  if (read.kind === 'focus_pull' && asked.kind === 'focus_pull') return read.to === asked.to;
  if (read.kind !== 'light_change' || asked.kind !== 'light_change') return false;
  return [...read.change].sort().join() === [...asked.change].sort().join();
}

function easingFaults({ easing }: LabelledPrompt, scheduled: readonly Scheduled[]): readonly string[] {
  const read = scheduled.flatMap(({ said }) => said.easing ?? []);
  return easing === null || read.includes(easing as (typeof read)[number])
    ? []
    : [`easing: asked ${easing}, read [${read.join(', ')}]`];
}

function timeFaults({ camera, times }: LabelledPrompt, moves: readonly MoveAt[]): readonly string[] {
  // A camera that stands makes no move whose time could be compared.
  const asked = times.length === camera.length ? times.filter((_, at) => camera[at]?.kind !== 'static') : times;
  return asked.flatMap((time, at) => {
    const move = moves[at];
    if (time === null || move === undefined) return [];
    const [from, to] = [move.from * DURATION_SEC, move.to * DURATION_SEC];
    const isRight = Math.abs(from - time[0]) <= TOLERANCE_SEC && Math.abs(to - time[1]) <= TOLERANCE_SEC;
    return isRight
      ? []
      : [`time of move ${at + 1}: asked ${time.join('–')} s, read ${from.toFixed(2)}–${to.toFixed(2)} s`];
  });
}

function unnamed({ prompt, unrendered }: LabelledPrompt, adjustments: readonly Adjustment[]): readonly string[] {
  return unrendered.filter((words) => {
    const start = prompt.indexOf(words);
    return !adjustments.some(({ span }) => span !== undefined && span.start < start + words.length && start < span.end);
  });
}

/** Wishes that made neither a move nor an action nor an adjustment. */
function lost(
  scheduled: readonly Scheduled[],
  { directions, adjustments }: ReturnType<typeof readDirections>,
): readonly string[] {
  const made = directions.camera.length + directions.actions.length;
  const wishes = scheduled.filter(
    ({ said }) => said.wish.kind !== 'hold' && said.wish.kind !== 'turn' && said.wish.kind !== 'other',
  );
  const leftOut = adjustments.filter(({ code }) => code.endsWith('left_out')).length;
  return made + leftOut >= wishes.length ? [] : [`${wishes.length} wishes, ${made} made, ${leftOut} named`];
}
