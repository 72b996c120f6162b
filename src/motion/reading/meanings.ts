import type { Action } from '../actions.js';
import type { Move } from '../moves.js';

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
