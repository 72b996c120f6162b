import type { TimedMove } from '../../directions.js';

/** Less than this is back: a thousandth of a zoom or of a radian. */
const BACK = 1e-3;

/** Whether moves, one after the other, lead back to the whole frame: in and out by as much, left and right by as much. */
export function comesBack(camera: readonly TimedMove[]): boolean {
  const sums = { zoom: 0, x: 0, y: 0, roll: 0, yaw: 0 };
  for (const { move } of camera) {
    if (move.kind === 'push_in') sums.zoom += Math.log(move.zoom);
    if (move.kind === 'pull_out') sums.zoom -= Math.log(move.zoom);
    if (move.kind === 'pan') sums.x += move.direction === 'right' ? Math.log(move.zoom) : -Math.log(move.zoom);
    if (move.kind === 'tilt') sums.y += move.direction === 'down' ? Math.log(move.zoom) : -Math.log(move.zoom);
    if (move.kind === 'roll') sums.roll += move.rollRad;
    if (move.kind === 'arc') sums.yaw += move.yawRad;
  }
  return Object.values(sums).every((sum) => Math.abs(sum) < BACK);
}
