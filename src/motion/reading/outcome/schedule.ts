import { isOpposed } from '../prompt/refine.js';
import type { Said } from '../said.js';
import type { TimeSaid } from '../text/times.js';

/** A wish and its share of the clip. */
export interface Scheduled {
  readonly said: Said;
  readonly from: number;
  readonly to: number;
  /** Which step of the clip it is part of, counted from 0 in the order in which they happen. */
  readonly step: number;
}

/** A last hold is still for this share of the clip, and one between two moves counts for this much of a move. */
const LAST_HOLD = 0.18;
const HOLD_WEIGHT = 0.4;
/** What "at the end" means of something that nothing else waits for. */
const AT_END = 0.7;
/** The least share that anything gets, however many steps there are. */
const LEAST = 1e-3;

/** What happens in one stretch of the clip. */
interface Step {
  readonly members: Said[];
  from: number | undefined;
  to: number | undefined;
  length: number | undefined;
}

/**
 * Gives every wish its time. Wishes side by side share a step; steps follow each other, take the times that were said, and share
 * the rest evenly, holds getting less. A wish with a time of its own beside a step ("in the last second the light warms") keeps it.
 * Steps beyond `mostSteps` are left out.
 */
export function schedule(said: readonly Said[], mostSteps = Infinity): readonly Scheduled[] {
  const all = stepsOf(said);
  const steps = inOrder(all.slice(0, mostSteps));
  const left = new Set(all.slice(mostSteps).flatMap(({ members }) => members));
  const scheduled = new Map<Said, Omit<Scheduled, 'said'>>();
  const bounds = boundsOf(steps);
  steps.forEach((step, at) => {
    const [from, to] = [bounds[at]?.from ?? 0, bounds[at]?.to ?? 1];
    for (const one of step.members) {
      const span = one === step.members[0] ? { from, to } : besideOf(one, step.members[0], from, to);
      scheduled.set(one, { ...span, step: at });
    }
  });
  return said
    .filter((one) => !left.has(one))
    .map((one) => {
      const { step, ...span } = scheduled.get(one) ?? { from: 0, to: 1, step: 0 };
      return { said: one, ...ordered(span), step };
    });
}

function stepsOf(said: readonly Said[]): readonly Step[] {
  const steps: Step[] = [];
  said.forEach((one, at) => {
    if (isManner(one, said[at + 1])) return;
    const step = steps.at(-1);
    if (step === undefined || startsStep(one, step)) {
      steps.push({ members: [one], ...anchorsOf(one) });
    } else {
      step.members.push(one);
      if (step.members.every(({ time }) => time === undefined || time === one.time))
        Object.assign(step, anchorsOf(step.members[0] ?? one));
    }
  });
  return steps;
}

/** "Push in, but keep the first second still": what was given the beginning comes first, and what was given the end last. */
function inOrder(steps: readonly Step[]): readonly Step[] {
  const isFree = ({ from, to, length }: Step): boolean =>
    from === undefined && to === undefined && length === undefined;
  if (!steps.some(isFree)) return steps;
  const placeOf = ({ from, to, members }: Step): number => {
    // "Hold at the start and at the end, push in between".
    const order = members.every(({ wish }) => wish.kind === 'hold') ? members[0]?.time?.order : undefined;
    if (order !== undefined) return order === 'start' ? -1 : 1;
    if (from === 0 && to !== undefined && to < 1) return -1;
    return from !== undefined && from > 0 && to === 1 ? 1 : 0;
  };
  return [...steps].sort((one, other) => placeOf(one) - placeOf(other));
}

/** "Locked-off camera." and then what happens: no step, but how the whole is shot. */
function isManner({ wish, time }: Said, next: Said | undefined): boolean {
  return wish.kind === 'hold' && !wish.isStep && time === undefined && next !== undefined && !next.isNext;
}

/** Whether a wish waits for what was said before it. */
function startsStep(one: Said, { members }: Step): boolean {
  if (one.isNext) return true;
  const isCameras = (each: Said): boolean => each.wish.kind === 'move' || each.wish.kind === 'hold';
  const before = members.find(isCameras);
  if (before === undefined || !isCameras(one)) return false;
  // "After two seconds the camera stops".
  if (one.wish.kind === 'hold') return one.wish.isStep || (one.time?.from ?? 0) > 0;
  if (one.wish.kind === 'move' && one.wish.move === 'handheld') return false;
  if (before.wish.kind === 'move' && before.wish.move === 'handheld') return false;
  if (before.wish.kind === 'hold') return true;
  // Two moves with other times, or in two sentences, follow each other; side by side in one they are one movement.
  if (one.time !== undefined && one.time !== before.time && (one.time.from !== undefined || one.time.order === 'end'))
    return true;
  return one.sentence !== before.sentence || members.some(({ wish }) => isOpposed(wish, one.wish));
}

function anchorsOf({ time }: Said): Omit<Step, 'members'> {
  const { from, to, length } = resolved(time);
  return { from, to, length };
}

function resolved(time: TimeSaid | undefined): {
  from: number | undefined;
  to: number | undefined;
  length: number | undefined;
} {
  const length = time?.isBrief === true ? 0.15 : time?.length;
  if (time?.from !== undefined && time.to === undefined && length !== undefined)
    return { from: time.from, to: Math.min(1, time.from + length), length: undefined };
  if (time?.order === 'start' && length !== undefined) return { from: 0, to: length, length: undefined };
  if (time?.order === 'end' && length !== undefined) return { from: 1 - length, to: 1, length: undefined };
  return { from: time?.from, to: time?.to, length };
}

/** The time of a wish beside the first of its step. */
function besideOf(
  one: Said,
  first: Said | undefined,
  from: number,
  to: number,
): { readonly from: number; readonly to: number } {
  if (one.time === undefined || one.time === first?.time) return { from, to };
  if (one.time.order === 'end' && one.time.length === undefined) return { from: AT_END, to: 1 };
  const own = resolved(one.time);
  const start = own.from ?? (own.to !== undefined ? 0 : from);
  const end = own.to ?? (own.length === undefined ? Math.max(to, 1) : start + own.length);
  return { from: start, to: Math.min(1, end) };
}

/** Where each step begins and ends. */
function boundsOf(steps: readonly Step[]): readonly { readonly from: number; readonly to: number }[] {
  const first = steps[0];
  const isLoneEnd =
    steps.length === 1 &&
    first?.members[0]?.time?.order === 'end' &&
    first.length === undefined &&
    first.from === undefined;
  if (isLoneEnd && first.members[0]?.wish.kind !== 'hold') return [{ from: AT_END, to: 1 }];
  const edges = edgesOf(steps);
  return steps.map((step, at) => {
    const from = step.from ?? edges[at] ?? 0;
    const next = edges[at + 1] ?? 1;
    const to = step.to ?? (step.length === undefined ? next : Math.min(next, from + step.length));
    return { from, to };
  });
}

/** The moments between steps: the ones that were said, and between them the rest by weight. */
function edgesOf(steps: readonly Step[]): readonly number[] {
  const known: (number | undefined)[] = Array.from(
    { length: steps.length + 1 },
    (_, at) => steps[at]?.from ?? steps[at - 1]?.to,
  );
  known[0] ??= 0;
  if (known.at(-1) === undefined || steps.at(-1)?.length === undefined) known[steps.length] ??= 1;
  // Lengths reach on from an edge that is known, and back from the clip's end.
  steps.forEach((step, at) => {
    const from = known[at];
    if (from !== undefined && step.length !== undefined && at < steps.length - 1)
      known[at + 1] ??= Math.min(1, from + step.length);
  });
  known[steps.length] ??= 1;
  const last = steps.length - 1;
  if (last > 0) known[last] ??= lastStart(steps, known);
  const edges: number[] = [];
  for (let at = 0; at <= steps.length;) {
    const from = known[at] ?? edges.at(-1) ?? 0;
    let next = at + 1;
    while (next <= steps.length && known[next] === undefined) next += 1;
    const to = Math.max(from, known[next] ?? 1);
    const between = steps.slice(at, next);
    const widths = widthsOf(between, to - from);
    let edge = from;
    between.forEach((_, index) => {
      edges.push(edge);
      edge += widths[index] ?? 0;
    });
    if (between.length === 0) edges.push(from);
    at = next;
  }
  return edges;
}

/** How steps share a stretch: lengths that were said as far as there is room for them, the rest by weight. */
function widthsOf(steps: readonly Step[], stretch: number): readonly number[] {
  const said = steps.reduce((sum, { length }) => sum + (length ?? 0), 0);
  const weights = steps.reduce((sum, step) => sum + (step.length === undefined ? weightOf(step) : 0), 0);
  const squeeze = said > stretch || weights === 0 ? stretch / Math.max(said, LEAST) : 1;
  const rest = Math.max(0, stretch - said * squeeze);
  return steps.map((step) => (step.length === undefined ? (rest * weightOf(step)) / weights : step.length * squeeze));
}

/** A last step of known length, or a last hold, counts back from the end. */
function lastStart(steps: readonly Step[], known: readonly (number | undefined)[]): number | undefined {
  const step = steps.at(-1);
  const end = known.at(-1) ?? 1;
  if (step === undefined) return undefined;
  if (step.length !== undefined) return Math.max(0, end - step.length);
  const isHold = step.members.every(({ wish }) => wish.kind === 'hold');
  const isFree = steps
    .slice(0, -1)
    .every(({ from, to, length }) => from === undefined && to === undefined && length === undefined);
  return isHold && isFree && end === 1 ? 1 - LAST_HOLD : undefined;
}

function weightOf({ members }: Step): number {
  return members.every(({ wish }) => wish.kind === 'hold') ? HOLD_WEIGHT : 1;
}

/** Inside the clip, and never nothing. */
function ordered({ from, to }: { readonly from: number; readonly to: number }): {
  readonly from: number;
  readonly to: number;
} {
  const start = Math.min(1 - LEAST, Math.max(0, from));
  return { from: start, to: Math.min(1, Math.max(start + LEAST, to)) };
}
