import type { Adjustment } from '../contract/adjustment.js';
import { MAX_ARC_RAD, type Move, type MoveKind } from './moves.js';
import type { Directions } from './directions.js';
import type { Phrase } from './phrase.js';
import { type Clause, readClauses } from './read-clause.js';
import type { Saying } from './sayings.js';
import { WHOLE_CLIP } from './timing.js';

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

/** How much of a move is made when the prompt does not say. */
const PUSH_ZOOM = 1.12;
const ROOM_ZOOM = 1.12;
const HANDHELD_ZOOM = 1.08;
const ROLL_RAD = (3 * Math.PI) / 180;

/** The most of each move that a flat still gives without looking like a card: more becomes this, and an adjustment. */
const MOST: Readonly<Partial<Record<MoveKind, number>>> = { pan: 1, tilt: 1, arc: 1, handheld: 1, roll: 1.25 };

/**
 * Reads a prompt for one camera move, its direction and its amount. The rest is named in the adjustments, clause by clause:
 * nothing that was asked for vanishes. A prompt without a camera move gets a slow push-in, and says so.
 */
export function readDirections(prompt: string, options: ReadingOptions): DirectionsRead {
  const { move, adjustments } = readMove(prompt, options);
  const camera = move.kind === 'static' ? [] : [{ move, ...WHOLE_CLIP }];
  return { directions: { camera, actions: [], passage: WHOLE_CLIP }, phrases: [], adjustments };
}

interface MoveRead {
  readonly move: Move;
  readonly adjustments: readonly Adjustment[];
}

function readMove(prompt: string, options: ReadingOptions): MoveRead {
  const clauses = readClauses(prompt);
  const main = clauses.find(({ saying, isNegated }) => saying !== undefined && !isNegated);
  const adjustments = clauses.flatMap((clause) => [
    ...(clause === main ? shortfallsOf(clause, options) : otherMoveOf(clause)),
    ...leftOver(clause),
  ]);
  if (main?.saying !== undefined) return { move: moveOf(kindOf(main, main.saying), main, options), adjustments };
  // "No zoom", and nothing else: then nothing moves.
  const isForbidden = clauses.some(({ isNegated }) => isNegated);
  const kind = isForbidden ? 'static' : 'push_in';
  const used = isForbidden ? 'a camera that stands still' : 'a slow push-in';
  const reason = `The prompt names no camera move that the built-in renderer knows, so it makes ${used}.`;
  const added = { code: 'move_added', field: 'prompt', asked: 'no camera move', used, reason };
  return { move: moveOf(kind, undefined, options), adjustments: [added, ...adjustments] };
}

/** How the move that is made falls short of the one that was said. */
function shortfallsOf({ text, saying, amount, target }: Clause, { focus }: ReadingOptions): readonly Adjustment[] {
  if (saying === undefined) return [];
  const shortfalls: Adjustment[] = [];
  const add = (code: string, used: string, reason: string): void => {
    shortfalls.push({ code, field: 'prompt', asked: text, used, reason });
  };
  if (saying.shortfall !== undefined) add('move_approximated', saying.kind, saying.shortfall);
  if (amount > (MOST[saying.kind] ?? Infinity)) {
    add(
      'amount_limited',
      'as much as a flat still gives',
      'Further, and a flat still looks like a card or shows its edge.',
    );
  }
  const closesIn = saying.kind === 'push_in' || saying.kind === 'pull_out';
  if (closesIn && target !== undefined && focus === undefined) {
    const reason = 'The built-in renderer does not look for things in the picture; --focus X,Y says where they are.';
    add('target_not_found', 'the middle of the frame', reason);
  }
  return shortfalls;
}

function otherMoveOf({ text, saying, isNegated }: Clause): readonly Adjustment[] {
  // That nothing else moves goes without saying.
  if (saying === undefined || isNegated || saying.kind === 'static') return [];
  const reason = 'The built-in renderer makes one camera move a clip: the first that the prompt names.';
  return [{ code: 'move_left_out', field: 'prompt', asked: text, used: 'left out', reason }];
}

function leftOver({ saying, text, rest }: Clause): readonly Adjustment[] {
  if (rest === '') return [];
  const reason = 'The built-in renderer moves the camera only: what happens inside the picture needs a model.';
  const asked = saying === undefined ? text : rest;
  return [{ code: 'action_left_out', field: 'prompt', asked, used: 'left out', reason }];
}

/** "Pan up" is how many people say tilt. */
function kindOf({ directions }: Clause, { kind }: Saying): MoveKind {
  return kind === 'pan' && directions.some((word) => /^(up|down)/.test(word)) ? 'tilt' : kind;
}

function moveOf(kind: MoveKind, clause: Clause | undefined, { focus, seed }: ReadingOptions): Move {
  const amount = Math.min(clause?.amount ?? 1, MOST[kind] ?? Infinity);
  const points = (pattern: RegExp): boolean => clause?.directions.some((word) => pattern.test(word)) ?? false;
  const isLeft = points(/^(left|anti|counter|ccw)/);
  const side = isLeft ? -1 : 1;
  const roomZoom = ROOM_ZOOM ** amount;
  switch (kind) {
    case 'static':
      return { kind };
    case 'push_in':
    case 'pull_out':
      return { kind, zoom: PUSH_ZOOM ** amount, focusX: focus?.x ?? 0.5, focusY: focus?.y ?? 0.5 };
    case 'pan':
      return { kind, direction: isLeft ? 'left' : 'right', zoom: roomZoom };
    case 'tilt':
      return { kind, direction: points(/^down/) ? 'down' : 'up', zoom: roomZoom };
    case 'roll':
      return { kind, rollRad: side * ROLL_RAD * amount };
    case 'arc':
      return { kind, yawRad: side * MAX_ARC_RAD * amount };
    case 'handheld':
      return { kind, zoom: HANDHELD_ZOOM ** amount, seed };
  }
}
