import { MAX_ARC_RAD, type Move } from '../../moves.js';
import type { LightWord, Wish } from '../said.js';
import type { Amount } from '../grammar/manner.js';

type MoveWish = Extract<Wish, { readonly kind: 'move' | 'turn' }>;

/** What moves are made with beside the words. */
export interface MoveSetting {
  /** The point that a push-in closes in on, as shares of what the frame shows; the centre where absent. */
  readonly focus?: { readonly x: number; readonly y: number };
  /** Of the handheld shake. */
  readonly seed: number;
}

/** A move with its figures, and whether it is less than was asked because a flat still gives no more. */
export interface Sized {
  readonly move: Move;
  readonly isLimited: boolean;
}

/** How much of a move is made when the prompt does not say. */
const PUSH_ZOOM = 1.12;
const ROOM_ZOOM = 1.12;
const HANDHELD_ZOOM = 1.08;
const ROLL_RAD = (3 * Math.PI) / 180;

/** Closer, and a still of usual size has no more detail to show. */
const MAX_ZOOM = 2;
/** Further, and the room that a pan needs would have to be a push-in of its own. */
const MAX_ROOM = 1;
/** Further, and the zoom that keeps the corners filled takes the picture away. */
const MAX_ROLL_RAD = (15 * Math.PI) / 180;

/** Puts a wish for a move into figures. */
export function sizeMove(wish: MoveWish, { focus, seed }: MoveSetting): Sized {
  const { amount, sides } = wish;
  const { factor, measure } = amount;
  const isLeft = sides.x === 'left' || (sides.x === undefined && sides.turn === 'counterclockwise');
  const side = isLeft ? -1 : 1;
  const kind = wish.kind === 'turn' ? 'arc' : wish.move;
  switch (kind) {
    case 'push_in':
    case 'pull_out': {
      const zoom = zoomOf(amount);
      return {
        move: { kind, zoom: Math.min(zoom, MAX_ZOOM), focusX: focus?.x ?? 0.5, focusY: focus?.y ?? 0.5 },
        isLimited: zoom > MAX_ZOOM,
      };
    }
    case 'pan':
      return {
        move: { kind, direction: isLeft ? 'left' : 'right', zoom: ROOM_ZOOM ** Math.min(factor, MAX_ROOM) },
        isLimited: isFar(amount),
      };
    case 'tilt':
      return {
        move: { kind, direction: sides.y === 'down' ? 'down' : 'up', zoom: ROOM_ZOOM ** Math.min(factor, MAX_ROOM) },
        isLimited: isFar(amount),
      };
    case 'roll': {
      const rollRad = measure?.unit === 'degrees' ? (measure.value * Math.PI) / 180 : ROLL_RAD * factor;
      return { move: { kind, rollRad: side * Math.min(rollRad, MAX_ROLL_RAD) }, isLimited: rollRad > MAX_ROLL_RAD };
    }
    case 'arc': {
      const yawRad = measure?.unit === 'degrees' ? (measure.value * Math.PI) / 180 : MAX_ARC_RAD * factor;
      return { move: { kind, yawRad: side * Math.min(yawRad, MAX_ARC_RAD) }, isLimited: yawRad > MAX_ARC_RAD };
    }
    case 'handheld':
      return { move: { kind, zoom: HANDHELD_ZOOM ** Math.min(factor, 1), seed }, isLimited: factor > 1 };
  }
}

/** "By 20 %" is that much closer; "to 120 %" is the size that it comes to. */
function zoomOf({ factor, measure }: Amount): number {
  if (measure?.unit === 'times' && measure.value > 1) return measure.value;
  if (measure?.unit === 'percent' && measure.value > 0)
    return measure.value > 100 ? measure.value / 100 : 1 + measure.value / 100;
  return PUSH_ZOOM ** factor;
}

/** A few degrees or percent are as good as the room there is; far more is not. */
function isFar({ factor, measure }: Amount): boolean {
  const MOST_DEGREES = 15;
  const MOST_PERCENT = 10;
  if (measure?.unit === 'degrees') return measure.value > MOST_DEGREES;
  if (measure?.unit === 'percent') return measure.value > MOST_PERCENT;
  return factor > MAX_ROOM;
}

/** The light that a wish ends in. */
export interface LightFigures {
  readonly level: number;
  readonly warmth: number;
  readonly key: number;
}

const LIGHT: Readonly<Record<LightWord, LightFigures>> = {
  warmer: { level: 1, warmth: 0.6, key: 0 },
  cooler: { level: 1, warmth: -0.6, key: 0 },
  brighter: { level: 1.3, warmth: 0, key: 0 },
  dimmer: { level: 0.55, warmth: 0, key: 0 },
  key: { level: 1, warmth: 0, key: 1 },
};
/** Dark, and yet no number that light cannot be multiplied back from. */
const BLACK_LEVEL = 0.01;

/** Puts a wish for another light into figures; several words are added up, and one named twice counts once. */
export function sizeLight(change: readonly LightWord[], { factor, measure }: Amount, isToBlack: boolean): LightFigures {
  const sum = change.reduce(
    (all, word) => ({
      level: all.level * LIGHT[word].level,
      warmth: all.warmth + LIGHT[word].warmth,
      key: Math.max(all.key, LIGHT[word].key),
    }),
    { level: 1, warmth: 0, key: 0 },
  );
  const share = measure?.unit === 'percent' ? Math.min(measure.value, 100) / 100 : undefined;
  const isDimmer = change.includes('dimmer');
  const level = isToBlack
    ? BLACK_LEVEL
    : share !== undefined && sum.level !== 1
      ? isDimmer
        ? Math.max(BLACK_LEVEL, 1 - share)
        : 1 + share
      : sum.level ** factor;
  return {
    level,
    warmth: Math.min(1, Math.max(-1, sum.warmth * Math.min(factor, 1.5))),
    key: Math.min(1, sum.key * factor),
  };
}

const SWEEP_STRENGTH = 0.5;
const BLUR_STRENGTH = 0.7;

/** What a band of light adds at its crest. */
export function sweepStrength({ factor }: Amount): number {
  return SWEEP_STRENGTH * factor ** 0.7;
}

/** How far out of focus a pull leaves what it leaves. */
export function blurStrength({ factor }: Amount): number {
  return Math.min(1, BLUR_STRENGTH * factor);
}
