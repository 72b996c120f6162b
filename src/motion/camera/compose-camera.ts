import type { CameraPose } from '../camera-path.js';
import type { TimedMove } from '../directions.js';
import type { LoopClock, Tick } from '../loop-clock.js';
import { legsOf } from './leaving-home.js';
import { createSwaying } from './swaying.js';
import { createTravelling } from './travelling.js';
import { createTurning } from './turning.js';
import { createZooming } from './zooming.js';

/** A kind of way that moves, added up, were asked to lead further than a flat still bears, so that all of it was scaled down. */
export type CameraLimit = 'zoom' | 'offset' | 'roll' | 'arc' | 'sway';

/** What all the moves of a clip make of the camera. */
export interface CameraComposition {
  poseAt(tick: Tick): CameraPose;
  /** The moment at which the camera is on the whole still. */
  readonly home: number;
  /** Each once; empty where everything goes as far as it was asked. */
  readonly limits: readonly CameraLimit[];
}

/**
 * Adds up a clip's camera moves. Every frame lies inside the still by construction: each kind of move has its own room, made by its own
 * zoom inside the frame that the kinds before it leave (pushes and pulls, then pans and tilts, then the unsteady hand), and
 * turns have theirs on top. At {@link CameraComposition.home} the frame is the whole still; what happens before leads there.
 */
export function composeCamera(moves: readonly TimedMove[], clock: LoopClock, aspectRatio: number): CameraComposition {
  const zooming = createZooming(moves, clock);
  const legs = legsOf(moves, zooming.home, clock);
  const travelling = createTravelling(legs, zooming, clock);
  const turning = createTurning(legs, { clock, home: zooming.home, aspectRatio });
  const swaying = createSwaying(legs, clock, aspectRatio);
  const limited: readonly (readonly [CameraLimit, boolean])[] = [
    ['zoom', zooming.isLimited],
    ['offset', travelling.isLimited],
    ['roll', turning.isRollLimited],
    ['arc', turning.isArcLimited],
    ['sway', swaying.isLimited],
  ];
  return {
    home: zooming.home,
    limits: limited.filter(([, isLimited]) => isLimited).map(([limit]) => limit),
    poseAt(tick) {
      const focus = zooming.focusAt(tick.moment);
      const travelled = travelling.travelledAt(tick.moment);
      const turned = turning.turnedAt(tick.moment);
      const logZoom = zooming.logZoomAt(tick.moment);
      const lent = logZoom * travelled.borrowed;
      // The travel goes on inside the frame of the push, so the point that the push is for keeps its place in the frame.
      const outer = Math.exp(logZoom - lent);
      const inner = Math.exp(lent + travelled.logRoom);
      let zoom = outer * inner;
      let centreX = 0.5 + focus.x * room(outer) + (travelled.x * room(inner)) / outer;
      let centreY = 0.5 + focus.y * room(outer) + (travelled.y * room(inner)) / outer;
      let { rollRad } = turned;
      for (const sway of swaying.swayedAt(tick)) {
        centreX += sway.x / zoom;
        centreY += sway.y / zoom;
        zoom *= sway.zoom;
        rollRad += sway.rollRad;
      }
      return { centreX, centreY, zoom: zoom * turned.zoom, rollRad, yawRad: turned.yawRad };
    },
  };
}

/** How far the window's centre can go from the still's before an edge shows, as a share of the side. */
function room(zoom: number): number {
  return (1 - 1 / zoom) / 2;
}
