import type { Action } from '../../actions.js';
import type { Move } from '../../moves.js';
import type { Easing } from '../../timing.js';
import type { Link } from '../text/clauses.js';
import type { TimeSaid } from '../text/times.js';

const DEGREES = 180 / Math.PI;

/** A move in a few words, for a person. */
export function describeMove(move: Move): string {
  switch (move.kind) {
    case 'static':
      return 'the camera stands still';
    case 'push_in':
    case 'pull_out':
      return `${move.kind === 'push_in' ? 'push-in' : 'pull-out'}, ${figure(move.zoom)}×`;
    case 'pan':
    case 'tilt':
      return `${move.kind} ${move.direction}`;
    case 'roll':
      return `roll ${move.rollRad < 0 ? 'counterclockwise' : 'clockwise'}, ${figure(Math.abs(move.rollRad) * DEGREES)}°`;
    case 'arc':
      return `arc ${move.yawRad < 0 ? 'left' : 'right'}, ${figure(Math.abs(move.yawRad) * DEGREES)}°`;
    case 'handheld':
      return 'handheld';
  }
}

/** An action in a few words, for a person. */
export function describeAction(action: Action): string {
  switch (action.kind) {
    case 'light_sweep':
      return `light sweep, ${action.towards}`;
    case 'light_change':
      return `light change: level ${figure(action.level)}, warmth ${figure(action.warmth)}, key ${figure(action.key)}`;
    case 'focus_pull':
      return `focus pull from ${action.from} to ${action.to}`;
  }
}

function figure(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** A joint in a few words. */
export function describeJoint(link: Link): string {
  if (link === 'next') return 'after what was said before';
  return link === 'previous' ? 'before what it goes with' : 'together with what was said before';
}

/** A time in a few words. */
export function describeTime(time: TimeSaid | undefined): string {
  if (time?.clipSec !== undefined) return `a clip of ${time.clipSec} s`;
  if (time?.order !== undefined) return time.order === 'start' ? 'first' : 'last';
  if (time?.isBrief === true) return 'for a moment';
  if (time?.length !== undefined) return `for ${percent(time.length)} of the clip`;
  const from = time?.from === undefined ? [] : [`from ${percent(time.from)}`];
  const to = time?.to === undefined ? [] : [`to ${percent(time.to)}`];
  return [...from, ...to, 'of the clip'].join(' ');
}

const EASINGS: Readonly<Record<Easing, string>> = {
  ease: 'from rest to rest',
  settle: 'slower and slower into its end',
  accelerate: 'faster and faster',
  snap: 'in a moment',
  linear: 'evenly',
};

/** An easing in a few words. */
export function describeEasing(easing: Easing): string {
  return EASINGS[easing];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
