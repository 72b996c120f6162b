import { createFocus } from './acting/focus-at.js';
import { createLight } from './acting/light-at.js';
import { createSweeps } from './acting/sweeps-at.js';
import type { Towards } from './actions.js';
import type { CameraPose } from './camera-path.js';
import { type CameraLimit, composeCamera } from './camera/compose-camera.js';
import type { Directions, Loop } from './directions.js';
import { createLoopClock } from './loop-clock.js';

/** What is true at one frame: all that the renderer paints from. */
export interface Instant {
  readonly pose: CameraPose;
  /** Bands of light on their way: `position` 0 (not yet in the picture) to 1 (out of it again). */
  readonly sweeps: readonly SweepAt[];
  /** See Action `light_change`; level 1, warmth 0, key 0 is the still's own light. */
  readonly light: LightAt;
  /** How far each part of the picture is out of focus, 0 (as in the still) to 1. */
  readonly blur: BlurAt;
  /** How far on the way from the first still to the last, 0 to 1. */
  readonly passage: number;
  /** Loop `crossfade` only: how much of the clip's first frame lies over this one, 0 to 1. */
  readonly fade: number;
}

/** One band of light at one moment. */
export interface SweepAt {
  readonly towards: Towards;
  readonly position: number;
  readonly strength: number;
}

/** The light at one moment. */
export interface LightAt {
  readonly level: number;
  readonly warmth: number;
  readonly key: number;
}

/** The focus at one moment. */
export interface BlurAt {
  readonly subject: number;
  readonly background: number;
}

/** A clip's directions, settled frame by frame. */
export interface Timeline {
  /** What is true at a frame, 0 … frameCount − 1; a RangeError for any other. */
  at(index: number): Instant;
  /** The closest the camera gets, which decides how much of the still's detail is needed. */
  readonly maxZoom: number;
  /** Whether every frame is parallel to the still's edges (no roll, no yaw). */
  readonly isUpright: boolean;
  /** Whether every frame is the same, the passage to a last still aside. */
  readonly isStill: boolean;
  /** The frame that shows the whole still in its own light and sharpness: 0, unless the camera begins closer. */
  readonly wholeStillAt: number;
  /** Whether that frame does so exactly. A pull-out in light that changes comes to the whole still in another light: then it is the nearest. */
  readonly showsWholeStill: boolean;
  /** The frame that shows the last still, or comes nearest to it; of several, the latest. Undefined without a last still. */
  readonly lastStillAt: number | undefined;
  /** Whether that frame does so exactly: all of it, in its own light and sharpness, and nothing over it. */
  readonly showsLastStill: boolean;
  /** What moves, added up, were asked to do further than they do; empty where nothing is scaled down. */
  readonly limits: readonly CameraLimit[];
}

/** What a timeline depends on beside the directions. */
export interface TimelineSetting {
  /** Width over height of the still as it is framed. */
  readonly aspectRatio: number;
  readonly durationSec: number;
  readonly frameCount: number;
  readonly loop: Loop;
  /** Whether the clip goes to a last still. In a loop it is seen by itself before the clip returns, so what else happens is over by then. */
  readonly hasLast: boolean;
}

/**
 * Settles what each frame of a clip is painted from. The camera never looks past the still's edges, position and speed of
 * everything go on without a jump (round the seam too, in a loop), and the same directions give the same timeline.
 */
export function createTimeline(directions: Directions, setting: TimelineSetting): Timeline {
  const { instants, limits } = settle(directions, setting);
  const { hasLast } = setting;
  const toFirst = instants.map((instant) => distanceFromStill(instant, hasLast ? instant.passage : 0));
  const toLast = instants.map((instant) => distanceFromStill(instant, 1 - instant.passage * (1 - instant.fade)));
  const [nearestFirst, nearestLast] = [leastOf(toFirst), leastOf(toLast)];
  return {
    at(index) {
      const instant = instants[index];
      if (instant === undefined) throw new RangeError(`Frame ${index} is not one of the clip's ${instants.length}.`);
      return instant;
    },
    maxZoom: instants.reduce((closest, { pose }) => Math.max(closest, pose.zoom), 1),
    isUpright: instants.every(({ pose }) => pose.rollRad === 0 && pose.yawRad === 0),
    isStill: instants.every((instant) => isSame(instant, instants[0])),
    wholeStillAt: Math.max(0, toFirst.indexOf(nearestFirst)),
    showsWholeStill: nearestFirst < SHOWN,
    lastStillAt: hasLast ? latestWithin(Math.max(nearestLast, SHOWN), toLast) : undefined,
    showsLastStill: hasLast && nearestLast < SHOWN,
    limits,
  };
}

/** As near to a still as this, and all that is left is rounding. */
const SHOWN = 1e-6;

function leastOf(distances: readonly number[]): number {
  return distances.reduce((least, distance) => Math.min(least, distance), Infinity);
}

function latestWithin(reach: number, distances: readonly number[]): number {
  return distances.reduce((latest, distance, index) => (distance <= reach ? index : latest), 0);
}

interface Settled extends Pick<Timeline, 'limits'> {
  readonly instants: readonly Instant[];
}

function settle(directions: Directions, setting: TimelineSetting, isEarly = setting.hasLast): Settled {
  const { camera: moves, actions, passage } = directions;
  const clock = createLoopClock({ ...setting, isEarly });
  const camera = composeCamera(moves, clock, setting.aspectRatio);
  // In a crossfade, what leads to the whole still has to be there before the first frame shows through.
  if (setting.loop === 'crossfade' && camera.home > 0 && !isEarly) return settle(directions, setting, true);
  const sweepsAt = createSweeps(actions, clock);
  const lightAt = createLight(actions, clock);
  const blurAt = createFocus(actions, clock);
  const instants = clock.ticks.map((tick) => ({
    pose: camera.poseAt(tick),
    sweeps: sweepsAt(tick),
    light: lightAt(tick.moment),
    blur: blurAt(tick.moment),
    passage: clock.progress(passage, tick.moment),
    fade: tick.fade,
  }));
  return { instants, limits: camera.limits };
}

/**
 * How much a frame differs from a still, in no unit: 0 is not at all. What it shows counts before how it looks; `other` is how much
 * of it is the other still of the pair.
 */
function distanceFromStill({ pose, sweeps, light, blur, fade }: Instant, other: number): number {
  const view = [Math.log(pose.zoom), pose.centreX - 0.5, pose.centreY - 0.5, pose.rollRad, pose.yawRad];
  const look = [light.level - 1, light.warmth, light.key, blur.subject, blur.background, sweeps.length, fade];
  const sum = (differences: readonly number[]): number => differences.reduce((all, one) => all + Math.abs(one), 0);
  return 1000 * (other + sum(view)) + sum(look);
}

/** Where nothing else differs, a first frame that lies over another changes nothing. */
function isSame(one: Instant, other: Instant | undefined): boolean {
  const seen = (instant: Instant | undefined): string =>
    JSON.stringify([instant?.pose, instant?.sweeps, instant?.light, instant?.blur]);
  return seen(one) === seen(other);
}
