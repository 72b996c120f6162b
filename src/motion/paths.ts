import { WHOLE_STILL, type CameraPath, type CameraPose } from './camera-path.js';
import { ease } from './ease.js';
import { fillingArcZoom, fillingRollZoom } from './filling-zoom.js';
import type { Move } from './moves.js';
import { createShake } from './shake.js';

/** What a path depends on beside the move. */
export interface PathSetting {
  /** Width over height of the still as it is framed. */
  readonly aspectRatio: number;
  readonly durationSec: number;
}

/** The share of a clip in which a move that needs room makes it. */
const PUSH_SHARE = 0.7;
/** The same for handheld, which starts still: no frame jumps off the first. */
const SETTLE_SHARE = 0.4;

/**
 * The path of a move: eased from rest to rest, and never looking past the still's edges. Its first frame is the whole still, but
 * for `pull_out`, whose last frame is.
 */
export function createCameraPath(move: Move, setting: PathSetting): CameraPath {
  switch (move.kind) {
    case 'static':
      return upright(1, () => WHOLE_STILL);
    case 'push_in':
      return upright(move.zoom, (moment) => pushed(move, ease(moment)));
    case 'pull_out':
      return upright(move.zoom, (moment) => pushed(move, 1 - ease(moment)));
    case 'pan':
      return upright(move.zoom, (moment) => {
        const zoom = makeRoom(move.zoom, moment);
        const travel = room(zoom) * ease(moment);
        return { ...WHOLE_STILL, zoom, centreX: 0.5 + (move.direction === 'right' ? travel : -travel) };
      });
    case 'tilt':
      return upright(move.zoom, (moment) => {
        const zoom = makeRoom(move.zoom, moment);
        const travel = room(zoom) * ease(moment);
        return { ...WHOLE_STILL, zoom, centreY: 0.5 + (move.direction === 'down' ? travel : -travel) };
      });
    case 'roll':
      // The picture turns against the camera.
      return turning((moment) => rolled(-move.rollRad * ease(moment), setting.aspectRatio));
    case 'arc':
      return turning((moment) => orbited(move.yawRad * ease(moment)));
    case 'handheld':
      return handheld(move, setting);
  }
}

function upright(maxZoom: number, poseAt: CameraPath['poseAt']): CameraPath {
  return { poseAt, maxZoom, isUpright: true };
}

/** Turns grow from first frame to last, and their zoom with them. */
function turning(poseAt: CameraPath['poseAt']): CameraPath {
  return { poseAt, maxZoom: poseAt(1).zoom, isUpright: false };
}

/** Zoom by equal ratios in equal steps, as the eye judges it; the focus keeps its place in the frame. */
function pushed(move: { zoom: number; focusX: number; focusY: number }, progress: number): CameraPose {
  const zoom = Math.pow(move.zoom, progress);
  const slack = 1 - 1 / zoom;
  return {
    ...WHOLE_STILL,
    zoom,
    centreX: 0.5 + (move.focusX - 0.5) * slack,
    centreY: 0.5 + (move.focusY - 0.5) * slack,
  };
}

function makeRoom(zoom: number, moment: number): number {
  return Math.pow(zoom, ease(moment / PUSH_SHARE));
}

/** How far the window's centre can go from the still's before an edge shows, as a share of the side. */
function room(zoom: number): number {
  return (1 - 1 / zoom) / 2;
}

function rolled(rollRad: number, aspectRatio: number): CameraPose {
  return { ...WHOLE_STILL, rollRad, zoom: fillingRollZoom(rollRad, aspectRatio) };
}

function orbited(yawRad: number): CameraPose {
  return { ...WHOLE_STILL, yawRad, zoom: fillingArcZoom(yawRad) };
}

/** Slow sway in position and a little roll, inside the room that a slight push makes; from rest. */
function handheld(move: { zoom: number; seed: number }, { aspectRatio, durationSec }: PathSetting): CameraPath {
  const shake = createShake(move.seed);
  const longSide = Math.max(aspectRatio, 1 / aspectRatio);
  return {
    maxZoom: move.zoom,
    isUpright: false,
    poseAt(moment) {
      const zoom = 1 + (move.zoom - 1) * ease(moment / SETTLE_SHARE);
      const sway = shake(moment * durationSec);
      // Of the room, 0.55 goes to position and 0.4 to roll: together they stay inside (see the tests).
      return {
        centreX: 0.5 + 0.55 * room(zoom) * sway.x,
        centreY: 0.5 + 0.55 * room(zoom) * sway.y,
        zoom,
        rollRad: ((0.4 * (zoom - 1)) / longSide) * sway.roll,
        yawRad: 0,
      };
    },
  };
}
